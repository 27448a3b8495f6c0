package valkka.filter;

/**
 * A Java thread in which the library runs callbacks and filters: that of a {@link ValkkaThread}, or a further one that works for it. It
 * keeps the rule of {@link ValkkaThread} about who waits for whom.
 */
public class CallbackThread extends Thread {
    private final boolean waitsForNobody;

    /** A daemon thread, not started yet. */
    public CallbackThread(Runnable body, String name) {
        this(body, name, false);
    }

    CallbackThread(Runnable body, String name, boolean waitsForNobody) {
        super(body, name);
        setDaemon(true);
        this.waitsForNobody = waitsForNobody;
    }

    /** Whether the caller runs in such a thread, and this must not wait until {@code other} has ended. */
    static boolean mustNotAwaitEndOf(ValkkaThread other) {
        return Thread.currentThread() instanceof CallbackThread caller
                && (caller.waitsForNobody || !other.waitsForNobody());
    }

    /** Whether the caller may wait for what other threads of the library do. */
    static boolean mayWait() {
        return !(Thread.currentThread() instanceof CallbackThread caller && caller.waitsForNobody);
    }
}
