package valkka.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import valkka.simulator.CameraScript.Quirk;

/**
 * The pictures of a simulated camera: H.264 NAL units whose headers are as the standard says, with
 * filler behind them that tells the camera, the picture and the slice. No two slices are the same.
 */
final class Pictures {
    /** What the camera sends as one picture. */
    record Picture(long number, boolean key, List<byte[]> units) {}

    private static final int SPS = 0x67;
    private static final int PPS = 0x68;
    private static final int IDR = 0x65;
    private static final int P_SLICE = 0x61;
    private static final int SLICE_BLOCKS = 400;
    private static final int P = 0;
    private static final int I = 2;

    private final CameraScript script;
    private final int camera;
    private final Dice dice;
    private final int largest;
    private final byte[] sps;
    private final byte[] pps;

    /** @param largest the bytes of a block */
    Pictures(CameraScript script, int camera, Dice dice, int largest) {
        this.script = script;
        this.camera = camera;
        this.dice = dice;
        this.largest = largest;
        // Baseline of 640 times 480 pixels: frame_num of 4 bits, order by a count of 6 bits.
        Bits plain = new Bits(SPS)
                .fixed(77, 8)
                .fixed(0, 8)
                .fixed(30, 8)
                .ue(0)
                .ue(0)
                .ue(0)
                .ue(2);
        this.sps = plain.ue(4)
                .fixed(0, 1)
                .ue(39)
                .ue(29)
                .fixed(1, 1)
                .fixed(1, 1)
                .fixed(0, 2)
                .end();
        this.pps = new Bits(PPS).ue(0).ue(0).fixed(1, 1).fixed(0, 1).ue(0).end();
    }

    byte[] sps() {
        return sps.clone();
    }

    byte[] pps() {
        return pps.clone();
    }

    /** Returns the next picture. Their numbers count up. */
    Picture picture(long number) {
        int inGroup = (int) (number % script.group());
        boolean key = inGroup == 0;
        List<byte[]> units = new ArrayList<>();
        if (script.has(Quirk.DELIMITERS)) {
            units.add(new byte[] {9, (byte) 0xf0});
        }
        if (key && !script.has(Quirk.SETS_ANNOUNCED)) {
            units.add(sps());
            units.add(pps());
        }
        if (script.has(Quirk.DELIMITERS)) {
            units.add(new byte[] {6, 5, 4, 0x71, (byte) (0x40 + number % 64), 0x72, 0x73, (byte) 0x80});
        }
        int slices = script.has(Quirk.SLICES) ? 3 : 1;
        boolean equal = script.has(Quirk.EQUAL_SIZES);
        int size = key && !equal ? script.keyBytes() : script.bytes();
        if (key && number > 0 && script.has(Quirk.HUGE_KEYS) && dice.oneIn(4)) {
            size = slices * (largest + 100);
        }
        for (int slice = 0; slice < slices; slice++) {
            int bytes = Math.max(20, size / slices * (equal ? 100 : 50 + dice.below(100)) / 100);
            units.add(slice(number, inGroup, slice, size > slices * largest ? size / slices : bytes));
        }
        return new Picture(number, key, units);
    }

    private byte[] slice(long number, int inGroup, int slice, int size) {
        boolean key = inGroup == 0;
        Bits bits = new Bits(key ? IDR : P_SLICE)
                .ue(slice * SLICE_BLOCKS)
                .ue(key ? I : P)
                .ue(0)
                .fixed(inGroup % 16, 4);
        if (key) {
            bits.ue((int) (number / script.group() % 2));
        }
        byte[] header = bits.fixed(2 * inGroup % 64, 6).end();
        byte[] unit = new byte[header.length + size];
        System.arraycopy(header, 0, unit, 0, header.length);
        long random = dice.next();
        for (int i = header.length; i < unit.length; i++) {
            int at = i - header.length;
            long label = at == 0 ? camera : at == 1 ? slice : number >>> (6 * (at - 2));
            long filler = at < 8 ? label : (random = random * 6364136223846793005L + 1442695040888963407L) >>> 40;
            unit[i] = (byte) (0x40 + (filler & 63)); // no byte that a start code could be made of
        }
        return unit;
    }

    /** Writes the bits of a header. */
    private static final class Bits {
        private byte[] bytes = new byte[64];
        private int count = 8;

        private Bits(int header) {
            bytes[0] = (byte) header;
        }

        private Bits fixed(int value, int length) {
            for (int i = length - 1; i >= 0; i--) {
                bytes[count >> 3] |= (byte) ((value >> i & 1) << (7 - (count & 7)));
                count++;
            }
            return this;
        }

        private Bits ue(int value) {
            int length = 32 - Integer.numberOfLeadingZeros(value + 1);
            return fixed(0, length - 1).fixed(value + 1, length);
        }

        /** Ends with a stop bit, and prevents start codes. */
        private byte[] end() {
            fixed(1, 1);
            byte[] end = new byte[bytes.length * 2];
            int length = 0;
            int zeros = 0;
            for (int i = 0; i < (count + 7) >> 3; i++) {
                if (zeros >= 2 && (bytes[i] & 0xfc) == 0) {
                    end[length++] = 3;
                    zeros = 0;
                }
                end[length++] = bytes[i];
                zeros = bytes[i] == 0 ? zeros + 1 : 0;
            }
            return Arrays.copyOf(end, length);
        }
    }
}
