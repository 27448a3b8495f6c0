package valkka.player;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** Pictures and bits a second of a stream, over its last three seconds. */
final class LiveRates {
    private static final long OVER_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int MOST = 1000;

    private final Deque<Came> recent = new ArrayDeque<>();
    private long bytes;

    private record Came(long nanos, int bytes) {}

    void add(long nanos, int size) {
        recent.add(new Came(nanos, size));
        bytes += size;
        forget(nanos);
    }

    private void forget(long nanos) {
        while (!recent.isEmpty()
                && (recent.size() > MOST || nanos - recent.getFirst().nanos() > OVER_NANOS)) {
            bytes -= recent.removeFirst().bytes();
        }
    }

    /** Returns pictures a second; 0 when there are too few to tell. */
    double pictures(long nanos) {
        return perSecond(nanos, recent.size() - 1);
    }

    /** Returns bits a second. */
    double bits(long nanos) {
        forget(nanos);
        return recent.isEmpty()
                ? 0
                : perSecond(nanos, 8.0 * (bytes - recent.getFirst().bytes()));
    }

    private double perSecond(long nanos, double amount) {
        forget(nanos);
        return recent.size() < 2
                ? 0
                : amount
                        * TimeUnit.SECONDS.toNanos(1)
                        / (recent.getLast().nanos() - recent.getFirst().nanos());
    }
}
