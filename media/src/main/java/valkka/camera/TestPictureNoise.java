package valkka.camera;

import java.util.Random;

/**
 * The grain of a sensor, which drawn pictures lack. Without noise there is so little to encode that
 * the encoder never reaches its bit rate. A strip of noise is made once. Each row of each picture
 * takes a piece from another place of the strip, so that an encoder cannot predict the noise.
 */
final class TestPictureNoise {
    /** No grain leaves a byte: the brightness of a picture is 16 to 235. */
    private static final int MOST = 15;

    private static final int PLACES = 1 << 16;
    private static final int PLACE_SHIFT = 48;
    /** So strong that an encoder of variable bit rate need not encode it. */
    static final double FAINTEST = 1.5;

    private static final double STRONGEST = 4.5;
    private static final double PER_BIT_AND_PIXEL = 3.0;

    private final byte[] strip;
    private final long seed;

    /**
     * @param width of the longest row
     * @param seed noise of the same seed is the same
     * @param strength the standard deviation, in steps of brightness; 0 for none
     */
    TestPictureNoise(int width, long seed, double strength) {
        this.seed = seed;
        strip = new byte[strength > 0 ? PLACES + width : 0];
        Random random = new Random(seed);
        for (int i = 0; i < strip.length; i++) {
            strip[i] = (byte) Math.max(-MOST, Math.min(MOST, Math.round(random.nextGaussian() * strength)));
        }
    }

    /**
     * Returns how strong the noise must be for an encoder to need as many bits as it may use, and
     * no stronger, because noise costs time to encode.
     *
     * @param bitsPerPixel bits a second by pixels a second
     */
    static double strengthFor(double bitsPerPixel) {
        return Math.min(STRONGEST, FAINTEST + PER_BIT_AND_PIXEL * bitsPerPixel);
    }

    /** Adds noise to a part of a row of brightness. */
    void add(byte[] luma, int from, int to, long picture, int row) {
        if (strip.length > 0) {
            int place = place(picture, row);
            int length = to - from;
            for (int i = 0; i < length; i++) {
                luma[from + i] += strip[place + i];
            }
        }
    }

    /**
     * Where in the strip a row's noise begins: anywhere, and always the same for the same picture
     * and row.
     */
    private int place(long picture, int row) {
        long mixed = (seed * 31 + picture) * 0x9E3779B97F4A7C15L + row * 0xC2B2AE3D27D4EB4FL;
        mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
        return (int) ((mixed ^ (mixed >>> 32)) >>> PLACE_SHIFT);
    }
}
