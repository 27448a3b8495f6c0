package valkka.command;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ctrl-C and SIGTERM as a wish: a command that takes them ends well, in its own thread, and the
 * process then has the command's exit code and not the signal's.
 */
final class StopRequest {
    /**
     * Far longer than the threads take to end. After this time the process ends, whatever is on the
     * disk.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int KILLED = 143;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    /** From now on the signals are a wish. */
    void takeSignals() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown, "ends the command"));
    }

    /** Wishes the end; returns at once. */
    void request() {
        requested.countDown();
    }

    boolean isRequested() {
        return requested.getCount() == 0;
    }

    /**
     * Waits so long, or until the end is wished for.
     *
     * @return whether it is
     */
    boolean await(Duration time) throws InterruptedException {
        return requested.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The command has ended, and all is said. */
    void ended(int exitCode) {
        exit.complete(exitCode);
    }

    /**
     * Java's own exit code behind a signal says which signal it was; only a halt can say something
     * else.
     */
    private void onShutdown() {
        request();
        int code = KILLED;
        try {
            code = exit.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            System.Logger log = System.getLogger("valkka.thread");
            log.log(System.Logger.Level.WARNING, "the command did not end in time: {0}", e.toString());
        }
        Runtime.getRuntime().halt(code);
    }
}
