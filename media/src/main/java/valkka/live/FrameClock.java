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
     * long unnoticed. Its next picture has the time of its arrival.
     */
    private static final long MAX_LAG_MILLIS = 10_000;

    private final TimeCorrectionType type;
    private final ArrivalClock arrivals;
    private final StreamCounters counters;

    FrameClock(TimeCorrectionType type, InstantSource clock, StreamCounters counters) {
        this.type = type;
        this.arrivals = new ArrivalClock(clock, MAX_LAG_MILLIS);
        this.counters = counters;
    }

    /** A new connection begins, whose timestamps start anew. Times go on growing. */
    void restart() {
        arrivals.restart();
    }

    /**
     * Returns the time of a picture or of a packet of sound, Unix ms; {@link #UNKNOWN} while the
     * camera's own time is wanted and not known.
     *
     * @param timestampMicros the RTP timestamp, unwrapped, in microseconds
     * @param senderTime the camera's own time of it by the newest sender report, or {@code null}
     * @param arrivalMillis when its first packet arrived, Unix ms
     */
    long stamp(long timestampMicros, @Nullable Instant senderTime, long arrivalMillis) {
        if (senderTime != null) {
            counters.clockOffset(ChronoUnit.MILLIS.between(Instant.ofEpochMilli(arrivalMillis), senderTime));
        }
        return switch (type) {
            case NONE -> bySender(senderTime);
            case DUMMY -> arrivals.stampByArrival(arrivalMillis);
            case SMART -> arrivals.stamp(timestampMicros, arrivalMillis);
        };
    }

    private long bySender(@Nullable Instant senderTime) {
        // Cameras that have no time yet report 1900 or 1970.
        if (senderTime == null || !senderTime.isAfter(Instant.EPOCH)) {
            return UNKNOWN;
        }
        return arrivals.stampBySender(ChronoUnit.MICROS.between(Instant.EPOCH, senderTime));
    }
}
