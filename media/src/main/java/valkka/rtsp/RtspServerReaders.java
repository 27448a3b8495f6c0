package valkka.rtsp;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that read recordings for the clients of a server, two for all of them. A client has
 * one task at most, so the queue is as long as there are clients. Idle threads end.
 */
final class RtspServerReaders implements Executor, AutoCloseable {
    private static final int THREADS = 2;
    private static final long IDLE_SECONDS = 10;

    private final AtomicInteger number = new AtomicInteger();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread);

    RtspServerReaders() {
        threads.allowCoreThreadTimeOut(true);
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "RtspServer-reader-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Reads nothing more, and interrupts what is being read. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
