package valkka.simulator;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/**
 * The clocks of a simulation, and what happens when. The monotonic clock moves from happening to
 * happening. The wall clock can be set, and drifts.
 */
final class SimulatedTime implements InstantSource {
    private static final long START_MILLIS = 1_700_000_000_000L;
    private static final long MILLION = 1_000_000;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final PriorityQueue<Happening> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Happening::nanos).thenComparingLong(Happening::number));
    private long number;
    private long wallNanos = START_MILLIS * MILLION; // at driftSince
    private long driftSince;
    private long driftPerMillion;

    private record Happening(long nanos, long number, Runnable action) {}

    MockTicker ticker() {
        return ticker;
    }

    /** Returns the monotonic clock, 0 at the start. */
    long nanos() {
        return ticker.nanoTime();
    }

    /** Lets something happen after a time. */
    void after(long nanos, Runnable action) {
        agenda.add(new Happening(nanos() + Math.max(0, nanos), number++, action));
    }

    void afterMillis(long millis, Runnable action) {
        after(millis * MILLION, action);
    }

    /**
     * Moves to the next happening, if it comes before {@code limit}, and lets it happen.
     *
     * @param limit the monotonic clock is moved no further
     * @return whether something happened
     */
    boolean next(long limit) {
        Happening next = agenda.peek();
        if (next == null || next.nanos() > limit) {
            moveTo(limit);
            return false;
        }
        agenda.poll();
        moveTo(next.nanos());
        next.action().run();
        return true;
    }

    private void moveTo(long nanos) {
        if (nanos > nanos()) {
            ticker.advance(nanos - nanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Sets the wall clock ahead, or back. */
    void step(long millis) {
        wallNanos = wallNanos() + millis * MILLION;
        driftSince = nanos();
    }

    /** Lets the wall clock run faster from now on, or slower. */
    void drift(long perMillion) {
        step(0);
        driftPerMillion = perMillion;
    }

    private long wallNanos() {
        long passed = nanos() - driftSince;
        return wallNanos + passed + passed / MILLION * driftPerMillion;
    }

    @Override
    public long millis() {
        return wallNanos() / MILLION;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }
}
