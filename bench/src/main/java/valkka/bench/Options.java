package valkka.bench;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import valkka.frame.ValkkaException;

/**
 * What the command line asks for.
 *
 * @param groups which rows
 * @param quick a smaller run, to see that everything works: its figures are rough
 * @param directory where files go
 */
record Options(Set<Group> groups, boolean quick, Path directory) {
    static final String USAGE =
            "bench [--quick] [--dir DIR] [write] [read] [search] [plot] [play] [export] [load] [ingest] [cameras] [manager]";

    /** The groups of rows, in the order of the table. */
    enum Group {
        WRITE,
        READ,
        SEARCH,
        PLOT,
        PLAY,
        EXPORT,
        LOAD,
        INGEST,
        CAMERAS,
        MANAGER
    }

    static Options parse(List<String> arguments) {
        Set<Group> groups = EnumSet.noneOf(Group.class);
        boolean quick = false;
        Path directory = Scratch.defaultParent();
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            switch (argument) {
                case "--quick" -> quick = true;
                case "--dir" -> {
                    if (!rest.hasNext()) {
                        throw ValkkaException.badArgument("--dir needs a directory: " + USAGE);
                    }
                    directory = Path.of(rest.next());
                }
                default -> groups.add(group(argument));
            }
        }
        return new Options(groups.isEmpty() ? EnumSet.allOf(Group.class) : groups, quick, directory);
    }

    private static Group group(String name) {
        for (Group group : Group.values()) {
            if (group.name().toLowerCase(Locale.ROOT).equals(name)) {
                return group;
            }
        }
        throw ValkkaException.badArgument("there is no row '" + name + "': " + USAGE);
    }
}
