package valkka.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import valkka.frame.BasicFrame;
import valkka.frame.GapRule;
import valkka.frame.MediaType;
import valkka.frame.ValkkaException;
import valkka.fs.Block;
import valkka.fs.FrameIndex;
import valkka.fs.RecordedFrame;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSTool;
import valkka.media.VideoFormat;

/**
 * Finds out the content of a recording, by its table and by the frames of some blocks. It looks at
 * the newest blocks, and at blocks in which the table leaves room for a gap. The number of these
 * blocks is bounded, so that even a terabyte takes only seconds.
 */
final class RecordingSurvey {
    /** Blocks from which bit rates and the like are taken. */
    static final int NEWEST = 64;

    private static final int MOST_READ = 1000;

    private final ValkkaFS fs;
    private final ValkkaFSTool tool;
    private final List<Block> blocks; // the oldest first
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
        this.blocks = fs.blocks();
        survey();
    }

    private void survey() {
        long longBlock = 2 * medianMillis() + GapRule.SHORTEST_GAP_MILLIS;
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            boolean newest = i >= blocks.size() - NEWEST;
            boolean suspect = first == 0
                    || block.key() - last > GapRule.SHORTEST_GAP_MILLIS
                    || block.last() - block.key() > longBlock;
            if (newest || (suspect && read < MOST_READ)) {
                look(block.number(), newest);
            }
            last = Math.max(last, block.last());
        }
    }

    private long medianMillis() {
        long[] spans = blocks.stream()
                .mapToLong(block -> block.last() - block.key())
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
        long usual = GapRule.usualInterval(times);
        for (long time : times) {
            if (first == 0) {
                first = time;
            } else if (GapRule.isGap(time - last, usual)) {
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
                            List.of(frames.id(i), (long) frames.subsession(i)), name -> StreamSurvey.of(frames, name))
                    .add(frames, i);
            key |= frames.subsession(i) == 0 && frames.isKey(i);
        }
        blocksWithoutKey += key || frames.size() == 0 ? 0 : 1;
    }

    /** Returns how many blocks hold frames. */
    int used() {
        return blocks.size();
    }

    /** Returns how many of the newest blocks were looked at. */
    int newestBlocks() {
        return Math.min(NEWEST, blocks.size());
    }

    /**
     * Returns whether the newest blocks hold less than one key frame each. The last block of each
     * run is cut short and may have no key frame, so only the sum over all blocks counts.
     */
    boolean isUnderOneKeyFrameABlock() {
        long keys = streams.values().stream().mapToLong(StreamSurvey::videoKeys).sum();
        return !isSoundAlone() && blocksWithoutKey > 1 && keys < newestBlocks();
    }

    /** Returns whether there is sound in the newest blocks, and no picture. */
    boolean isSoundAlone() {
        return !streams.isEmpty()
                && streams.values().stream().allMatch(stream -> stream.codec().mediaType() == MediaType.AUDIO);
    }

    /** Returns how many of the newest blocks hold no key frame. */
    int blocksWithoutKey() {
        return blocksWithoutKey;
    }

    /** From the first frame to the last. */
    TimeRange range() {
        return blocks.isEmpty() ? TimeRange.EMPTY : new TimeRange(first, last);
    }

    /** Returns the times without a frame of any stream, the oldest first. */
    List<TimeRange> gaps() {
        return List.copyOf(gaps);
    }

    /** Returns the streams in the newest blocks, by id. */
    Collection<StreamSurvey> streams() {
        return streams.values();
    }

    /** Returns the block that was written last, -1 for an empty recording. */
    int newest() {
        return blocks.isEmpty() ? -1 : blocks.get(blocks.size() - 1).number();
    }

    /**
     * Returns the format of a stream's pictures; empty where there is no key frame in the newest
     * blocks, for audio, or FFmpeg cannot be loaded.
     */
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
