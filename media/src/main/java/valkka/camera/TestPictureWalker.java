package valkka.camera;

/**
 * Somebody who walks across the scene while a {@link MotionScript} says so. Each motion has a
 * walker of another size and shade, and every other one walks from right to left.
 */
final class TestPictureWalker {
    /** Of the height of the picture. */
    private static final double SMALLEST = 0.16;

    private static final double LARGEST = 0.40;
    private static final double GROUND = 0.60; // where the feet are, from above
    private static final double SLENDER = 0.36; // width by height
    private static final int STEPS = 8;
    private static final int DARKEST = 24;
    private static final int SHADES = 40;

    private final MotionScript script;
    private final int width;
    private final int height;

    TestPictureWalker(MotionScript script, int width, int height) {
        this.script = script;
        this.width = width;
        this.height = height;
    }

    /** Draws the walker of a time, if one walks then, into the brightness of a picture. */
    void draw(byte[] luma, long mstimestamp) {
        double progress = script.progress(mstimestamp);
        if (progress < 0) {
            return;
        }
        long number = script.number(mstimestamp);
        long mixed = (number + 1) * 0x9E3779B97F4A7C15L;
        double size = SMALLEST + (LARGEST - SMALLEST) * ((mixed >>> 40) % 1000) / 1000.0;
        int tall = (int) (size * height);
        int broad = (int) (tall * SLENDER);
        int way = width - broad;
        int left = (int) ((number % 2 == 0 ? progress : 1 - progress) * way);
        int top = (int) (GROUND * height) - tall;
        int shade = DARKEST + (int) Math.floorMod(mixed >>> 20, (long) SHADES);
        double swing = Math.sin(progress * way / broad * Math.PI * STEPS / 4);
        for (int y = 0; y < tall; y++) {
            double down = (double) y / tall;
            double half = down < 0.2 ? 0.22 : down < 0.6 ? 0.38 : 0.14; // head, trunk, one leg
            double apart = down < 0.6 ? 0 : (down - 0.6) * 0.6 * swing;
            line(
                    luma,
                    top + y,
                    left + broad * (0.5 + apart - half),
                    left + broad * (0.5 + apart + half),
                    shade + y % 16);
            if (down >= 0.6) {
                line(luma, top + y, left + broad * (0.5 - apart - half), left + broad * (0.5 - apart + half), shade);
            }
        }
    }

    private void line(byte[] luma, int row, double from, double to, int brightness) {
        int first = (int) Math.max(0, from);
        int last = (int) Math.min(width, to);
        for (int x = first; x < last && row >= 0 && row < height; x++) {
            luma[row * width + x] = (byte) brightness;
        }
    }
}
