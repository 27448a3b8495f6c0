package valkka.rtsp;

import java.util.concurrent.Executor;

/**
 * A thread for each task: what waits for a program or feeds a server may hold it for long. The pool that {@code CompletableFuture} takes by
 * itself has one thread on a machine of two cores (since JDK 25), and the second task would wait for the first.
 */
public final class TestThreads {
    /** Give it to {@code supplyAsync} and {@code runAsync}. */
    public static final Executor EACH_ITS_OWN = task -> {
        Thread thread = new Thread(task, "test task");
        thread.setDaemon(true);
        thread.start();
    };

    private TestThreads() {}
}
