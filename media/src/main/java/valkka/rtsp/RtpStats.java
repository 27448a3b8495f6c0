package valkka.rtsp;

import java.util.Locale;

/**
 * What a track's receiver has counted since it was made.
 *
 * @param sent packets that the camera has sent by its own count, up to its newest sender report; 0
 *     when it has told no number that can be right
 * @param packets RTP packets that were passed on, in order
 * @param bytes bytes of those packets, headers included
 * @param lost packets that never came, by the gaps of the sequence numbers
 * @param late packets that came twice, or after their place had been given up
 * @param ignored packets of other payload types, and those of other senders
 * @param malformed RTP and RTCP packets, and payloads, that are not as their RFCs say
 * @param restarts how often the camera began anew: another SSRC, or a jump of the sequence numbers
 * @param damagedUnits units that were dropped because a part of them was missing, or because they
 *     were larger than any unit can be
 * @param jitterMillis how unevenly packets come (RFC 3550, section 6.4.1), in milliseconds
 */
public record RtpStats(
        long sent,
        long packets,
        long bytes,
        long lost,
        long late,
        long ignored,
        long malformed,
        long restarts,
        long damagedUnits,
        double jitterMillis) {
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "sent %d  packets %d  bytes %d  lost %d  late %d  ignored %d  malformed %d  restarts %d  damaged %d  jitter %.1f ms",
                sent,
                packets,
                bytes,
                lost,
                late,
                ignored,
                malformed,
                restarts,
                damagedUnits,
                jitterMillis);
    }
}
