package valkka.view;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import valkka.frame.GapRule;
import valkka.fs.Block;
import valkka.fs.FrameIndex;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSTool;

/**
 * Finds out when the frames of blocks begin, and where they pause, because the table does not tell
 * this. The reads are bounded: the header of the first frame of each block, and all headers of
 * blocks that last so long that they may contain a gap.
 */
public final class BlockTimesReader {
    /**
     * With more blocks than this a block begins at its key: reading a header of each would take
     * minutes.
     */
    private static final int MOST_HEADERS = 10_000;
    /**
     * In a ring of at most so many blocks, the reader looks into all blocks that last long enough
     * for a gap. In a larger ring it looks only into blocks that last longer than usual.
     */
    private static final int MOST_LOOKED_INTO_ALL = 200;
    /** So many blocks are looked into for gaps. */
    private static final int MOST_LOOKED_INTO = 1000;

    private final ValkkaFSTool tool;
    private final boolean readsHeaders;
    private final long suspectMillis;
    private int lookedInto;

    /**
     * Makes a reader for one look at a recording.
     *
     * @param used the used blocks of {@code fs}
     */
    public BlockTimesReader(ValkkaFS fs, List<Block> used) {
        this.tool = new ValkkaFSTool(fs);
        this.readsHeaders = used.size() <= MOST_HEADERS;
        long[] spans = used.stream()
                .mapToLong(block -> block.last() - block.key())
                .sorted()
                .toArray();
        boolean few = used.size() <= MOST_LOOKED_INTO_ALL;
        this.suspectMillis = GapRule.SHORTEST_GAP_MILLIS + (few ? 0 : 2 * spans[spans.length / 2]);
    }

    /**
     * Returns the time of a block's first frame. A block that was overwritten after the table was
     * read says nothing of this one.
     */
    long first(Block block) {
        long first = readsHeaders ? tool.firstTime(block.number()) : 0;
        return first > 0 && first <= block.last() ? first : block.key();
    }

    /**
     * Returns the times of a block that have frames, from its first one on: one piece, more where
     * there are gaps.
     */
    public List<TimeRange> pieces(Block block, long first) {
        TimeRange whole = new TimeRange(first, block.last());
        if (whole.to() - whole.from() <= suspectMillis || lookedInto == MOST_LOOKED_INTO) {
            return List.of(whole);
        }
        lookedInto++;
        FrameIndex frames = tool.frameIndex(block.number());
        long[] times = IntStream.range(0, frames.size())
                .mapToLong(frames::mstimestamp)
                .filter(whole::contains)
                .sorted()
                .toArray();
        return times.length == 0 ? List.of(whole) : List.copyOf(split(times));
    }

    private static List<TimeRange> split(long[] times) {
        long usual = GapRule.usualInterval(times);
        List<TimeRange> pieces = new ArrayList<>();
        int from = 0;
        for (int i = 1; i < times.length; i++) {
            if (GapRule.isGap(times[i] - times[i - 1], usual)) {
                pieces.add(new TimeRange(times[from], times[i - 1]));
                from = i;
            }
        }
        pieces.add(new TimeRange(times[from], times[times.length - 1]));
        return pieces;
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return "reader of the times in blocks; looked into " + lookedInto + " blocks";
    }
}
