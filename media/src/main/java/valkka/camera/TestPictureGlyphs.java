package valkka.camera;

import java.util.ArrayList;
import java.util.List;

/**
 * The digits of the clock in a test picture: strokes with round ends, drawn once into bitmaps of
 * how much of each pixel they cover. No fonts are needed, so that it works where there is no
 * desktop.
 */
final class TestPictureGlyphs {
    private static final String CHARACTERS = "0123456789:.#";

    /**
     * The stroke of each character on a field of 4 by 7: M x y moves there, L x y draws a line, A x
     * y rx ry from to draws an arc around x y, clockwise, in degrees from the right.
     */
    private static final String[] STROKES = {
        "A 2 2 2 2 180 360 L 4 5 A 2 5 2 2 0 180 L 0 2",
        "M 0.8 1.5 L 2.6 0 L 2.6 7",
        "A 2 2 2 2 190 395 L 0 7 L 4 7",
        "A 2 1.7 1.8 1.7 195 450 A 2 5.1 2 1.9 270 525",
        "M 3.1 7 L 3.1 0 L 0 4.9 L 4 4.9",
        "M 3.7 0 L 0.6 0 L 0.3 3.3 A 1.9 4.7 2.1 2.3 220 510",
        "A 2 4.9 2 2.1 180 540 M 0 4.9 A 4.2 4.9 4.2 4.9 180 256",
        "M 0 0 L 4 0 L 1.4 7",
        "A 2 1.7 1.7 1.7 90 450 A 2 5.2 2 1.8 270 630",
        "A 2 2.1 2 2.1 0 360 A -0.2 2.1 4.2 4.9 0 76",
        "M 0 2.2 L 0 2.2 M 0 5.4 L 0 5.4",
        "M 0 7 L 0 7",
        "M 1.4 0.8 L 0.8 6.2 M 3.3 0.8 L 2.7 6.2 M 0.3 2.5 L 3.9 2.5 M 0.1 4.5 L 3.7 4.5"
    };

    private static final double FIELD_HEIGHT = 7;
    private static final double DIGIT_WIDTH = 4;
    private static final double HALF_STROKE = 0.46;
    private static final double GAP = 0.75;
    private static final int ARC_STEPS = 24;

    private final int height;
    private final List<Glyph> glyphs = new ArrayList<>();

    /**
     * A character: its coverage in rows from 0 to 255, and its width with the gap behind it, in
     * pixels.
     */
    private static final class Glyph {
        private final byte[] coverage;
        private final int width;

        Glyph(byte[] coverage, int width) {
            this.coverage = coverage;
            this.width = width;
        }
    }

    /** @param height of a digit in pixels */
    TestPictureGlyphs(int height) {
        this.height = height;
        for (int i = 0; i < STROKES.length; i++) {
            boolean dot = CHARACTERS.charAt(i) == ':' || CHARACTERS.charAt(i) == '.';
            glyphs.add(draw(lines(STROKES[i]), dot ? 0 : DIGIT_WIDTH));
        }
    }

    int height() {
        return height;
    }

    /** Returns how many pixels a text takes in a row. */
    int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); i++) {
            width += glyph(text.charAt(i)).width;
        }
        return width;
    }

    /** Blends a text into a plane of brightness. It must fit into the plane. */
    void draw(String text, byte[] luma, int stride, int left, int top, int brightness) {
        int x = left;
        for (int i = 0; i < text.length(); i++) {
            Glyph glyph = glyph(text.charAt(i));
            for (int row = 0; row < height; row++) {
                for (int column = 0; column < glyph.width; column++) {
                    int covered = glyph.coverage[row * glyph.width + column] & 0xff;
                    if (covered > 0) {
                        int at = (top + row) * stride + x + column;
                        int before = luma[at] & 0xff;
                        luma[at] = (byte) (before + (brightness - before) * covered / 255);
                    }
                }
            }
            x += glyph.width;
        }
    }

    private Glyph glyph(char character) {
        return glyphs.get(CHARACTERS.indexOf(character));
    }

    /** Returns the stroke as straight pieces: x and y of one end, x and y of the other. */
    private static List<double[]> lines(String stroke) {
        List<double[]> lines = new ArrayList<>();
        String[] words = stroke.split(" ");
        double[] at = null;
        for (int i = 0; i < words.length; ) {
            if (words[i].equals("A")) {
                double from = number(words, i + 5);
                double to = number(words, i + 6);
                double[] last = at != null && isNear(at, arc(words, i, from)) ? at : null;
                for (int step = 0; step <= ARC_STEPS; step++) {
                    double[] next = arc(words, i, from + (to - from) * step / ARC_STEPS);
                    if (last != null) {
                        lines.add(new double[] {last[0], last[1], next[0], next[1]});
                    }
                    last = next;
                }
                at = last;
                i += 7;
            } else {
                double[] next = {number(words, i + 1), number(words, i + 2)};
                if (at != null && words[i].equals("L")) {
                    lines.add(new double[] {at[0], at[1], next[0], next[1]});
                }
                at = next;
                i += 3;
            }
        }
        return lines;
    }

    private static boolean isNear(double[] a, double[] b) {
        return Math.hypot(a[0] - b[0], a[1] - b[1]) < 1;
    }

    private static double[] arc(String[] words, int i, double degrees) {
        double angle = Math.toRadians(degrees);
        return new double[] {
            number(words, i + 1) + number(words, i + 3) * Math.cos(angle),
            number(words, i + 2) + number(words, i + 4) * Math.sin(angle)
        };
    }

    private static double number(String[] words, int i) {
        return Double.parseDouble(words[i]);
    }

    private Glyph draw(List<double[]> lines, double fieldWidth) {
        double scale = height / (FIELD_HEIGHT + 2 * HALF_STROKE);
        int width = (int) Math.ceil((fieldWidth + 2 * HALF_STROKE + GAP) * scale);
        byte[] coverage = new byte[width * height];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                double x = (column + 0.5) / scale - HALF_STROKE - GAP / 2;
                double y = (row + 0.5) / scale - HALF_STROKE;
                double nearest = Double.MAX_VALUE;
                for (double[] line : lines) {
                    nearest = Math.min(nearest, distance(x, y, line));
                }
                double covered = 0.5 + (HALF_STROKE - nearest) * scale;
                coverage[row * width + column] = (byte) Math.round(255 * Math.min(1, Math.max(0, covered)));
            }
        }
        return new Glyph(coverage, width);
    }

    /** From a point to the nearest point of a straight piece. */
    private static double distance(double x, double y, double[] line) {
        double dx = line[2] - line[0];
        double dy = line[3] - line[1];
        double square = dx * dx + dy * dy;
        double along = square == 0 ? 0 : ((x - line[0]) * dx + (y - line[1]) * dy) / square;
        double part = Math.min(1, Math.max(0, along));
        return Math.hypot(x - line[0] - part * dx, y - line[1] - part * dy);
    }
}
