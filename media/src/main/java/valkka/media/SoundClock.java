package valkka.media;

import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/**
 * Times of sound, in samples. Packets are stamped as they arrive, some milliseconds early or late;
 * a player would hear each of these as a click. So a packet follows the one before where that is
 * near the time recorded.
 */
final class SoundClock {
    private static final int JITTER_MS = 200;
    private static final long MS_PER_SECOND = 1000;

    private final Track track;
    private long next = -1;

    SoundClock(Track track) {
        this.track = track;
    }

    /** Returns how many samples of each channel a packet has; 0 where it does not say so itself. */
    static long samplesOf(BasicFrame packet, int bytes) {
        Codec codec = packet.codec();
        if (codec.equals(Codec.AAC)) {
            return AdtsFrame.SAMPLES;
        }
        return codec.equals(Codec.PCMA) || codec.equals(Codec.PCMU) ? bytes : 0;
    }

    /**
     * Returns the time of the next packet.
     *
     * @param millis when it was recorded, from the file's beginning
     * @param samples how many it has; 0 where that is not known
     */
    long stamp(long millis, long samples) {
        long recorded = millis * track.sampleRate() / MS_PER_SECOND;
        long jitter = (long) JITTER_MS * track.sampleRate() / MS_PER_SECOND;
        long stamp = next >= 0 && samples > 0 && Math.abs(recorded - next) < jitter ? next : Math.max(recorded, next);
        next = stamp + Math.max(samples, 1);
        return stamp;
    }
}
