package valkka.fs;

/** A listener that was added to a recording. Closing the subscription removes the listener. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    /**
     * Removes the listener. A second call does nothing. A call of the listener that has begun goes
     * on to its end.
     */
    @Override
    void close();
}
