package valkka.exam;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A camera of small pictures with a clock, in front of which somebody walks now and then. It encodes
 * H.264 without a library and without arithmetic that differs between machines, so that a seed gives
 * the same bytes everywhere. A macroblock is plain samples, or the grey of its neighbour, or as it
 * was in the picture before.
 */
final class ExamCamera {
    /** The time from one picture to the next. */
    static final long PICTURE_MS = 250;

    private static final int SPS = 0x67;
    private static final int PPS = 0x68;
    private static final int IDR_SLICE = 0x65;
    private static final int P_SLICE = 0x41;

    private static final int COLUMNS = 10;
    private static final int ROWS = 6;
    private static final int SIDE = 16; // of a macroblock
    private static final int SAMPLES = SIDE * SIDE;
    private static final byte GREY = 90;
    private static final byte LIGHT = (byte) 225;
    private static final byte NEUTRAL = (byte) 128;
    private static final byte[] EMPTY = filled(SAMPLES, GREY);
    private static final byte[] NO_COLOUR = filled(SAMPLES / 2, NEUTRAL);

    private static final int VERTICAL = 0;
    private static final int HORIZONTAL = 1;
    private static final int PLAIN = 25;
    private static final int INTRA_IN_P = 5;

    /** Digits and the colon, of three times five points. */
    private static final int[] GLYPHS = {
        0b111_101_101_101_111,
        0b010_110_010_010_111,
        0b111_001_111_100_111,
        0b111_001_111_001_111,
        0b101_101_111_001_001,
        0b111_100_111_001_111,
        0b111_100_111_101_111,
        0b111_001_010_010_010,
        0b111_101_111_101_111,
        0b111_101_111_001_111,
        0b000_010_000_010_000
    };

    private final byte[] sps = new BitWriter(SPS)
            .fixed(66, 8) // Constrained Baseline, level 3
            .fixed(0xc0, 8)
            .fixed(30, 8)
            .ue(0)
            .ue(0)
            .ue(2)
            .ue(1)
            .fixed(0, 1)
            .ue(COLUMNS - 1)
            .ue(ROWS - 1)
            .fixed(0b1100, 4)
            .end();
    private final byte[] pps = new BitWriter(PPS)
            .ue(0)
            .ue(0)
            .fixed(0, 2)
            .ue(0)
            .ue(0)
            .ue(0)
            .fixed(0, 3)
            .ue(0)
            .ue(0)
            .ue(0)
            .fixed(0b100, 3)
            .end();

    private byte[][] picture = empty();
    private byte[][] before = empty();
    private int inGroup;
    private int groups;

    /**
     * Returns the next picture, a NAL unit each.
     *
     * @param time the time on the picture's clock, Unix ms
     * @param motion whether somebody walks
     * @param key whether it is a key frame
     * @param sets whether the camera sends SPS and PPS in front of a key frame
     */
    List<byte[]> picture(long time, boolean motion, boolean key, boolean sets) {
        draw(time, motion);
        List<byte[]> units = new ArrayList<>();
        if (key) {
            inGroup = 0;
            groups++;
            if (sets) {
                units.add(sps.clone());
                units.add(pps.clone());
            }
        }
        units.add(key ? keySlice() : changeSlice());
        inGroup++;
        return units;
    }

    private void draw(long time, boolean motion) {
        byte[][] free = before;
        before = picture;
        picture = free;
        for (byte[] block : picture) {
            System.arraycopy(EMPTY, 0, block, 0, SAMPLES);
        }
        long second = time / 1000;
        int[] clock = {(int) (second / 3600 % 24), (int) (second / 60 % 60), (int) (second % 60)};
        for (int i = 0; i < clock.length; i++) {
            glyph(1 + 3 * i, clock[i] / 10);
            glyph(2 + 3 * i, clock[i] % 10);
            if (i > 0) {
                glyph(3 * i, 10);
            }
        }
        if (motion) {
            // Within one row of macroblocks: in a block of the ring there is room for a group of pictures.
            int left = (int) (time / PICTURE_MS * 7 % (COLUMNS * SIDE - 12));
            fill(left + 4, 64, 4, 4);
            fill(left + 2, 69, 8, 6);
            fill(left + (int) (time / PICTURE_MS % 2) * 6, 75, 5, 5);
        }
    }

    private void glyph(int column, int number) {
        for (int i = 0; i < 15; i++) {
            if (((GLYPHS[number] >> (14 - i)) & 1) == 1) {
                fill(column * SIDE + 4 + i % 3 * 3, SIDE + i / 3 * 3, 3, 3);
            }
        }
    }

    private void fill(int left, int top, int width, int height) {
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                picture[y / SIDE * COLUMNS + x / SIDE][y % SIDE * SIDE + x % SIDE] = LIGHT;
            }
        }
    }

    private byte[] keySlice() {
        // Slice of intra macroblocks, no deblocking; the numbers of neighbouring key frames differ.
        BitWriter bits = new BitWriter(IDR_SLICE)
                .ue(0)
                .ue(7)
                .ue(0)
                .fixed(0, 4)
                .ue(groups % 2)
                .fixed(0, 2)
                .ue(0)
                .ue(1);
        boolean[] plain = new boolean[picture.length];
        for (int i = 0; i < picture.length; i++) {
            boolean hasLeft = i % COLUMNS > 0;
            boolean hasTop = i >= COLUMNS;
            boolean greyLeft = hasLeft && isGrey(picture[i - 1]);
            boolean greyTop = hasTop && isGrey(picture[i - COLUMNS]);
            plain[i] = !isGrey(picture[i]) || !(greyLeft || greyTop);
            if (plain[i]) {
                samples(bits.ue(PLAIN), picture[i]);
                continue;
            }
            bits.ue(1 + (greyLeft ? HORIZONTAL : VERTICAL)).ue(0).ue(0);
            // That no coefficient follows has another code where a neighbour is of plain samples.
            if ((hasLeft && plain[i - 1]) || (hasTop && plain[i - COLUMNS])) {
                bits.fixed(0b000011, 6);
            } else {
                bits.fixed(1, 1);
            }
        }
        return bits.end();
    }

    private byte[] changeSlice() {
        BitWriter bits = new BitWriter(P_SLICE)
                .ue(0)
                .ue(5)
                .ue(0)
                .fixed(inGroup % 16, 4)
                .fixed(0, 3)
                .ue(0)
                .ue(1);
        int same = 0;
        for (int i = 0; i < picture.length; i++) {
            if (Arrays.equals(picture[i], before[i])) {
                same++;
                continue;
            }
            samples(bits.ue(same).ue(INTRA_IN_P + PLAIN), picture[i]);
            same = 0;
        }
        return (same > 0 ? bits.ue(same) : bits).end();
    }

    private static void samples(BitWriter bits, byte[] luma) {
        bits.align().bytes(luma).bytes(NO_COLOUR);
    }

    private static boolean isGrey(byte[] block) {
        return Arrays.equals(block, EMPTY);
    }

    private static byte[] filled(int length, byte sample) {
        byte[] samples = new byte[length];
        Arrays.fill(samples, sample);
        return samples;
    }

    private static byte[][] empty() {
        return new byte[COLUMNS * ROWS][SAMPLES];
    }
}
