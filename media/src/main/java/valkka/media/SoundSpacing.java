package valkka.media;

/**
 * How many bytes of sound come in a second, told from the times of the packets: a recording keeps
 * no rate. Each packet lasts until the next one.
 */
final class SoundSpacing {
    /** A longer pause is a gap, and not a packet's length. */
    private static final int LONGEST_PACKET_MS = 1000;

    private long bytes;
    private long millis;
    private long last = -1; // -1 where no packet came, or a gap
    private int lastSize;

    /** Takes the next packet. */
    void add(long mstimestamp, int size) {
        long step = mstimestamp - last;
        if (last >= 0 && step >= 0 && step <= LONGEST_PACKET_MS) {
            bytes += lastSize;
            millis += step;
        }
        last = mstimestamp;
        lastSize = size;
    }

    /** Makes the next packet no neighbour of the last one. */
    void breakOff() {
        last = -1;
    }

    /** Returns how much time was measured. */
    long millis() {
        return millis;
    }

    /** Returns the bytes of a second; 0 before there are two packets. */
    double bytesPerSecond() {
        return millis == 0 ? 0 : bytes * 1000.0 / millis;
    }
}
