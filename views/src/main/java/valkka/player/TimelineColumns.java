package valkka.player;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import valkka.frame.GapRule;
import valkka.fs.Block;
import valkka.fs.Block.State;
import valkka.fs.FrameIndex;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.view.BlockTimesReader;

/**
 * What a timeline shows of a recording, as columns of numbers: its blocks from the table alone, and
 * its frames from their headers. All numbers are doubles, the highest byte first.
 */
final class TimelineColumns {
    /** So many rows of blocks at most, however long the ring is. */
    static final int MOST_BLOCKS = 4000;
    /** So many blocks are read for their frames at most. */
    static final int MOST_READ = 64;
    /** So many pictures are shown one by one at most. */
    static final int MOST_PICTURES = 20_000;

    private static final int BLOCK_COLUMNS = 6;
    private static final int PICTURE_COLUMNS = 4;
    private static final double OPEN = 1;
    private static final double CLOSED = 0;

    private final ValkkaFS fs;
    private final Map<Integer, Pieces> known = new HashMap<>();

    /** The times of a block that have frames, as the block was at a moment. */
    private record Pieces(Block block, List<TimeRange> times) {}

    TimelineColumns(ValkkaFS fs) {
        this.fs = fs;
    }

    /**
     * Returns the blocks in a range, in the order of writing: number, key, last, lap, 1 for the open
     * block, and how many blocks the row stands for. Where blocks are too many, a row stands for
     * several blocks without a gap between them. A block with a gap has a row for each piece; only
     * the first row counts the block.
     */
    synchronized Answer blocks(TimeRange range) {
        List<Block> used = fs.blocks();
        List<Block> blocks = used.stream()
                .filter(block -> block.last() >= range.from() && block.key() <= range.to())
                .toList();
        BlockTimesReader reader = new BlockTimesReader(fs, used);
        int run = Math.max(1, (blocks.size() + MOST_BLOCKS - 1) / MOST_BLOCKS);
        Rows rows = new Rows(BLOCK_COLUMNS);
        for (int from = 0; from < blocks.size(); ) {
            Block first = blocks.get(from);
            List<TimeRange> pieces = pieces(reader, first);
            int to = from + 1;
            while (pieces.size() == 1
                    && to < blocks.size()
                    && to < from + run
                    && follows(blocks.get(to - 1), blocks.get(to))
                    && pieces(reader, blocks.get(to)).size() == 1) {
                to++;
            }
            Block last = blocks.get(to - 1);
            double open = last.state() == State.OPEN ? OPEN : CLOSED;
            for (int i = 0; i < pieces.size(); i++) {
                boolean end = i == pieces.size() - 1;
                rows.add(
                        first.number(),
                        (double) pieces.get(i).from(),
                        (double) (end ? last.last() : pieces.get(i).to()),
                        first.lap(),
                        end ? open : CLOSED,
                        i == 0 ? to - from : 0);
            }
            from = to;
        }
        known.keySet().retainAll(used.stream().map(Block::number).toList());
        return rows.answer(Map.of("blocks", blocks.size()));
    }

    /** Looks into a closed block once. */
    private List<TimeRange> pieces(BlockTimesReader reader, Block block) {
        Pieces before = known.get(block.number());
        if (before != null && block.holdsTheSameAs(before.block())) {
            return before.times();
        }
        List<TimeRange> times = reader.pieces(block, block.key());
        if (block.state() == State.WRITTEN) {
            known.put(block.number(), new Pieces(block, times));
        }
        return times;
    }

    private static boolean follows(Block before, Block block) {
        return block.number() != 0
                && block.state() != State.OPEN
                && block.key() - before.last() <= GapRule.SHORTEST_GAP_MILLIS
                && block.key() >= before.key();
    }

    /** Rows of numbers. */
    private static final class Rows {
        private final int columns;
        private ByteBuffer numbers = ByteBuffer.allocate(Double.BYTES * 1024);
        private int count;

        Rows(int columns) {
            this.columns = columns;
        }

        void add(double... row) {
            if (numbers.remaining() < Double.BYTES * columns) {
                numbers = ByteBuffer.allocate(2 * numbers.capacity()).put(numbers.flip());
            }
            for (double number : row) {
                numbers.putDouble(number);
            }
            count++;
        }

        Answer answer(Map<String, ?> json) {
            return new Answer(Json.text(json), Arrays.copyOf(numbers.array(), numbers.position()));
        }
    }

    /**
     * Returns the pictures in a range, in the order of reading: time, bytes, stream, and 1 for a key
     * frame. Where too many blocks would have to be read, returns none and says so.
     *
     * @param streamOf the number of the stream with an id; negative for none
     */
    Answer pictures(TimeRange range, ToIntFunction<Long> streamOf) {
        if (fs.blocks(range).size() > MOST_READ) {
            return new Answer(Json.text(Map.of("tooMany", true)), Answer.NO_BYTES);
        }
        FrameIndex frames = fs.frameIndex(range);
        Rows rows = new Rows(PICTURE_COLUMNS);
        int at = 0;
        while (at < frames.size() && rows.count < MOST_PICTURES) {
            int first = at;
            long bytes = 0;
            boolean key = false;
            while (at < frames.size()
                    && frames.id(at) == frames.id(first)
                    && frames.mstimestamp(at) == frames.mstimestamp(first)) {
                bytes += frames.payloadSize(at);
                key |= frames.isKey(at);
                at++;
            }
            long time = frames.mstimestamp(first);
            int stream = streamOf.applyAsInt(frames.id(first));
            if (stream >= 0 && range.contains(time)) {
                rows.add((double) time, (double) bytes, stream, key ? 1 : 0);
            }
        }
        return rows.answer(Map.of("tooMany", at < frames.size()));
    }
}
