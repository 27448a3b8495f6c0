package valkka.view;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import valkka.frame.ValkkaException;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.media.Activity;
import valkka.play.SeekAnatomy;

/**
 * Makes plots of recordings for notebooks. Plots read only tables and the headers of frames, decode
 * nothing, need no display, and work during recording. The errors are the errors of
 * {@link ValkkaFS}.
 *
 * <pre>{@code Plots.blocks(fs).in(ZoneId.of("Europe/Berlin")).save("blocks.png"); }</pre>
 */
public final class Plots {
    private Plots() {}

    /**
     * Returns the blocks of recordings over time: a bar from the first frame of each block to its
     * last, the laps of the ring and the block being written in colours of their own, gaps as gaps.
     * One recording has its block numbers at the side; several stand above each other on one axis
     * of time.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when no recording is given
     */
    public static Plot blocks(ValkkaFS... recordings) {
        if (recordings.length == 0) {
            throw ValkkaException.badArgument("Plots.blocks was given no recording: give one or more");
        }
        return new Plot(new BlockTimeline(
                Arrays.stream(recordings).map(RecordedBlocks::of).toList()));
    }

    /**
     * Plots the block table: for each block its key and the time of its last frame, over the
     * block's number.
     */
    public static Plot blockTimestamps(ValkkaFS fs) {
        return new Plot(new BlockTimestamps(RecordedBlocks.of(fs)));
    }

    /**
     * Plots the size of each picture in a range of time, with key frames marked. Movement in front
     * of a camera makes the other pictures grow. A picture is all of its NAL units. The plot leaves
     * out sound.
     */
    public static Plot frameSizes(ValkkaFS fs, TimeRange range) {
        return new Plot(new FrameSizes(UnitIndex.of(fs, range).video().near()));
    }

    /** {@link #frameSizes(ValkkaFS, TimeRange)} of the whole recording. */
    public static Plot frameSizes(ValkkaFS fs) {
        return frameSizes(fs, UnitIndex.everything(fs));
    }

    /**
     * Bits a second of each stream in a range of time, sound too: averages over a second, or over
     * more in a long range.
     */
    public static Plot bitRate(ValkkaFS fs, TimeRange range) {
        return new Plot(new BitRate(UnitIndex.of(fs, range).near()));
    }

    /** {@link #bitRate(ValkkaFS, TimeRange)} of the whole recording. */
    public static Plot bitRate(ValkkaFS fs) {
        return bitRate(fs, UnitIndex.everything(fs));
    }

    /**
     * Returns the time from each picture to the next one of its stream, in a range of time: a quiet
     * line where the pictures come in time, a broad one where they jitter. Gaps
     * ({@link valkka.frame.GapRule}) are counted in the title and not drawn.
     */
    public static Plot frameIntervals(ValkkaFS fs, TimeRange range) {
        return new Plot(new FrameIntervals(UnitIndex.of(fs, range).video().near()));
    }

    /** {@link #frameIntervals(ValkkaFS, TimeRange)} of the whole recording. */
    public static Plot frameIntervals(ValkkaFS fs) {
        return frameIntervals(fs, UnitIndex.everything(fs));
    }

    /**
     * Draws a seek on the timeline of its recording: the loaded blocks with a few neighbours, the
     * key frame of each stream, what is passed over from there, and the time. As text it is the
     * timeline with the tables of the seek.
     *
     * @param fs the recording that {@code anatomy} is of
     */
    public static Plot seek(ValkkaFS fs, SeekAnatomy anatomy) {
        return new Plot(new SeekTimeline(RecordedBlocks.of(fs), anatomy));
    }

    /**
     * Plots how large the pictures are beside the quiet level, with the moments of motion as areas
     * and the threshold as a line.
     */
    public static Plot activity(Activity activity) {
        return new Plot(new ActivityLevel(activity));
    }

    /**
     * Plots numbers of your own in the style of the other plots: a line for each name.
     *
     * @param across the whole numbers of the axis across, in their order
     * @param lines for each line its name, and as many values as {@code across} has
     * @throws ValkkaException {@code BAD_ARGUMENT} when there is no line, or a line of another length
     */
    public static Plot lines(
            String title, String acrossTitle, String upTitle, List<Integer> across, Map<String, List<Integer>> lines) {
        return new Plot(new Lines(title, acrossTitle, upTitle, across, lines));
    }

    /**
     * Plots how often numbers of your own occur: a bar for each of at most 40 equal intervals, the
     * median in the title.
     *
     * @param title of at most 30 letters, so that there is room for the median
     * @param unit of the values, such as {@code ms}
     * @throws ValkkaException {@code BAD_ARGUMENT} when there is no value
     */
    public static Plot histogram(String title, String unit, List<Integer> values) {
        return new Plot(new Histogram(title, unit, values));
    }
}
