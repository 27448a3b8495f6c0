package valkka.proof;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What a forger can do who has this library and not the key. */
public final class Forging {
    private Forging() {}

    /** Puts a text behind a clip with hashes that fit both. */
    public static void append(Path clip, String text) throws IOException {
        try (ClipFile file = ClipFile.openForAppending(clip)) {
            file.append(text.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
