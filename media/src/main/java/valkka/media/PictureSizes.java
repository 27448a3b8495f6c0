package valkka.media;

import java.util.Arrays;
import java.util.stream.IntStream;
import valkka.frame.GapRule;
import valkka.fs.FrameIndex;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;

/** The sizes of a stream's pictures in a range of time, in the order of time. */
final class PictureSizes {
    /** Fewer groups of pictures do not tell whether the bit rate is constant. */
    private static final int FEWEST_GROUPS = 10;
    /** Of eight in ten groups, the largest is at most this much larger than the smallest. */
    private static final double CONSTANT = 1.1;

    private static final int PICTURES_FOR_INTERVAL = 10_000;

    private final long[] times;
    private final int[] bytes;
    private final boolean[] keys;
    private final long usualMillis;

    private PictureSizes(long[] times, int[] bytes, boolean[] keys) {
        this.times = times;
        this.bytes = bytes;
        this.keys = keys;
        this.usualMillis = GapRule.usualInterval(Arrays.copyOf(times, Math.min(times.length, PICTURES_FOR_INTERVAL)));
    }

    static PictureSizes of(ValkkaFS fs, long id, TimeRange range) {
        fs.updateTable(false);
        FrameIndex frames = fs.frameIndex(range);
        int[] mine = IntStream.range(0, frames.size())
                .filter(i -> frames.id(i) == id
                        && frames.subsession(i) == 0
                        && frames.nalUnitType(i) >= 0
                        && range.contains(frames.mstimestamp(i)))
                .toArray();
        long[] sorted = Arrays.stream(mine)
                .mapToLong(frames::mstimestamp)
                .sorted()
                .distinct()
                .toArray();
        int[] bytes = new int[sorted.length];
        boolean[] keys = new boolean[sorted.length];
        int at = -1;
        int picture = 0; // its bytes so far
        for (int i : mine) {
            long time = frames.mstimestamp(i);
            boolean goesOn = at >= 0 && sorted[at] == time;
            picture = (goesOn ? picture : 0) + frames.payloadSize(i);
            at = goesOn ? at : Arrays.binarySearch(sorted, time);
            // A clock that was set back gives a time to two pictures, which are not one of twice the size.
            bytes[at] = Math.max(bytes[at], picture);
            keys[at] |= frames.isKey(i);
        }
        return new PictureSizes(sorted, bytes, keys);
    }

    int size() {
        return times.length;
    }

    long time(int i) {
        return times[i];
    }

    int bytes(int i) {
        return bytes[i];
    }

    boolean isKey(int i) {
        return keys[i];
    }

    int interPictures() {
        return (int) IntStream.range(0, keys.length).filter(i -> !keys[i]).count();
    }

    /** Returns the usual time from picture to picture, in ms; 0 where it is not known. */
    long usualMillis() {
        return usualMillis;
    }

    /** Returns the usual time from key frame to key frame, in ms; 0 where it is not known. */
    long usualGroupMillis() {
        return GapRule.usualInterval(IntStream.range(0, keys.length)
                .filter(i -> keys[i])
                .limit(PICTURES_FOR_INTERVAL)
                .mapToLong(i -> times[i])
                .toArray());
    }

    /** Returns whether all groups of pictures take as many bytes a second as the others. */
    boolean isOfConstantRate() {
        int[] starts = IntStream.range(0, keys.length).filter(i -> keys[i]).toArray();
        double[] rates = IntStream.range(0, Math.max(0, starts.length - 1))
                .filter(g -> !hasGap(starts[g], starts[g + 1]))
                .mapToDouble(g -> IntStream.range(starts[g], starts[g + 1])
                                .mapToDouble(i -> bytes[i])
                                .sum()
                        / (times[starts[g + 1]] - times[starts[g]]))
                .sorted()
                .toArray();
        return rates.length >= FEWEST_GROUPS && rates[rates.length * 9 / 10] < CONSTANT * rates[rates.length / 10];
    }

    private boolean hasGap(int from, int to) {
        return IntStream.range(from + 1, to + 1).anyMatch(i -> GapRule.isGap(times[i] - times[i - 1], usualMillis));
    }
}
