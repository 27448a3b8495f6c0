package valkka.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Colours that stand out from their page, and that the colour-blind tell apart: computed from the palettes themselves. */
class PaletteTest {
    private static final Color WHITE = Color.WHITE;
    private static final Color BLACK = new Color(0x111111);
    private static final double MARKS = 3;
    private static final double TEXT = 4.5;
    /** Of CIE 1976. A difference of 2 is the smallest that anybody sees. */
    private static final double APART = 15;

    /** Machado, Oliveira and Fernandes 2009, for a full lack of one kind of cones; the first is full sight. */
    private static final Map<String, double[][]> SIGHTS = Map.of(
            "all", new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
            "protanopia",
                    new double[][] {
                        {0.152286, 1.052583, -0.204868},
                        {0.114503, 0.786281, 0.099216},
                        {-0.003882, -0.048116, 1.051998}
                    },
            "deuteranopia",
                    new double[][] {
                        {0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}
                    },
            "tritanopia",
                    new double[][] {
                        {1.255528, -0.076749, -0.178779},
                        {-0.078411, 0.930809, 0.147602},
                        {0.004733, 0.691367, 0.303900}
                    });

    @Test
    void theStreamsOfAPlotAreToldApartOnWhiteAndInTheDark() {
        assertReadable(Theme.STREAMS, WHITE, UnaryOperator.identity());
        assertReadable(Theme.STREAMS, BLACK, Theme::inDark);
    }

    @Test
    void theBlocksOfAPlotAreToldApartOnWhiteAndInTheDark() {
        List<Color> blocks = List.of(Theme.BLUE, Theme.PALE_BLUE, Theme.RED);
        assertReadable(blocks, WHITE, UnaryOperator.identity());
        assertReadable(blocks, BLACK, Theme::inDark);
        assertThat(contrast(Theme.INK, WHITE)).isGreaterThan(TEXT);
    }

    @Test
    void thePlayersTimelineIsToldApartInBothThemes() throws Exception {
        for (boolean dark : List.of(false, true)) {
            Map<String, Color> colours = playersColours(dark);
            for (String page : List.of("bg", "raised")) {
                for (List<String> marks : List.of(List.of("block", "older", "open"), List.of("keys", "accent"))) {
                    assertReadable(
                            marks.stream().map(colours::get).toList(), colours.get(page), UnaryOperator.identity());
                }
                for (String text : List.of("text", "quiet")) {
                    assertThat(contrast(colours.get(text), colours.get(page)))
                            .as("%s on %s", text, page)
                            .isGreaterThan(TEXT);
                }
            }
        }
    }

    @Test
    void theComputationsKnowBlackAndWhiteAndThatRedAndGreenAreConfused() {
        assertThat(contrast(Color.BLACK, WHITE)).isEqualTo(21);
        Color red = new Color(0xb06000);
        Color green = new Color(0x7a7a00);
        assertThat(difference(red, green, "all")).isGreaterThan(2 * APART);
        assertThat(difference(red, green, "protanopia")).isLessThan(difference(red, green, "all") / 2);
    }

    /** The colours that a page has where JupyterLab gives none; those of the dark page replace some of them. */
    private static Map<String, Color> playersColours(boolean dark) throws Exception {
        String style = Files.readString(Path.of("player/src/style.ts"));
        String light = style.substring(0, style.indexOf("@media (prefers-color-scheme: dark)"));
        Map<String, Color> colours = new HashMap<>();
        add(colours, light);
        if (dark) {
            add(colours, style.substring(light.length()).replaceAll("(?s)\n}\n.*", ""));
        }
        return colours;
    }

    private static void add(Map<String, Color> colours, String css) {
        Pattern definition = Pattern.compile("--(\\w+): (?:var\\([\\w-]+, )?#(\\p{XDigit}{6})\\)?;");
        for (MatchResult one : definition.matcher(css).results().toList()) {
            colours.put(one.group(1), new Color(Integer.parseInt(one.group(2), 16)));
        }
    }

    private static void assertReadable(List<Color> marks, Color page, UnaryOperator<Color> shown) {
        for (int i = 0; i < marks.size(); i++) {
            Color one = shown.apply(marks.get(i));
            assertThat(contrast(one, page)).as("%s on %s", one, page).isGreaterThan(MARKS);
            for (Color earlier : marks.subList(0, i)) {
                Color other = shown.apply(earlier);
                for (String sight : SIGHTS.keySet()) {
                    assertThat(difference(one, other, sight))
                            .as("%s and %s, %s", one, other, sight)
                            .isGreaterThan(APART);
                }
            }
        }
    }

    /** WCAG 2: 1 to 21. */
    private static double contrast(Color one, Color other) {
        double first = luminance(linear(one));
        double second = luminance(linear(other));
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    private static double difference(Color one, Color other, String sight) {
        double[] first = lab(seen(one, sight));
        double[] second = lab(seen(other, sight));
        return Math.hypot(Math.hypot(first[0] - second[0], first[1] - second[1]), first[2] - second[2]);
    }

    private static double[] seen(Color color, String sight) {
        double[] light = linear(color);
        double[] seen = new double[3];
        for (int row = 0; row < 3; row++) {
            double[] weights = SIGHTS.get(sight)[row];
            double sum = weights[0] * light[0] + weights[1] * light[1] + weights[2] * light[2];
            seen[row] = Math.max(0, Math.min(1, sum));
        }
        return seen;
    }

    private static double[] linear(Color color) {
        double[] light = new double[3];
        float[] parts = color.getRGBColorComponents(null);
        for (int i = 0; i < 3; i++) {
            light[i] = parts[i] <= 0.04045 ? parts[i] / 12.92 : Math.pow((parts[i] + 0.055) / 1.055, 2.4);
        }
        return light;
    }

    private static double luminance(double[] light) {
        return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
    }

    /** CIE L*a*b* under daylight. */
    private static double[] lab(double[] light) {
        double x = bent((0.4124 * light[0] + 0.3576 * light[1] + 0.1805 * light[2]) / 0.95047);
        double y = bent(luminance(light));
        double z = bent((0.0193 * light[0] + 0.1192 * light[1] + 0.9505 * light[2]) / 1.08883);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double bent(double part) {
        return part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16.0 / 116;
    }
}
