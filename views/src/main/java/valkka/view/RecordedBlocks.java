package valkka.view;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import valkka.fs.Block;
import valkka.fs.Bytes;
import valkka.fs.FSPars;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;

/**
 * The used blocks of a recording at one moment, with the times of their frames.
 *
 * @param name the recording's directory
 * @param pars its parameters
 * @param blocks the used ones, in the order in which they were written
 */
record RecordedBlocks(String name, FSPars pars, List<BlockTimes> blocks) {
    static RecordedBlocks of(ValkkaFS fs) {
        fs.updateTable(false);
        List<Block> used = fs.blocks();
        BlockTimesReader reader = new BlockTimesReader(fs, used);
        List<BlockTimes> times = new ArrayList<>(used.size());
        long lastBefore = -1;
        for (Block block : used) {
            long first = reader.first(block);
            long silence = lastBefore < 0 || first < lastBefore ? -1 : first - lastBefore;
            times.add(new BlockTimes(block, first, silence, reader.pieces(block, first)));
            lastBefore = block.last();
        }
        return new RecordedBlocks(name(fs.getPars()), fs.getPars(), List.copyOf(times));
    }

    /** Returns the name of a recording in titles: its directory. */
    static String name(FSPars pars) {
        Path directory = pars.jsonfile().toAbsolutePath().getParent();
        Path name = directory == null ? null : directory.getFileName();
        return name == null ? "recording" : name.toString();
    }

    /** From the first frame to the last. */
    TimeRange range() {
        return blocks.stream()
                .flatMap(block -> block.pieces().stream())
                .reduce(TimeRange::union)
                .orElse(TimeRange.EMPTY);
    }

    /** Returns the blocks with only those of their pieces that {@code far} draws. */
    RecordedBlocks without(FarTimes far) {
        List<BlockTimes> inside = blocks.stream()
                .map(block -> new BlockTimes(
                        block.block(),
                        block.first(),
                        block.silenceBefore(),
                        block.pieces().stream().filter(far::draws).toList()))
                .toList();
        return new RecordedBlocks(name, pars, inside);
    }

    /**
     * A run of blocks that are drawn as one.
     *
     * @param first the first of them
     * @param last the last of them, the same one where there is room for each
     */
    record Segment(BlockTimes first, BlockTimes last) {
        /** Returns the parts of the block's time that have frames. */
        List<TimeRange> pieces() {
            return first.equals(last)
                    ? first.pieces()
                    : List.of(first.wholePiece().union(last.wholePiece()));
        }
    }

    /**
     * Returns the blocks in about {@code most} runs at most, none over a gap that would show, or
     * over the end of the ring.
     *
     * @param visibleMillis the shortest gap that shows
     */
    List<Segment> segments(int most, long visibleMillis) {
        int length = Math.max(1, (blocks.size() + most - 1) / most);
        List<Segment> segments = new ArrayList<>();
        for (int from = 0; from < blocks.size(); ) {
            int to = from + 1;
            boolean alone = blocks.get(from).pieces().size() != 1;
            while (!alone && to < blocks.size() && to < from + length && continues(blocks.get(to), visibleMillis)) {
                to++;
            }
            segments.add(new Segment(blocks.get(from), blocks.get(to - 1)));
            from = to;
        }
        return segments;
    }

    private static boolean continues(BlockTimes block, long visibleMillis) {
        return block.number() != 0
                && block.pieces().size() == 1
                && !block.isOpen()
                && block.silenceBefore() >= 0
                && block.silenceBefore() <= visibleMillis;
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
        BlockTimes newest = blocks.get(blocks.size() - 1);
        return text.append(newest.isOpen() ? ", block " + newest.number() + " being written" : "")
                .toString();
    }
}
