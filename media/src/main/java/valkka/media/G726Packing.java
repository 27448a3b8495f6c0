package valkka.media;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The two ways to pack the codes of G.726, of 2 to 5 bits, into bytes. RTP puts the first code into
 * the lowest bits (RFC 3551, 4.5.4); files put it into the highest bits, as AAL2 does. FFmpeg
 * writes only the latter into matroska.
 */
final class G726Packing {
    private static final int LEAST_BITS = 2;
    private static final int MOST_BITS = 5;

    private G726Packing() {}

    /**
     * Turns the packing of RTP into the one of files, in place. Bits behind the last whole code
     * become 0.
     *
     * @param bits of a code
     */
    static void turn(ByteBuffer bytes, int from, int to, int bits) {
        int mask = (1 << bits) - 1;
        int in = 0; // bits read and not yet written, the first one lowest
        int inBits = 0;
        int out = 0; // bits to be written, the first one highest
        int outBits = 0;
        int at = from;
        for (int i = from; i < to; i++) {
            in |= (bytes.get(i) & 0xff) << inBits;
            inBits += 8;
            while (inBits >= bits) {
                out = (out << bits) | (in & mask);
                outBits += bits;
                in >>>= bits;
                inBits -= bits;
            }
            while (outBits >= 8) {
                outBits -= 8;
                bytes.put(at++, (byte) (out >>> outBits));
                out &= (1 << outBits) - 1;
            }
        }
        while (at < to) {
            bytes.put(at++, (byte) (out << (8 - outBits)));
            out = 0;
            outBits = 0;
        }
    }

    /**
     * Returns each packet that RTP may have brought for a packet as files have it: one for each
     * number of bits of a code, and for all values of the bits behind the last whole code.
     */
    static List<byte[]> mayHaveBeen(byte[] inFile) {
        List<byte[]> packets = new ArrayList<>();
        for (int bits = LEAST_BITS; bits <= MOST_BITS; bits++) {
            byte[] packet = turnBack(inFile, bits);
            int behind = packet.length * 8 % bits;
            for (int value = 0; value < 1 << behind; value++) {
                byte[] one = packet.clone();
                if (behind > 0) {
                    one[one.length - 1] |= (byte) (value << (8 - behind));
                }
                packets.add(one);
            }
        }
        return packets;
    }

    /** Turns the packing of files into the one of RTP. */
    private static byte[] turnBack(byte[] inFile, int bits) {
        byte[] packet = new byte[inFile.length];
        for (int code = 0; code < inFile.length * 8 / bits; code++) {
            for (int bit = 0; bit < bits; bit++) {
                int from = code * bits + bit; // the first code highest
                int to = code * bits + bits - 1 - bit; // the first code lowest
                int value = (inFile[from / 8] >> (7 - from % 8)) & 1;
                packet[to / 8] |= (byte) (value << (to % 8));
            }
        }
        return packet;
    }
}
