package valkka.exam;

import java.util.Arrays;

/** Writes the bits of one H.264 NAL unit. */
final class BitWriter {
    private byte[] bytes = new byte[64];
    private int length;
    private int open; // the bits of the unfinished byte
    private int openBits;

    /** @param header the first byte of the NAL unit */
    BitWriter(int header) {
        bytes[length++] = (byte) header;
    }

    BitWriter fixed(int value, int bits) {
        for (int i = bits - 1; i >= 0; i--) {
            open = (open << 1) | ((value >> i) & 1);
            if (++openBits == 8) {
                makeRoomFor(1);
                bytes[length++] = (byte) open;
                open = 0;
                openBits = 0;
            }
        }
        return this;
    }

    /** Writes a number from 0 on in the code that is called Exp-Golomb. */
    BitWriter ue(int value) {
        int bits = 32 - Integer.numberOfLeadingZeros(value + 1);
        return fixed(0, bits - 1).fixed(value + 1, bits);
    }

    /** Writes zeros up to the next whole byte. */
    BitWriter align() {
        return openBits == 0 ? this : fixed(0, 8 - openBits);
    }

    /** Writes whole bytes behind a whole byte. */
    BitWriter bytes(byte[] more) {
        makeRoomFor(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    private void makeRoomFor(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * (length + more));
        }
    }

    /** Returns the NAL unit behind a start code, with a stop bit and no start code inside. */
    byte[] end() {
        fixed(1, 1).align();
        byte[] unit = new byte[4 + length + length / 2];
        unit[3] = 1;
        int end = 4;
        int zeros = 0;
        for (int i = 0; i < length; i++) {
            if (zeros >= 2 && (bytes[i] & 0xfc) == 0) {
                unit[end++] = 3;
                zeros = 0;
            }
            unit[end++] = bytes[i];
            zeros = bytes[i] == 0 ? zeros + 1 : 0;
        }
        return Arrays.copyOf(unit, end);
    }
}
