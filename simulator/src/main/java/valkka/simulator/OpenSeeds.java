package valkka.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Seeds that break a promise and are not mended yet, from {@code open.txt}: a line has a seed and
 * the promise. They are counted apart, so that a campaign tells what is new. The list ends empty.
 */
final class OpenSeeds {
    private static final Map<Long, Promise> OPEN = read();

    private OpenSeeds() {}

    /** Returns whether a seed is known to break this promise. */
    static boolean has(long seed, BrokenPromise broken) {
        return OPEN.get(seed) == broken.promise();
    }

    private static Map<Long, Promise> read() {
        try (InputStream lines = OpenSeeds.class.getResourceAsStream("open.txt")) {
            if (lines == null) {
                throw new IllegalStateException("open.txt is missing beside the simulator's classes");
            }
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .collect(Collectors.toMap(words -> Long.valueOf(words[0]), words -> Promise.valueOf(words[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
