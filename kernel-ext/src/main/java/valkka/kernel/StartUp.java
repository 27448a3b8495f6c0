package valkka.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;

/** The one list of what notebooks and JShell begin with: {@code valkka.jsh}. */
final class StartUp {
    private static final String RESOURCE = "/valkka/valkka.jsh";

    private StartUp() {}

    /** Returns the snippets, without the comments. */
    static String script() {
        try (InputStream in = Objects.requireNonNull(StartUp.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("//")).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
