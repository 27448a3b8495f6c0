package valkka.camera;

import java.util.List;
import java.util.Locale;
import valkka.fs.TimeRange;
import valkka.media.Activity;

/**
 * How well found moments agree with a script. A moment is right when it overlaps a motion, and a
 * motion is found when a moment overlaps it.
 *
 * @param found the number of moments
 * @param right how many of them are right
 * @param motions the number of motions
 * @param hit how many of them are found
 */
record Detection(int found, int right, int motions, int hit) {
    private static final double Z = 1.96; // of 95 %

    static Detection of(List<Activity.Moment> moments, List<TimeRange> motions) {
        int right = (int) moments.stream()
                .filter(moment -> motions.stream().anyMatch(motion -> overlap(moment.range(), motion)))
                .count();
        int hit = (int) motions.stream()
                .filter(motion -> moments.stream().anyMatch(moment -> overlap(moment.range(), motion)))
                .count();
        return new Detection(moments.size(), right, motions.size(), hit);
    }

    private static boolean overlap(TimeRange one, TimeRange other) {
        return one.from() < other.to() && other.from() < one.to();
    }

    Detection plus(Detection other) {
        return new Detection(found + other.found, right + other.right, motions + other.motions, hit + other.hit);
    }

    /** Returns the lower end of Wilson's interval of 95 % for a share. */
    static double lower(int part, int whole) {
        return bound(part, whole, -1);
    }

    static double upper(int part, int whole) {
        return bound(part, whole, 1);
    }

    private static double bound(int part, int whole, int sign) {
        double share = (double) part / whole;
        double squared = Z * Z / whole;
        double root = Math.sqrt(share * (1 - share) / whole + squared / (4.0 * whole));
        return Math.max(0, Math.min(1, (share + squared / 2 + sign * Z * root) / (1 + squared)));
    }

    /** Returns precision and recall, each with its interval. */
    @Override
    public String toString() {
        return "precision " + share(right, found) + ", recall " + share(hit, motions);
    }

    private static String share(int part, int whole) {
        return whole == 0
                ? "0 of 0"
                : String.format(
                        Locale.ROOT,
                        "%d of %d = %.2f [%.2f, %.2f]",
                        part,
                        whole,
                        (double) part / whole,
                        lower(part, whole),
                        upper(part, whole));
    }
}
