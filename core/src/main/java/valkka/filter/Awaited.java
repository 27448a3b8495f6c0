package valkka.filter;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A {@link CompletableFuture} that says in one line what it waits for, and then what came of it. A
 * shell prints {@code pulling blocks 3, 4 ...}, and later {@code pulled 2 blocks: 124 frames, 248
 * KiB}. libValkka has no such class: its calls return nothing.
 */
public final class Awaited<T> extends CompletableFuture<T> {
    private final String waiting;
    private final String done;

    /**
     * Makes a future that is not done.
     *
     * @param waiting what goes on until the future is done, as in {@code pulling block 3}
     * @param done the same when it is done, as in {@code pulled block 3}; the result follows
     */
    public Awaited(String waiting, String done) {
        this.waiting = Objects.requireNonNull(waiting, "waiting");
        this.done = Objects.requireNonNull(done, "done");
    }

    /** Returns what {@code thenApply} and its like return: a future that waits for the same. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new Awaited<>(waiting, done);
    }

    /** Returns one line: what goes on, or the result, or what went wrong. */
    @Override
    public String toString() {
        if (isCancelled()) {
            return waiting + ": cancelled";
        }
        if (!isDone()) {
            return waiting + " ...";
        }
        try {
            return done + ": " + join();
        } catch (CompletionException e) {
            Throwable error = e.getCause() == null ? e : e.getCause();
            return waiting + " failed: " + (error.getMessage() == null ? error : error.getMessage());
        }
    }
}
