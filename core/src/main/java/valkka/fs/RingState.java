package valkka.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.BlockContent.State;

/**
 * What a recording's files say when they are read with nobody's memory to help: the table, with the open block understood,
 * and where writing resumes (format.md, "Truth on load"). Making one writes nothing.
 *
 * @param rows the table; the blocks in {@code unfinished} have the rows that they should have
 * @param jsonBlock where the json says that writing resumes: it may be stale
 * @param current the open block: writing resumes here, or behind it when it has frames
 * @param unfinished blocks that a crash left without a proper end or row, in the order in which they were written
 */
record RingState(TableRows rows, int jsonBlock, int current, List<Unfinished> unfinished) {
    /** Up to so many blocks a table that was cut short is read all the same; memory is taken for the rows that are missing. */
    private static final int BELIEVED_BLOCKS = 1 << 20;

    /**
     * @param end the byte of the block behind its last frame
     * @param row what its row in the table should be
     */
    record Unfinished(int block, int end, TableRow row) {}

    static RingState load(Disk disk, FSPars pars, boolean multi) throws IOException {
        TableRows rows = readTable(disk, pars);
        int jsonBlock = pars.currentBlock();
        int open = pars.ring()
                .startingAt(jsonBlock)
                .filter(block -> rows.row(block).isUnused())
                .findFirst()
                .orElse(jsonBlock);
        List<Unfinished> unfinished = new ArrayList<>();
        try (BlockReader reader = new BlockReader(disk, pars)) {
            if (open != jsonBlock) {
                addIfUnfinished(unfinished, reader, jsonBlock, rows, multi);
            }
            BlockContent content = reader.readOpen(open);
            if (!isOfTheLapBefore(content, reader, rows, multi)) {
                add(unfinished, content, rows, multi);
            }
        }
        return new RingState(rows, jsonBlock, open, List.copyOf(unfinished));
    }

    /** {@code updateTable} may have written the row while the block was open, and then the writer was killed. */
    private static void addIfUnfinished(
            List<Unfinished> unfinished, BlockReader reader, int block, TableRows rows, boolean multi)
            throws IOException {
        BlockContent content = reader.read(block);
        boolean sealedOnly = content.state() == State.WRITTEN
                && content.corruption() == null
                && rowBuilder(content, multi).last() > rows.last(block);
        if (content.state() == State.OPEN || sealedOnly) {
            add(unfinished, content, rows, multi);
        }
    }

    /**
     * Between taking a block's row out of the table and touching the block, a killed writer leaves it as it was: sealed, and
     * older than the block before it. It was the next to be overwritten, and stays so.
     */
    private static boolean isOfTheLapBefore(BlockContent content, BlockReader reader, TableRows rows, boolean multi)
            throws IOException {
        int before = rows.ring().previous(content.block());
        return !content.frames().isEmpty()
                && rows.isUsed(before)
                && rowBuilder(content, multi).last() < rows.key(before)
                && reader.scan(new FrameIndex(), content.block()).zerosBehind();
    }

    private static void add(List<Unfinished> unfinished, BlockContent content, TableRows rows, boolean multi) {
        if (content.frames().isEmpty()) {
            return;
        }
        int block = content.block();
        int before = rows.ring().previous(block);
        TableRow row = rowBuilder(content, multi).row(rows.key(before));
        rows.set(block, row);
        unfinished.add(new Unfinished(block, content.end(), row));
    }

    static RowBuilder rowBuilder(BlockContent content, boolean multi) {
        RowBuilder rowBuilder = new RowBuilder(multi);
        for (RecordedFrame recorded : content.frames()) {
            rowBuilder.add(
                    recorded.frame().subsession(),
                    recorded.frame().mstimestamp(),
                    recorded.frame().isSeekable());
        }
        return rowBuilder;
    }

    private static TableRows readTable(Disk disk, FSPars pars) throws IOException {
        try (DiskFile table = disk.openForReading(pars.blockfile())) {
            long length = Math.min(table.size(), TableRow.position(pars.nBlocks()));
            if (pars.nBlocks() > BELIEVED_BLOCKS && length < TableRow.position(pars.nBlocks())) {
                throw new ValkkaException(
                        Kind.CORRUPT,
                        pars.jsonfile() + " says n_blocks is " + pars.nBlocks() + ", and " + pars.blockfile()
                                + " has rows for " + length / TableRow.LENGTH
                                + " blocks: restore the one that is wrong");
            }
            ByteBuffer rows = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
            table.readFully(rows, 0); // a file that was cut short meanwhile has fewer rows
            return TableRows.read(rows.flip(), pars.nBlocks());
        }
    }
}
