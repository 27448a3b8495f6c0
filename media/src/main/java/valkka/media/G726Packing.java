package valkka.media;

import java.nio.ByteBuffer;

/**
 * The two ways to pack the codes of G.726, of 2 to 5 bits, into bytes. RTP puts the first code into
 * the lowest bits (RFC 3551, 4.5.4); files put it into the highest bits, as AAL2 does. FFmpeg
 * writes only the latter into matroska.
 */
final class G726Packing {
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
}
