package valkka.lessons;

import java.io.Serial;

/** A lesson that did not run to its end; the message names the lesson, the line and the reason. */
final class LessonFailedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    LessonFailedException(String message) {
        super(message);
    }
}
