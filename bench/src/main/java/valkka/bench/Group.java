package valkka.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The groups of rows, in the order of the table. */
enum Group {
    WRITE,
    PROOF,
    READ,
    SEARCH,
    PLOT,
    PLAY,
    EXPORT,
    LOAD,
    INGEST,
    RECORD,
    CAMERAS,
    MANAGER;

    /** Returns the user's names of the groups. */
    static List<String> names() {
        return Stream.of(values()).map(Group::toString).toList();
    }

    static Optional<Group> named(String name) {
        return Stream.of(values())
                .filter(group -> group.toString().equals(name))
                .findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
