package valkka.camera;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The scene of the virtual camera: an evening over hills with a moving sun, with a sensor's noise.
 * Over the scene, without noise, lie a clock with the picture's own timestamp, the number of the
 * picture, a line that fills each second, and colour bars. Three planes of 8 bits, 4:2:0:
 * brightness, blue and red, rows without gaps.
 *
 * <p>With a {@link MotionScript} the sun stands still, and somebody walks across the hills now and
 * then.
 *
 * <p>What stands still is painted once; {@link #draw} copies it and adds what moves.
 */
final class TestPicture {
    private static final int[] BARS = {0xe8e8e8, 0xe3c34a, 0x4fb9c4, 0x5cb56a, 0xb765b0, 0xcf5454, 0x4a66c0, 0x1c1c22};
    private static final int PANEL = 0x12141c;
    private static final double PANEL_OPACITY = 0.78;
    private static final int CLOCK_BRIGHTNESS = 235;
    private static final int NUMBER_BRIGHTNESS = 176;
    private static final String WIDEST_CLOCK = "00:00:00.000";
    private static final int GLOW_TABLE = 4096;
    private static final double GLOW_RADII = 3.2;
    private static final long SUN_PERIOD_MS = 16_000;

    private final int width;
    private final int height;
    private final TestPictureColors colors;
    private final ZoneId zone;
    private final byte[] luma;
    private final byte[] blue;
    private final byte[] red;
    private final byte[] stillLuma;
    private final byte[] stillBlue;
    private final byte[] stillRed;
    /** For each column, the row in which the hills begin: the sun shines above them. */
    private final int[] horizon;

    private final TestPictureNoise noise;
    private final @Nullable TestPictureWalker walker; // null where the sun moves
    private final TestPictureGlyphs clockGlyphs;
    private final TestPictureGlyphs numberGlyphs;
    private final int[] glow = new int[GLOW_TABLE];
    private final int sunRadius;
    private final int panelLeft;
    private final int panelTop;
    private final int panelWidth;
    private final int panelHeight;
    private final int padding;
    private final int barsTop;
    /** Half the thickness of the line that fills each second. */
    private final int lineHalf;

    /**
     * @param seed which evening it is, how the hills run, and the noise
     * @param noise how strong it is, in steps of brightness; 0 for none
     */
    TestPicture(int width, int height, long seed, ZoneId zone, double noise) {
        this(width, height, seed, zone, noise, null);
    }

    /**
     * @param motion when somebody walks across the scene, while the sun stands still; null for a
     *     sun that moves
     */
    TestPicture(int width, int height, long seed, ZoneId zone, double noise, @Nullable MotionScript motion) {
        this.walker = motion == null ? null : new TestPictureWalker(motion, width, height);
        this.width = width;
        this.height = height;
        this.zone = zone;
        this.colors = TestPictureColors.of(seed);
        this.noise = new TestPictureNoise(width, seed, noise);
        stillLuma = new byte[width * height];
        stillBlue = new byte[width * height / 4];
        stillRed = new byte[width * height / 4];
        luma = stillLuma.clone();
        blue = stillBlue.clone();
        red = stillRed.clone();
        horizon = new int[width];
        int unit = Math.min(height, width * 9 / 16);
        sunRadius = Math.max(3, unit / 11);
        clockGlyphs = new TestPictureGlyphs(Math.max(7, unit * 13 / 100));
        numberGlyphs = new TestPictureGlyphs(Math.max(5, unit * 5 / 100));
        padding = Math.max(2, unit * 4 / 100);
        panelWidth = clockGlyphs.width(WIDEST_CLOCK) + 2 * padding;
        panelHeight = clockGlyphs.height() + numberGlyphs.height() + 3 * padding;
        panelLeft = (width - panelWidth) / 2;
        lineHalf = Math.max(1, unit / 120);
        barsTop = height - Math.max(2, unit * 4 / 100);
        panelTop = barsTop - panelHeight - padding;
        for (int i = 0; i < GLOW_TABLE; i++) {
            glow[i] = glowAt(Math.sqrt((double) i / GLOW_TABLE) * GLOW_RADII);
        }
        paintStill(seed);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /**
     * Returns the plane of brightness as last drawn; {@code width * height} bytes that the next
     * draw changes.
     */
    byte[] luma() {
        return luma;
    }

    /** Returns the plane of blue; a quarter of the bytes. */
    byte[] blue() {
        return blue;
    }

    /** Returns the plane of red; a quarter of the bytes. */
    byte[] red() {
        return red;
    }

    /** Draws the picture of one instant. */
    void draw(long mstimestamp, long number) {
        System.arraycopy(stillLuma, 0, luma, 0, luma.length);
        System.arraycopy(stillBlue, 0, blue, 0, blue.length);
        System.arraycopy(stillRed, 0, red, 0, red.length);
        drawSun(walker == null ? mstimestamp : 0);
        if (walker != null) {
            walker.draw(luma, mstimestamp);
        }
        drawNoise(number);
        int left = panelLeft + padding;
        int top = panelTop + padding;
        clockGlyphs.draw(clock(mstimestamp), luma, width, left, top, CLOCK_BRIGHTNESS);
        int second = top + clockGlyphs.height() + padding;
        String count = String.format(Locale.ROOT, "#%07d", number % 10_000_000);
        numberGlyphs.draw(count, luma, width, left, second, NUMBER_BRIGHTNESS);
        drawSecond(mstimestamp, left + numberGlyphs.width(count) + padding, second + numberGlyphs.height() / 2);
    }

    /** Around the panel and above the bars, which are no part of the scene. */
    private void drawNoise(long number) {
        for (int y = 0; y < barsTop; y++) {
            int from = y * width;
            int to = from + width;
            if (y < panelTop || y >= panelTop + panelHeight) {
                noise.add(luma, from, to, number, y);
            } else {
                noise.add(luma, from, from + panelLeft, number, y);
                noise.add(luma, from + panelLeft + panelWidth, to, number, y);
            }
        }
    }

    private String clock(long mstimestamp) {
        LocalTime time = LocalTime.ofInstant(Instant.ofEpochMilli(mstimestamp), zone);
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d.%03d",
                time.getHour(),
                time.getMinute(),
                time.getSecond(),
                Math.floorMod(mstimestamp, 1000L));
    }

    /** A line that fills within each second: a stream that stutters shows it here first. */
    private void drawSecond(long mstimestamp, int left, int middle) {
        int length = panelLeft + panelWidth - padding - left;
        int filled = (int) (length * Math.floorMod(mstimestamp, 1000L) / 1000);
        for (int row = middle - lineHalf; row < middle + lineHalf; row++) {
            int from = row * width + left;
            Arrays.fill(luma, from, from + length, (byte) 70);
            Arrays.fill(luma, from, from + filled, (byte) NUMBER_BRIGHTNESS);
        }
    }

    private void drawSun(long mstimestamp) {
        double turn = 2 * Math.PI * Math.floorMod(mstimestamp, SUN_PERIOD_MS) / SUN_PERIOD_MS;
        int sunX = (int) Math.round(width * (0.5 - 0.4 * Math.cos(turn)));
        int sunY = (int) Math.round(height * (0.30 - 0.14 * Math.sin(2 * turn)));
        int reach = (int) (sunRadius * GLOW_RADII);
        float toIndex = (float) GLOW_TABLE / (reach * reach); // a division for each pixel would take half of the time
        int sunLuma = TestPictureColors.luma(colors.sun());
        int sunBlue = TestPictureColors.chromaBlue(colors.sun());
        int sunRed = TestPictureColors.chromaRed(colors.sun());
        for (int y = Math.max(0, sunY - reach); y < Math.min(height, sunY + reach); y++) {
            for (int x = Math.max(0, sunX - reach); x < Math.min(width, sunX + reach); x++) {
                int square = (x - sunX) * (x - sunX) + (y - sunY) * (y - sunY);
                int index = (int) (square * toIndex);
                if (index >= GLOW_TABLE || y >= horizon[x]) {
                    continue;
                }
                int light = glow[index];
                blend(luma, y * width + x, sunLuma, light);
                if (x % 2 == 0 && y % 2 == 0) {
                    int at = y / 2 * (width / 2) + x / 2;
                    blend(blue, at, sunBlue, light);
                    blend(red, at, sunRed, light);
                }
            }
        }
    }

    /** From 0 to 256: the disk itself with a soft edge, and a glow that fades. */
    private static int glowAt(double radii) {
        double disk = Math.min(1, Math.max(0, (1.02 - radii) * 20));
        double fade = Math.max(0, 1 - radii / GLOW_RADII);
        return (int) Math.round(256 * Math.max(disk, 0.55 * fade * fade));
    }

    private static void blend(byte[] plane, int at, int value, int part) {
        int before = plane[at] & 0xff;
        plane[at] = (byte) (before + (((value - before) * part) >> 8));
    }

    private void paintStill(long seed) {
        double phase = Math.floorMod(seed * 37, 100L) / 100.0 * 2 * Math.PI;
        for (int x = 0; x < width; x++) {
            double far = hills(x, phase, 2.3, 0.035) + 0.60;
            double near = hills(x, phase + 2, 1.4, 0.045) + 0.71;
            horizon[x] = (int) (Math.min(far, near) * height);
            for (int y = 0; y < height; y++) {
                double down = (double) y / height;
                int color = sky(down);
                int distant = TestPictureColors.between(colors.farHills(), colors.skyBottom(), 0.25 - (down - far));
                color = TestPictureColors.between(color, distant, below(down - far));
                int close = TestPictureColors.between(colors.nearHills(), 0x000000, (down - near) * 0.8);
                color = TestPictureColors.between(color, close, below(down - near));
                paint(x, y, overlay(x, y, color));
            }
        }
    }

    private int sky(double down) {
        double part = Math.min(1, down / 0.64);
        return part < 0.6
                ? TestPictureColors.between(colors.skyTop(), colors.skyMiddle(), part / 0.6)
                : TestPictureColors.between(colors.skyMiddle(), colors.skyBottom(), (part - 0.6) / 0.4);
    }

    /** Returns how much of a pixel's height lies under an edge: smooth hills need no stairs. */
    private double below(double distance) {
        return Math.min(1, Math.max(0, distance * height + 0.5));
    }

    private double hills(int x, double phase, double waves, double high) {
        double across = 2 * Math.PI * x / width;
        return high * (Math.sin(across * waves + phase) + 0.45 * Math.sin(across * waves * 2.7 + phase * 3));
    }

    /** The panel behind the clock, with round corners, and the colour bars below. */
    private int overlay(int x, int y, int color) {
        if (y >= barsTop) {
            return BARS[x * BARS.length / width];
        }
        double radius = padding * 1.2;
        double dx = Math.abs(x + 0.5 - panelLeft - panelWidth / 2.0) - (panelWidth / 2.0 - radius);
        double dy = Math.abs(y + 0.5 - panelTop - panelHeight / 2.0) - (panelHeight / 2.0 - radius);
        double outside = Math.hypot(Math.max(0, dx), Math.max(0, dy)) - radius;
        double covered = Math.min(1, Math.max(0, 0.5 - outside));
        return TestPictureColors.between(color, PANEL, covered * PANEL_OPACITY);
    }

    private void paint(int x, int y, int color) {
        stillLuma[y * width + x] = (byte) TestPictureColors.luma(color);
        if (x % 2 == 0 && y % 2 == 0) {
            int at = y / 2 * (width / 2) + x / 2;
            stillBlue[at] = (byte) TestPictureColors.chromaBlue(color);
            stillRed[at] = (byte) TestPictureColors.chromaRed(color);
        }
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
