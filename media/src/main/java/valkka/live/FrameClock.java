package valkka.live;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the frames of one track get their times from, as {@link TimeCorrectionType} has it. Used by
 * one thread at a time.
 */
final class FrameClock {
    /** The time of a frame that cannot be told yet. */
    static final long UNKNOWN = -1;
    /**
     * A camera that was late by more than this has been somewhere else: no stall of TCP lasts so
     * long unnoticed.
     */
    private static final long MAX_LAG_MILLIS = 10_000;

    private final TimeCorrectionType type;
    private final ArrivalClock arrivals;
    private final InstantSource clock;
    private final StreamCounters counters;

    FrameClock(TimeCorrectionType type, InstantSource clock, StreamCounters counters) {
        this.type = type;
        this.arrivals = new ArrivalClock(clock, MAX_LAG_MILLIS);
        this.clock = clock;
        this.counters = counters;
    }

    /** A new connection begins, whose pts start anew. Times go on growing. */
    void restart() {
        arrivals.restart();
    }

    /**
     * Returns the time of a frame whose first packet came now, Unix ms; {@link #UNKNOWN} while the
     * camera's own is wanted and not known.
     */
    long stamp(RtspSource source) {
        long sender = source.senderMicros();
        if (sender != Long.MIN_VALUE) {
            counters.clockOffset(Math.floorDiv(sender, 1000L) - clock.millis());
        }
        return switch (type) {
            case NONE -> sender > 0 ? arrivals.stampBySender(sender) : UNKNOWN;
            case DUMMY -> arrivals.stampByArrival();
            case SMART -> source.hasPts() ? arrivals.stamp(source.ptsMicros()) : arrivals.stampByArrival();
        };
    }

    /** Returns the camera's own time of the packet, or {@code null}. */
    @Nullable
    Instant senderTime(RtspSource source) {
        long sender = source.senderMicros();
        return sender == Long.MIN_VALUE ? null : Instant.EPOCH.plus(sender, ChronoUnit.MICROS);
    }
}
