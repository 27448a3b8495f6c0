package valkka.fs;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import valkka.disk.Disk;
import valkka.disk.DiskFile;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.BlockContent.State;

/**
 * The state of a recording as its files tell it, without any memory of a writer: the table, with
 * the open block understood, and the place where writing resumes (format.md, "What a crash
 * leaves"). Making a state writes nothing.
 *
 * @param rows the table; the blocks in {@code unfinished} have the rows that they should have
 * @param jsonBlock the block where the json lets libValkka go on; it may be stale
 * @param current the open block: writing resumes in it, or behind it when it has frames
 * @param unfinished blocks that a crash left without a proper end or row, in the order of writing
 */
record RingState(TableRows rows, int jsonBlock, int current, List<Unfinished> unfinished) {
    /**
     * A larger ring must have its whole table. In a smaller ring a table may be cut short: memory
     * is taken for the missing rows.
     */
    private static final int BELIEVED_BLOCKS = 1 << 20;

    /** The bytes of a row in the file, in memory, in a copy, and in the orders for searches. */
    private static final long MEMORY_FOR_ROW = 4L * TableRow.LENGTH;

    /**
     * A block that a crash left without a proper end or row.
     *
     * @param block the number of the block
     * @param end the byte of the block behind its last frame
     * @param row what its row in the table should be
     */
    record Unfinished(int block, int end, TableRow row) {}

    /** Returns whether a crash, or a writer that is still writing, left a block without a proper end or row. */
    boolean isUnfinished(int block) {
        return unfinished.stream().anyMatch(one -> one.block() == block);
    }

    static RingState load(Disk disk, ParameterFile json, boolean multi) throws IOException {
        return load(disk, json, multi, readTable(disk, json.pars()));
    }

    /**
     * Finds the open block in the dumpfile.
     *
     * @param rows of the block table as it is now; they are taken over
     */
    static RingState load(Disk disk, ParameterFile json, boolean multi, TableRows rows) throws IOException {
        try {
            return find(disk, json, multi, rows);
        } catch (EOFException e) {
            // The dumpfile was cut short meanwhile: now its blocks end where the file ends.
            return find(disk, json, multi, readTable(disk, json.pars()));
        }
    }

    private static RingState find(Disk disk, ParameterFile json, boolean multi, TableRows rows) throws IOException {
        FSPars pars = json.pars();
        int jsonBlock = pars.currentBlock();
        int before = pars.ring().previous(jsonBlock);
        List<Unfinished> unfinished = new ArrayList<>();
        try (BlockReader reader = new BlockReader(disk, pars)) {
            if (!rows.row(before).isUnused()) {
                addIfUnfinished(unfinished, reader, before, rows, multi);
                addIfUnfinished(unfinished, reader, jsonBlock, rows, multi);
            }
            int open = openBlock(rows, json, reader, unfinished);
            if (unfinished.isEmpty() || unfinished.get(unfinished.size() - 1).block() != open) {
                BlockContent content = reader.readOpen(open);
                if (!isOfTheLapBefore(content, json, reader, rows, multi)) {
                    add(unfinished, content, rows, multi);
                }
            }
            if (open == before && writingWentOnIn(jsonBlock, rows, reader, multi)) {
                open = jsonBlock;
                add(unfinished, reader.readOpen(open), rows, multi);
            }
            return new RingState(rows, jsonBlock, open, List.copyOf(unfinished));
        }
    }

    /**
     * Returns the open block, by the table and the json (format.md, "What a crash leaves").
     * This library's json names the open block while that block is empty, and the block behind it
     * from its first frame on. libValkka's json names the open block, or an older block.
     */
    private static int openBlock(TableRows rows, ParameterFile json, BlockReader reader, List<Unfinished> unfinished)
            throws IOException {
        Ring ring = rows.ring();
        int jsonBlock = json.pars().currentBlock();
        int before = ring.previous(jsonBlock);
        if (rows.row(before).isUnused()) {
            // In the first lap, or while a block is being closed, several unused blocks stand in a
            // row: the first of them counts.
            int first = before;
            while (first != jsonBlock && rows.row(ring.previous(first)).isUnused()) {
                first = ring.previous(first);
            }
            if (first != jsonBlock) {
                return first;
            }
            // No block was ever closed; or a ring of two is just closing its last block.
            boolean mayBeOpen = jsonBlock > 0 || ring.size() == 2;
            long time = reader.firstTime(before);
            if (time == 0) {
                // A writer was killed before its first commit: the next one begins where it began.
                return jsonBlock > 0 && reader.firstTime(jsonBlock) == 0 ? before : jsonBlock;
            }
            return mayBeOpen && isBehindTheOpenBlock(jsonBlock, time, reader) ? before : jsonBlock;
        }
        OptionalInt unused = ring.startingAt(jsonBlock)
                .filter(block -> rows.row(block).isUnused())
                .findFirst();
        if (unused.isPresent()) {
            return unused.getAsInt();
        }
        // The row of the open block was written early: the block is not filled to its end, or it is
        // the newer of the two.
        if (!unfinished.isEmpty()) {
            return unfinished.get(unfinished.size() - 1).block();
        }
        // This library's json is on the disk before the row of the block in front of it is (W5). Its open
        // block may look closed, when its frames are as large as those of the lap before.
        return json.hasWritersMark() || rows.last(before) > rows.last(jsonBlock) ? before : jsonBlock;
    }

    /**
     * Returns whether the json's block is the one behind the open block: it is empty, or a ring of
     * two has it whole from the lap before. Otherwise libValkka may be writing it, and the times
     * have to tell.
     *
     * @param time the time of the first frame of the block before it
     */
    private static boolean isBehindTheOpenBlock(int jsonBlock, long time, BlockReader reader) throws IOException {
        FrameIndex headers = new FrameIndex();
        boolean sealed = reader.scan(headers, jsonBlock).zerosBehind();
        return headers.size() == 0 || (sealed && reader.ring().size() == 2) || time >= headers.mstimestamp(0);
    }

    /**
     * Returns whether libValkka went on in this block, as the json told it, and was killed before
     * it had closed the block. Then old bytes follow its frames, or its row is not theirs, or its
     * frames are newer than all others.
     */
    private static boolean writingWentOnIn(int block, TableRows rows, BlockReader reader, boolean multi)
            throws IOException {
        FrameIndex headers = new FrameIndex();
        BlockReader.End end = reader.scan(headers, block);
        if (headers.size() == 0) {
            return false;
        }
        boolean sealed = end.corruption() == null && end.zerosBehind();
        if (sealed && rows.isUsed(block)) {
            return !hasRowOf(headers, block, rows, multi);
        }
        if (sealed) {
            // With a lap before, these are its frames: a writer was killed while it closed the block
            // before, whose frames may bear earlier times.
            Ring ring = rows.ring();
            return ring.size() > FSPars.FEWEST_BLOCKS
                    && rows.row(ring.next(block)).isUnused();
        }
        long first = headers.mstimestamp(0);
        boolean newest =
                first > rows.last(block) && first > rows.last(rows.ring().previous(block));
        return newest || end.corruption() == null;
    }

    /** Returns whether a block's row is the row of these frames. */
    private static boolean hasRowOf(FrameIndex headers, int block, TableRows rows, boolean multi) {
        RowBuilder found = headers.rowBuilder(multi);
        TableRow row = rows.row(block);
        return found.agreesWith(row, rows.key(rows.ring().previous(block))) || found.mayBeLibValkkas(row);
    }

    /**
     * Adds an open block to the unfinished blocks. {@code updateTable} may have written the row
     * while the block was open, and then the writer was killed.
     */
    private static void addIfUnfinished(
            List<Unfinished> unfinished, BlockReader reader, int block, TableRows rows, boolean multi)
            throws IOException {
        if (!rows.isUsed(block)) {
            return;
        }
        FrameIndex headers = new FrameIndex();
        BlockReader.End end = reader.scan(headers, block);
        // A writer writes no frame without a time: a power cut left half of this frame.
        boolean torn = end.headerCut() || IntStream.range(0, headers.size()).anyMatch(i -> headers.mstimestamp(i) == 0);
        boolean grown = headers.size() > 0 && !hasRowOf(headers, block, rows, multi);
        if (end.corruption() == null && (torn || grown || !end.zerosBehind())) {
            BlockContent content = torn ? reader.readOpen(block) : reader.read(block);
            if (content.state() == State.OPEN || grown) {
                add(unfinished, content, rows, multi);
            }
        }
    }

    /**
     * Returns whether an open block still has the frames of the lap before, all of them: it is filled
     * with zeros to its end, and there is a lap before. A killed writer may have removed the block's
     * row and not touched the block. It was the next block to be overwritten, and stays so.
     *
     * <p>The json's mark tells that the writer was this library's. Then no time is asked: its json
     * names the open block before the block's first commit, and the block behind from then on
     * (invariant W8). A power cut may leave an earlier number, and then no frame of the open block was
     * promised.
     */
    private static boolean isOfTheLapBefore(
            BlockContent content, ParameterFile json, BlockReader reader, TableRows rows, boolean multi)
            throws IOException {
        int block = content.block();
        boolean mayBe = json.pars().currentBlock() != rows.ring().next(block)
                && !content.frames().isEmpty()
                && rows.isUsed(rows.ring().previous(block))
                && !rows.row(rows.ring().next(block)).isUnused()
                && reader.scan(new FrameIndex(), block).zerosBehind();
        return mayBe && (json.hasWritersMark() || leadsToTheNextBlock(content, json, rows, multi));
    }

    /**
     * Returns whether a block's frames lead to the block behind it, more closely than from the block
     * before it. This is asked where no mark tells who wrote the block: libValkka's json names the
     * block that libValkka writes. No time counts as later than another, because clocks are set back.
     */
    private static boolean leadsToTheNextBlock(
            BlockContent content, ParameterFile json, TableRows rows, boolean multi) {
        int block = content.block();
        int before = rows.ring().previous(block);
        int behind = rows.ring().next(block);
        if (block != json.pars().currentBlock()) {
            return false;
        }
        RowBuilder found = rowBuilder(content, multi);
        // A block without a key frame bears the key of an older block: any time of its row may follow.
        long toTheBlockBehind =
                Math.max(0, Math.max(rows.key(behind) - found.last(), found.last() - rows.last(behind)));
        long fromTheBlockBefore = Math.abs(found.first() - rows.last(before));
        return toTheBlockBehind <= fromTheBlockBefore;
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

    static TableRows readTable(Disk disk, FSPars pars) throws IOException {
        try (DiskFile table = disk.openForReading(pars.blockfile())) {
            long length = Math.min(table.size(), TableRow.position(pars.nBlocks()));
            if (pars.nBlocks() > BELIEVED_BLOCKS && length < TableRow.position(pars.nBlocks())) {
                throw new ValkkaException(
                        Kind.CORRUPT,
                        pars.jsonfile() + " says n_blocks is " + pars.nBlocks() + ", and " + pars.blockfile()
                                + " has rows for " + length / TableRow.LENGTH
                                + " blocks: restore the wrong file");
            }
            long memory = pars.nBlocks() * MEMORY_FOR_ROW;
            if (memory > Runtime.getRuntime().maxMemory() / 2) {
                throw new ValkkaException(
                        Kind.CORRUPT,
                        pars.jsonfile() + " says n_blocks is " + pars.nBlocks() + ", and such a table takes "
                                + Bytes.text(memory) + " of the "
                                + Bytes.text(Runtime.getRuntime().maxMemory())
                                + " of memory that this Java has: restore the file, or give Java more with -Xmx");
            }
            ByteBuffer rows = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
            table.readFully(rows, 0); // a file that was cut short meanwhile has fewer rows
            return TableRows.read(rows.flip(), pars.nBlocks());
        }
    }
}
