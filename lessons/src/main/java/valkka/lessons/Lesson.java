package valkka.lessons;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * A JShell script that explains a part of the library in its comments and shows it in its code.
 *
 * @param name the user's name of the lesson, and the name of its resource without {@code .jsh}
 * @param script the whole text
 */
record Lesson(String name, String script) {
    /** The lessons, in the order in which they are meant to be read. */
    static final List<String> NAMES =
            List.of("writing", "reading-1", "reading-2", "matroska-export", "playing-frames", "manager");

    /**
     * Returns the lesson of that name.
     *
     * @throws ValkkaException {@code NOT_FOUND} with the names that there are
     */
    static Lesson named(String name) {
        if (!NAMES.contains(name)) {
            throw new ValkkaException(
                    Kind.NOT_FOUND, "there is no lesson '" + name + "'; the lessons are " + String.join(", ", NAMES));
        }
        String resource = name + ".jsh";
        try (InputStream in = Lesson.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new ValkkaException(
                        Kind.NOT_FOUND, "the script " + resource + " is not on the class path: build jvalkka again");
            }
            return new Lesson(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "cannot read the script " + resource + ": " + e.getMessage(), e);
        }
    }
}
