package valkka.media;

/**
 * Times of sound, in samples. Packets are stamped as they arrive, some milliseconds early or late;
 * a player would hear each of these as a click. So a packet follows the one before where that is
 * near the time recorded.
 */
final class SoundClock {
    private static final int JITTER_MS = 200;
    private static final long MS_PER_SECOND = 1000;

    private final int sampleRate;
    private long next = -1;

    SoundClock(int sampleRate) {
        this.sampleRate = sampleRate;
    }

    /**
     * Returns the time of the next packet.
     *
     * @param millis when it was recorded, from the file's beginning
     * @param samples how many it has; 0 where that is not known
     */
    long stamp(long millis, long samples) {
        long recorded = millis * sampleRate / MS_PER_SECOND;
        long jitter = (long) JITTER_MS * sampleRate / MS_PER_SECOND;
        long stamp = next >= 0 && samples > 0 && Math.abs(recorded - next) < jitter ? next : Math.max(recorded, next);
        next = stamp + Math.max(samples, 1);
        return stamp;
    }
}
