package valkka.media;

import java.util.Arrays;

/**
 * How many bytes of sound come in a second, told from the times of the packets: a recording keeps
 * no rate. Each packet lasts until the next one. The median of many short times counts, because a
 * burst of packets behind a stall of the network would spoil a mean.
 */
final class SoundSpacing {
    /** A longer pause is a gap, and not a packet's length. */
    private static final int LONGEST_PACKET_MS = 1000;
    /** Single packets come a little early or late. */
    private static final int SHORTEST_PIECE_MS = 200;

    private static final int MOST_PIECES = 500;

    private final double[] rates = new double[MOST_PIECES]; // bytes a ms, of one piece each
    private int pieces;
    private long pieceBytes;
    private long pieceMillis;
    private long millis;
    private long last = -1; // -1 where no packet came, or a gap
    private int lastSize;

    /** Takes the next packet. */
    void add(long mstimestamp, int size) {
        long step = mstimestamp - last;
        if (last >= 0 && step >= 0 && step <= LONGEST_PACKET_MS) {
            pieceBytes += lastSize;
            pieceMillis += step;
            millis += step;
            endPiece();
        }
        last = mstimestamp;
        lastSize = size;
    }

    private void endPiece() {
        if (pieceMillis >= SHORTEST_PIECE_MS && pieces < MOST_PIECES) {
            rates[pieces++] = (double) pieceBytes / pieceMillis;
            pieceBytes = 0;
            pieceMillis = 0;
        }
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
        if (pieces == 0) {
            return pieceMillis == 0 ? 0 : pieceBytes * 1000.0 / pieceMillis;
        }
        double[] sorted = Arrays.copyOf(rates, pieces);
        Arrays.sort(sorted);
        return 1000 * (sorted[(pieces - 1) / 2] + sorted[pieces / 2]) / 2;
    }
}
