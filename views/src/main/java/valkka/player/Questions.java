package valkka.player;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * The questions of a widget's page until the widget is closed, and how many there were. An error is
 * an answer, too.
 */
final class Questions {
    private final String what;
    private final Function<JsonNode, Answer> answerTo;
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private volatile boolean closed;

    /**
     * Makes an open one.
     *
     * @param what the widget in words, as in "the player"
     * @param answerTo answers a question, or throws a {@link ValkkaException}
     */
    Questions(String what, Function<JsonNode, Answer> answerTo) {
        this.what = what;
        this.answerTo = answerTo;
    }

    /** @param question a JSON object */
    Answer answer(String question) {
        answers.incrementAndGet();
        try {
            if (closed) {
                throw new ValkkaException(Kind.CLOSED, what + " has been closed: run its cell again");
            }
            return answerTo.apply(Json.object(question));
        } catch (ValkkaException e) {
            errors.incrementAndGet();
            return new Answer(
                    Json.text(Map.of("error", e.getMessage(), "kind", e.kind().name())), Answer.NO_BYTES);
        }
    }

    long answers() {
        return answers.get();
    }

    long errors() {
        return errors.get();
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }
}
