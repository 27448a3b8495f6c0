package valkka.simulator;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What happens in a run, one line a happening, and the first promise that did not hold. */
final class Story {
    private final boolean told;
    private final SimulatedTime time;
    private final String directory;
    private final List<String> lines = new ArrayList<>();
    private @Nullable BrokenPromise broken;

    /**
     * Makes an empty story.
     *
     * @param told whether the lines are kept
     * @param directory the recording's, whose name is left out
     */
    Story(boolean told, SimulatedTime time, Path directory) {
        this.directory = directory + File.separator;
        this.told = told;
        this.time = time;
    }

    long nanos() {
        return time.nanos();
    }

    long millis() {
        return time.millis();
    }

    void tell(Supplier<String> line) {
        if (told) {
            lines.add(String.format(
                    Locale.ROOT, "%9.3f s  %s", time.nanos() / 1e9, line.get().replace(directory, "")));
        }
    }

    /** Notes that a promise did not hold. The first one counts. */
    void broken(Promise promise, String what) {
        if (broken == null) {
            broken = new BrokenPromise(promise, what.replace(directory, ""));
            tell(() -> "BROKEN: " + Objects.requireNonNull(broken));
        }
    }

    /** Notes an exception that nobody expects. */
    void unexpected(String doing, Throwable e) {
        StackTraceElement[] calls = e.getStackTrace();
        broken(Promise.GOES_ON, doing + " threw " + e + (calls.length == 0 ? "" : " at " + calls[0]));
    }

    boolean isOver() {
        return broken != null;
    }

    @Nullable
    BrokenPromise broken() {
        return broken;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
