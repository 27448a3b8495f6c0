package valkka.fs;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Waits, in a child process, for the end of its standard input, which comes when the parent ends in any way. */
final class EndOfInput {
    private EndOfInput() {}

    /** Runs {@code action} in a thread of its own at the end of the standard input; nothing is said on it. */
    static void then(Runnable action) {
        Thread waiting = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    // nothing is said on it
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                action.run();
            }
        });
        waiting.setDaemon(true);
        waiting.start();
    }
}
