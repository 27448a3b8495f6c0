package valkka.player;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import valkka.frame.GapRule;
import valkka.fs.Block;
import valkka.fs.Block.State;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.view.BlockTimesReader;

/**
 * The blocks of a recording as rows for a timeline, in the order of writing, from the table alone.
 * Where blocks are too many, a row stands for several blocks without a gap between them. A block
 * with a gap has a row for each piece; only the first row counts the block.
 *
 * <p>Such a row begins at a multiple of its count, so it stays what it is while the ring goes on.
 * Of the first row, blocks may be overwritten already: each answer tells what is left of it.
 *
 * <p>A page that has the rows asks what has changed since: during recording, blocks go at the
 * beginning and come at the end. So an update costs the same, however long the ring is.
 */
final class TimelineBlocks {
    /** So many rows at most, however long the ring is. */
    static final int MOST_ROWS = 4000;

    private static final int COLUMNS = 6;

    private final ValkkaFS fs;
    private final int run; // so many blocks share a row at most

    @GuardedBy("this")
    private final Map<Integer, Pieces> known = new HashMap<>();

    @GuardedBy("this")
    private List<Block> seen = List.of();

    @GuardedBy("this")
    private List<Row> rows = List.of();

    /** What is left of the first row. */
    @GuardedBy("this")
    private @Nullable Row first;

    @GuardedBy("this")
    private long gone; // rows that have left at the beginning, since the rows were made anew

    @GuardedBy("this")
    private long newRowsVersion; // when the rows were made anew

    @GuardedBy("this")
    private long version;

    /** The times of a block that have frames, as the block was at a moment. */
    private record Pieces(Block block, List<TimeRange> times, ReadTime read) {
        boolean canGrowTo(Block present) {
            return block.state() == State.OPEN
                    && present.state() == State.OPEN
                    && present.key() == block.key()
                    && read.isResting();
        }

        List<TimeRange> grownTo(long last) {
            List<TimeRange> grown = new ArrayList<>(times);
            long from = grown.remove(grown.size() - 1).from();
            grown.add(new TimeRange(from, last));
            return grown;
        }
    }

    /**
     * A row.
     *
     * @param count how many blocks it stands for
     * @param version when it was made or changed; two rows of different versions are the same
     */
    private record Row(int number, long from, long to, int lap, boolean open, int count, long version) {
        boolean looksLike(Row other) {
            return number == other.number
                    && from == other.from
                    && to == other.to
                    && lap == other.lap
                    && open == other.open
                    && count == other.count;
        }

        /** Whether this is another row, of which the first blocks were overwritten. */
        boolean isLeftOf(Row other) {
            return to == other.to
                    && from > other.from
                    && lap == other.lap
                    && open == other.open
                    && count < other.count
                    && number > other.number
                    && number < other.number + other.count;
        }

        void addTo(NumberRows target) {
            target.add(number, (double) from, (double) to, lap, open ? 1 : 0, count);
        }
    }

    TimelineBlocks(ValkkaFS fs) {
        this(fs, MOST_ROWS);
    }

    /** @param mostRows so many rows at most, besides those of gaps */
    TimelineBlocks(ValkkaFS fs, int mostRows) {
        this.fs = fs;
        this.run = Math.max(1, (fs.getPars().nBlocks() + mostRows - 1) / mostRows);
    }

    /**
     * Returns the rows in a range: number, key, last, lap, 1 for the open block, and the count of
     * blocks.
     */
    synchronized Answer in(TimeRange range) {
        refresh();
        NumberRows inside = new NumberRows(COLUMNS);
        List<Row> all = new ArrayList<>(rows);
        if (first != null) {
            all.set(0, first);
        }
        all.stream()
                .filter(row -> row.to() >= range.from() && row.from() <= range.to())
                .forEach(row -> row.addTo(inside));
        return inside.answer(json(0, true, null));
    }

    /**
     * Returns what has changed since an answer before: the rows from number {@code at} on are new,
     * and {@code gone} of all rows have left at the beginning. When {@code anew} is true, all rows
     * are new. {@code first} is what is left of the first row: number, key and count of blocks.
     *
     * @param since the version of the answer before; negative for none
     * @param goneBefore the number of rows that had left then
     */
    synchronized Answer changed(long since, long goneBefore) {
        refresh();
        if (since < newRowsVersion || since > version || goneBefore > gone) {
            return answer(0);
        }
        int at = rows.size();
        while (at > 0 && rows.get(at - 1).version() > since) {
            at--;
        }
        return answer(at);
    }

    @GuardedBy("this")
    private Answer answer(int at) {
        NumberRows changed = new NumberRows(COLUMNS);
        rows.subList(at, rows.size()).forEach(row -> row.addTo(changed));
        return changed.answer(json(at, at == 0, first));
    }

    @GuardedBy("this")
    private Map<String, Object> json(int at, boolean anew, @Nullable Row oldest) {
        List<Object> left = oldest == null ? List.of() : List.of(oldest.number(), oldest.from(), oldest.count());
        return Map.of("version", version, "gone", gone, "at", at, "anew", anew, "first", left);
    }

    @GuardedBy("this")
    private void refresh() {
        List<Block> used = fs.blocks();
        if (used.equals(seen)) {
            return;
        }
        version++;
        List<Row> fresh = rowsOf(used);
        seen = used;
        first = fresh.isEmpty() ? null : fresh.get(0);
        keepFirst(fresh);
        int left = rowsThatLeft(fresh);
        int same = 0;
        while (left + same < rows.size()
                && same < fresh.size()
                && rows.get(left + same).looksLike(fresh.get(same))) {
            fresh.set(same, rows.get(left + same));
            same++;
        }
        if (same == 0) {
            newRowsVersion = version;
            gone = 0;
        } else {
            gone += left;
        }
        rows = fresh;
    }

    /** A row of several blocks stays until all of its blocks are overwritten. */
    @GuardedBy("this")
    private void keepFirst(List<Row> fresh) {
        if (!fresh.isEmpty()) {
            rows.stream().filter(row -> fresh.get(0).isLeftOf(row)).findFirst().ifPresent(row -> fresh.set(0, row));
        }
    }

    /** Returns how many rows stand in front of the first one that is still there. */
    @GuardedBy("this")
    private int rowsThatLeft(List<Row> fresh) {
        if (!fresh.isEmpty()) {
            for (int i = 0; i < rows.size(); i++) {
                if (rows.get(i).looksLike(fresh.get(0))) {
                    return i;
                }
            }
        }
        return rows.size();
    }

    @GuardedBy("this")
    private List<Row> rowsOf(List<Block> blocks) {
        BlockTimesReader reader = new BlockTimesReader(fs, blocks);
        List<Row> made = new ArrayList<>();
        for (int from = 0; from < blocks.size(); ) {
            Block first = blocks.get(from);
            List<TimeRange> pieces = pieces(reader, blocks, from);
            int to = from + 1;
            while (pieces.size() == 1
                    && to < blocks.size()
                    && blocks.get(to).number() % run != 0
                    && follows(blocks.get(to - 1), blocks.get(to))
                    && pieces(reader, blocks, to).size() == 1) {
                to++;
            }
            Block last = blocks.get(to - 1);
            for (int i = 0; i < pieces.size(); i++) {
                boolean end = i == pieces.size() - 1;
                made.add(new Row(
                        first.number(),
                        pieces.get(i).from(),
                        end ? last.last() : pieces.get(i).to(),
                        first.lap(),
                        end && last.state() == State.OPEN,
                        i == 0 ? to - from : 0,
                        version));
            }
            from = to;
        }
        known.keySet().retainAll(blocks.stream().map(Block::number).collect(Collectors.toSet()));
        return made;
    }

    /** Looks into a closed block once, and into an open block while it grows. */
    @GuardedBy("this")
    private List<TimeRange> pieces(BlockTimesReader reader, List<Block> blocks, int at) {
        Block block = blocks.get(at);
        Pieces before = known.get(block.number());
        if (before != null && block.holdsTheSameAs(before.block())) {
            return before.times();
        }
        if (before != null && before.canGrowTo(block)) {
            return before.grownTo(block.last());
        }
        long begin = System.nanoTime();
        List<TimeRange> times = reader.pieces(block, at == 0 ? block.key() : begin(block, blocks.get(at - 1)));
        known.put(block.number(), new Pieces(block, times, ReadTime.since(begin)));
        return times;
    }

    /** A block without a key frame has the key of the block before, where it does not begin. */
    private static long begin(Block block, Block before) {
        boolean hasNoKey = block.key() == before.key() && before.last() <= block.last();
        return hasNoKey ? before.last() : block.key();
    }

    private static boolean follows(Block before, Block block) {
        return block.number() != 0
                && block.state() != State.OPEN
                && block.key() - before.last() <= GapRule.SHORTEST_GAP_MILLIS
                && block.key() >= before.key();
    }
}
