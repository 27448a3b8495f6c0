package valkka.rtsp;

import java.time.Instant;
import java.util.Optional;

/**
 * What wall clock a sender's RTP time is, by its last sender report. Cameras whose clock was never set
 * say 0, 1970 or the time since they were switched on: such reports tell no time.
 */
final class SenderClock {
    /** Seconds from 1900, where NTP begins, to 1970. */
    private static final long NTP_TO_UNIX = 2_208_988_800L;
    /** NTP seconds have 32 bits and begin again in 2036. */
    private static final long ERA = 1L << 32;

    private static final long YEAR_2000 = 946_684_800L + NTP_TO_UNIX;
    /** A time so short behind the beginning of an era is the time since a camera was switched on. */
    private static final long UPTIME = 30L * 24 * 3600;
    /** Reports farther from a unit tell nothing of this unit. */
    private static final long LONGEST_SECONDS = 600;

    private final int clockRate;
    private boolean known;
    private int ssrc;
    private long ntp;
    private int rtpTimestamp;
    private long arrivalNanos;

    SenderClock(int clockRate) {
        this.clockRate = clockRate;
    }

    void report(int sender, long ntpTime, int rtpTime, long nowNanos) {
        known = true;
        ssrc = sender;
        ntp = ntpTime;
        rtpTimestamp = rtpTime;
        arrivalNanos = nowNanos;
    }

    private boolean knows(int sender) {
        return known && ssrc == sender;
    }

    /** Returns the middle bits of the last report's NTP time, as a receiver report repeats them; 0 for none. */
    int lastReport(int sender) {
        return knows(sender) ? (int) (ntp >>> 16) : 0;
    }

    /** Returns the time since the last report in units of 1/65536 s; 0 without a report. */
    int sinceLastReport(int sender, long nowNanos) {
        return knows(sender) ? (int) Math.min(0xffffffffL, (nowNanos - arrivalNanos) / 15_258) : 0;
    }

    /** Returns what the sender's wall clock showed at an RTP time; empty where that is not known. */
    Optional<Instant> at(int sender, long timestamp) {
        if (!knows(sender)) {
            return Optional.empty();
        }
        long seconds = ntp >>> 32;
        if (seconds < UPTIME || (seconds >= ERA / 2 && seconds < YEAR_2000)) {
            return Optional.empty();
        }
        // Both wrap, so that their difference counts alone.
        int ticks = (int) timestamp - rtpTimestamp;
        if (Math.abs((long) ticks) > LONGEST_SECONDS * clockRate) {
            return Optional.empty();
        }
        long era = seconds < ERA / 2 ? ERA : 0;
        long fraction = ((ntp & 0xffffffffL) * 1_000_000_000L) >>> 32;
        return Optional.of(Instant.ofEpochSecond(seconds + era - NTP_TO_UNIX, fraction)
                .plusNanos(ticks * 1_000_000_000L / clockRate));
    }
}
