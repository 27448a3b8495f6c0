package valkka.filter;

/**
 * A Java thread in which the library runs callbacks and filters: the thread of a
 * {@link ValkkaThread}, or a further thread that works for one. It keeps the rule of
 * {@link ValkkaThread} on waiting.
 */
public final class CallbackThread extends Thread {
    private final boolean waitsForNobody;

    /** Makes a daemon thread that is not started yet. */
    public CallbackThread(Runnable body, String name) {
        this(body, name, false);
    }

    CallbackThread(Runnable body, String name, boolean waitsForNobody) {
        super(body, name);
        setDaemon(true);
        this.waitsForNobody = waitsForNobody;
    }

    /**
     * Returns whether the caller runs in such a thread and must not wait for the end of
     * {@code other}.
     */
    static boolean mustNotAwaitEndOf(ValkkaThread other) {
        return Thread.currentThread() instanceof CallbackThread caller
                && (caller.waitsForNobody || !other.waitsForNobody());
    }

    /** Returns whether the caller may wait for other threads of the library. */
    static boolean mayWait() {
        return !(Thread.currentThread() instanceof CallbackThread caller && caller.waitsForNobody);
    }
}
