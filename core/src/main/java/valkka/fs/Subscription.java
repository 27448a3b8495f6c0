package valkka.fs;

/** A listener that was added somewhere: closing takes it away again. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    /** Takes the listener away. May be called twice; a call of the listener that has begun goes on to its end. */
    @Override
    void close();
}
