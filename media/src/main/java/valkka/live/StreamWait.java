package valkka.live;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits of a stream's own threads. An interrupt ends none of them: only a stop ends a stream. */
final class StreamWait {
    private static final System.Logger LOG = System.getLogger("valkka.live");

    private StreamWait() {}

    /**
     * Waits until {@code future} is done, well or badly.
     *
     * @return false when the time ran out
     */
    static boolean until(CompletableFuture<?> future, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            try {
                future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                return true;
            } catch (ExecutionException e) {
                return true;
            } catch (TimeoutException e) {
                return false;
            } catch (InterruptedException e) {
                tell();
            }
        }
    }

    /**
     * Drops an interrupt that a filter or a callback has left in the stream's thread, where the
     * next filter would find it.
     */
    static void dropInterrupt() {
        if (Thread.interrupted()) {
            tell();
        }
    }

    private static void tell() {
        LOG.log(
                Level.DEBUG,
                () -> Thread.currentThread().getName()
                        + ": the interrupt is ignored, because only a stop ends a stream");
    }
}
