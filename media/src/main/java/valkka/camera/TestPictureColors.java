package valkka.camera;

import java.util.List;

/**
 * The colours of a test picture, each as 0xRRGGBB: one of a few evenings, chosen by the camera's
 * seed, so that cameras can be told apart.
 */
record TestPictureColors(int skyTop, int skyMiddle, int skyBottom, int farHills, int nearHills, int sun) {
    private static final List<TestPictureColors> EVENINGS = List.of(
            new TestPictureColors(0x1f2a5c, 0x8a5480, 0xf6a46f, 0x6a4c7d, 0x2b2748, 0xfff1c4),
            new TestPictureColors(0x0f4c63, 0x4fa09a, 0xf9d49a, 0x3d7d7b, 0x16393f, 0xfffbe3),
            new TestPictureColors(0x3b1f5b, 0xa8487f, 0xf28aa0, 0x83406f, 0x351a3d, 0xffe3b8),
            new TestPictureColors(0x14365f, 0x5c93c4, 0xb9dcec, 0x5b86a0, 0x1d3547, 0xffffff),
            new TestPictureColors(0x4a1f2a, 0xb0503f, 0xf7b45c, 0x94493a, 0x3a1c22, 0xfff0b0),
            new TestPictureColors(0x12403a, 0x58a078, 0xe8e2a0, 0x4c8a5c, 0x183829, 0xfffce0));

    static TestPictureColors of(long seed) {
        return EVENINGS.get((int) Math.floorMod(seed, (long) EVENINGS.size()));
    }

    /**
     * Returns the colour that lies between two, at {@code part} of the way from {@code a} (0) to
     * {@code b} (1).
     */
    static int between(int a, int b, double part) {
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = (a >> shift) & 0xff;
            int to = (b >> shift) & 0xff;
            mixed |= (int) Math.round(from + (to - from) * part) << shift;
        }
        return mixed;
    }

    /** Brightness from 16 to 235, as video has it (BT.601). */
    static int luma(int rgb) {
        return (int) Math.round(16 + (65.481 * red(rgb) + 128.553 * green(rgb) + 24.966 * blue(rgb)) / 255);
    }

    /** Returns the blue difference, around 128. */
    static int chromaBlue(int rgb) {
        return (int) Math.round(128 + (-37.797 * red(rgb) - 74.203 * green(rgb) + 112.0 * blue(rgb)) / 255);
    }

    /** Returns the red difference, around 128. */
    static int chromaRed(int rgb) {
        return (int) Math.round(128 + (112.0 * red(rgb) - 93.786 * green(rgb) - 18.214 * blue(rgb)) / 255);
    }

    private static int red(int rgb) {
        return (rgb >> 16) & 0xff;
    }

    private static int green(int rgb) {
        return (rgb >> 8) & 0xff;
    }

    private static int blue(int rgb) {
        return rgb & 0xff;
    }
}
