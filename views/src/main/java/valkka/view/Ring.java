package valkka.view;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import valkka.fs.BlockTable;
import valkka.fs.Bytes;
import valkka.fs.FSPars;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.view.BlockSpan.State;

/**
 * The ring of blocks of a recording at one moment.
 *
 * @param name the recording's directory
 * @param pars its parameters
 * @param blocks the used ones, in the order in which they were written
 */
record Ring(String name, FSPars pars, List<BlockSpan> blocks) {
    static Ring of(ValkkaFS fs) {
        fs.updateTable(false);
        FSPars pars = fs.getPars();
        BlockTable table = fs.getBlockTable();
        int open = table.openBlock().orElse(-1);
        int newest = open >= 0 ? open : newest(table).orElse(-1);
        List<Integer> used = new ArrayList<>();
        for (int i = 1; i <= table.size(); i++) {
            int block = (newest + i) % table.size();
            if (newest >= 0 && table.isUsed(block)) {
                used.add(block);
            }
        }
        return new Ring(name(pars), pars, List.copyOf(spans(new BlockReading(fs, table, used), used, open, newest)));
    }

    private static List<BlockSpan> spans(BlockReading reading, List<Integer> used, int open, int newest) {
        List<BlockSpan> spans = new ArrayList<>(used.size());
        long before = -1;
        for (int block : used) {
            long first = reading.first(block);
            long last = reading.last(block);
            spans.add(new BlockSpan(
                    block,
                    first,
                    reading.key(block),
                    last,
                    block == open ? State.OPEN : State.WRITTEN,
                    block <= newest,
                    before < 0 || first < before ? -1 : first - before,
                    reading.pieces(block)));
            before = last;
        }
        return spans;
    }

    /** What a recording is called in titles: its directory. */
    static String name(FSPars pars) {
        Path directory = pars.jsonfile().toAbsolutePath().getParent();
        Path name = directory == null ? null : directory.getFileName();
        return name == null ? "recording" : name.toString();
    }

    private static OptionalInt newest(BlockTable table) {
        int newest = -1;
        for (int block = 0; block < table.size(); block++) {
            if (table.isUsed(block) && (newest < 0 || table.last(block) >= table.last(newest))) {
                newest = block;
            }
        }
        return newest < 0 ? OptionalInt.empty() : OptionalInt.of(newest);
    }

    /** From the first frame to the last. */
    TimeRange range() {
        return blocks.stream()
                .map(block -> new TimeRange(block.first(), block.last()))
                .reduce(TimeRange::union)
                .orElse(TimeRange.EMPTY);
    }

    /**
     * A run of blocks that are drawn as one.
     *
     * @param first the first of them
     * @param last the last of them, the same one where there is room for each
     */
    record Segment(BlockSpan first, BlockSpan last) {
        /** What of its time has frames. */
        List<TimeRange> pieces() {
            return first.equals(last) ? first.pieces() : List.of(new TimeRange(first.first(), last.last()));
        }
    }

    /**
     * The blocks in about {@code most} runs at most, none over a gap that would show, or over the end of the ring.
     *
     * @param visibleMillis the shortest gap that shows
     */
    List<Segment> segments(int most, long visibleMillis) {
        int length = Math.max(1, (blocks.size() + most - 1) / most);
        List<Segment> segments = new ArrayList<>();
        for (int from = 0; from < blocks.size(); ) {
            int to = from + 1;
            boolean alone = blocks.get(from).pieces().size() > 1;
            while (!alone && to < blocks.size() && to < from + length && continues(blocks.get(to), visibleMillis)) {
                to++;
            }
            segments.add(new Segment(blocks.get(from), blocks.get(to - 1)));
            from = to;
        }
        return segments;
    }

    private static boolean continues(BlockSpan block, long visibleMillis) {
        return block.block() != 0
                && block.pieces().size() == 1
                && block.state() != State.OPEN
                && block.gapMillis() >= 0
                && block.gapMillis() <= visibleMillis;
    }

    /** {@code single: 15 of 16 blocks of 128 KiB in use, block 3 being written}. */
    String title() {
        StringBuilder text = new StringBuilder(name).append(": ");
        if (blocks.isEmpty()) {
            return text.append("nothing is recorded yet, in ")
                    .append(pars.nBlocks())
                    .append(pars.nBlocks() == 1 ? " block of " : " blocks of ")
                    .append(Bytes.text(pars.blockSize()))
                    .toString();
        }
        text.append(blocks.size()).append(" of ").append(pars.nBlocks()).append(" blocks of ");
        text.append(Bytes.text(pars.blockSize())).append(" in use");
        BlockSpan newest = blocks.get(blocks.size() - 1);
        return text.append(newest.state() == State.OPEN ? ", block " + newest.block() + " being written" : "")
                .toString();
    }
}
