package valkka.filter;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * The waits for a {@link ValkkaThread}: each has a bound, and a message that names the call which
 * holds the thread.
 */
final class BoundedWait {
    private BoundedWait() {}

    /** Waits as {@link ValkkaThread#await} says. */
    static <T> T forResult(ValkkaThread of, Future<T> promised, String doing) throws InterruptedException {
        if (!ValkkaThread.mayWait() && !promised.isDone()) {
            throw new ValkkaException(
                    Kind.BUSY,
                    "in the callback of the writer '" + Thread.currentThread().getName() + "', which waits for nobody, "
                            + of.label() + " cannot be waited for, " + doing + ": do that in a thread of your own");
        }
        long before = of.progress();
        while (true) {
            try {
                return promised.get(of.patience().toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                long now = of.progress();
                if (now == before) {
                    throw of.stalled(doing);
                }
                before = now;
            } catch (ExecutionException e) {
                Throwable why = e.getCause();
                throw why instanceof ValkkaException known
                        ? new ValkkaException(known.kind(), known.getMessage(), known)
                        : new ValkkaException(
                                Kind.IO, of.label() + ": an unexpected error ended " + doing + ": " + why, why);
            }
        }
    }

    /**
     * Returns the exception for a caller who has waited for the thread's patience.
     *
     * @param running the Java thread; {@code null} before the start
     */
    static ValkkaException stalled(ValkkaThread of, @Nullable Thread running, String doing) {
        return new ValkkaException(
                Kind.TIMEOUT,
                of.label() + " has got no further with " + doing + " for " + seconds(of.patience()) + ": it "
                        + (running == null
                                ? "is not running"
                                : "is in " + placeOf(running) + ", and goes on when that returns"));
    }

    /**
     * Returns the exception for a caller who has waited for the start or the end of a thread.
     *
     * @param what what has not come, as in "has not ended"
     * @param who who is in the holding call, as in "it is"
     */
    static ValkkaException timedOut(ValkkaThread of, String what, Duration atMost, String who, Thread holder) {
        return new ValkkaException(
                Kind.TIMEOUT,
                of.label() + " " + what + " within " + seconds(atMost) + ": " + who + " in " + placeOf(holder)
                        + ", and it ends when that returns");
    }

    private static String seconds(Duration time) {
        return time.toMillis() / 1000.0 + " s";
    }

    /** Returns the innermost call that is not Java's own. */
    private static String placeOf(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .filter(call -> !call.getClassName().matches("(java|jdk|sun)\\..*"))
                .findFirst()
                .map(StackTraceElement::toString)
                .orElse("nothing of its own");
    }
}
