package valkka.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import valkka.frame.BasicFrame;
import valkka.frame.MediaType;
import valkka.frame.ValkkaException;
import valkka.fs.BlockTable;
import valkka.fs.FrameIndex;
import valkka.fs.RecordedFrame;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSTool;
import valkka.live.VideoFormat;

/**
 * Finds out what a recording holds: by its table, and by what frames are in some of its blocks. The newest are looked at, and
 * those where the table leaves room for a gap; their number is bounded, so that a terabyte takes seconds too.
 */
final class RecordingSurvey {
    /** Blocks from which bit rates and the like are taken. */
    static final int NEWEST = 64;

    private static final int MOST_READ = 1000;
    /** Without a frame for longer than this is a gap: no camera that records video takes so long for a picture. */
    static final long GAP_MILLIS = 2_000;

    private final ValkkaFS fs;
    private final ValkkaFSTool tool;
    private final BlockTable table;
    private final int[] order; // the used blocks, the oldest first
    private final List<TimeRange> gaps = new ArrayList<>();
    private final Map<List<Long>, StreamSurvey> streams = new TreeMap<>(
            Comparator.<List<Long>>comparingLong(key -> key.get(0)).thenComparingLong(key -> key.get(1)));
    private int read;
    private int blocksWithoutKey;
    private long first;
    private long last;

    RecordingSurvey(ValkkaFS fs) {
        this.fs = fs;
        this.tool = new ValkkaFSTool(fs);
        this.table = fs.getBlockTable();
        this.order = IntStream.range(0, table.size())
                .filter(table::isUsed)
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(table::last).thenComparingLong(table::key))
                .mapToInt(Integer::intValue)
                .toArray();
        survey();
    }

    private void survey() {
        long longBlock = 2 * medianMillis() + GAP_MILLIS;
        for (int i = 0; i < order.length; i++) {
            int block = order[i];
            boolean newest = i >= order.length - NEWEST;
            boolean suspect = first == 0
                    || table.key(block) - last > GAP_MILLIS
                    || table.last(block) - table.key(block) > longBlock;
            if (newest || (suspect && read < MOST_READ)) {
                look(block, newest);
            }
            last = Math.max(last, table.last(block));
        }
    }

    private long medianMillis() {
        long[] spans = Arrays.stream(order)
                .mapToLong(block -> table.last(block) - table.key(block))
                .sorted()
                .toArray();
        return spans.length == 0 ? 0 : spans[spans.length / 2];
    }

    private void look(int block, boolean newest) {
        read++;
        FrameIndex frames = tool.frameIndex(block);
        long[] times = IntStream.range(0, frames.size())
                .mapToLong(frames::mstimestamp)
                .sorted()
                .toArray();
        for (long time : times) {
            if (first == 0) {
                first = time;
            } else if (time - last > GAP_MILLIS) {
                gaps.add(new TimeRange(last, time));
            }
            last = Math.max(last, time);
        }
        if (newest) {
            addToStreams(frames);
        }
    }

    private void addToStreams(FrameIndex frames) {
        boolean key = false;
        for (int i = 0; i < frames.size(); i++) {
            streams.computeIfAbsent(
                            List.of(frames.id(i), (long) frames.subsession(i)), name -> new StreamSurvey(name.get(0)))
                    .add(frames, i);
            key |= frames.subsession(i) == 0 && frames.isSeekable(i);
        }
        blocksWithoutKey += key || frames.size() == 0 ? 0 : 1;
    }

    /** How many blocks hold frames. */
    int used() {
        return order.length;
    }

    /** How many of the newest blocks were looked at. */
    int newestBlocks() {
        return Math.min(NEWEST, order.length);
    }

    /**
     * Whether those hold less than one key frame each. The last block of each run is cut short and may well have none, so what
     * counts is how many there are in all.
     */
    boolean isUnderOneKeyFrameABlock() {
        long keys = streams.values().stream().mapToLong(StreamSurvey::videoKeys).sum();
        return blocksWithoutKey > 1 && keys < newestBlocks();
    }

    /** How many of those hold no key frame. */
    int blocksWithoutKey() {
        return blocksWithoutKey;
    }

    /** From the first frame to the last. */
    TimeRange range() {
        return order.length == 0 ? TimeRange.EMPTY : new TimeRange(first, last);
    }

    /** The times without a frame of any stream, the oldest first. */
    List<TimeRange> gaps() {
        return List.copyOf(gaps);
    }

    /** The streams in the newest blocks, by id. */
    Collection<StreamSurvey> streams() {
        return streams.values();
    }

    /** The block that was written last, -1 for an empty recording. */
    int newest() {
        return order.length == 0 ? -1 : order[order.length - 1];
    }

    /** The format of a stream's pictures; empty where there is no key frame in the newest blocks, for audio, or FFmpeg cannot be loaded. */
    Optional<VideoFormat> format(StreamSurvey stream) {
        if (stream.keyBlock() < 0 || stream.codec().mediaType() != MediaType.VIDEO) {
            return Optional.empty();
        }
        try {
            List<BasicFrame> frames = fs.readBlock(stream.keyBlock()).stream()
                    .filter(recorded -> recorded.id() == stream.id())
                    .map(RecordedFrame::frame)
                    .filter(frame -> frame.subsession() == 0)
                    .dropWhile(frame -> !frame.isSeekable())
                    .toList();
            return VideoFormat.of(frames);
        } catch (ValkkaException e) {
            return Optional.empty(); // overwritten meanwhile, or no FFmpeg here: the rest is worth telling
        }
    }
}
