package valkka.fs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import valkka.frame.BasicFrame;

/**
 * Writes frames into the ring of blocks: which block a frame goes to, in what order the files change, and when they are
 * forced (format.md, "Closing a block"; trust.md). It belongs to one thread, and touches nothing before its first frame.
 *
 * <p>After a failure the files are as a crash would leave them: sound. What this has in memory is not: it writes nothing any
 * more, and every call throws the first failure. Another one loads the files anew.
 */
final class RingWriter implements Closeable {
    /** Rows stand in sectors of this size, each written whole or not at all by a disk that loses its power. */
    private static final int ROWS_IN_SECTOR = 512 / TableRow.LENGTH;

    /** Whom the writer tells of its changes to the table. */
    interface Listener {
        /** The table is as these files say: the writer has read them anew. */
        void loaded(RingState state);

        /** A row of the table has changed; {@link TableRow#UNUSED} for the block that is open from now on. */
        void row(int block, TableRow row);

        /** A block is closed, and all is in order to be called back. */
        void blockClosed(int block);
    }

    private final Disk disk;
    private final FSPars pars;
    private final boolean multi;
    private final boolean durable;
    private final Listener listener;
    private final ResumePoint resumePoint;
    private final DiskFile dump;
    private final DiskFile table;
    private final RecordAppender appender;
    private final RowBuilder rowBuilder;
    private final ByteBuffer rows =
            ByteBuffer.allocateDirect(2 * TableRow.LENGTH).order(ByteOrder.LITTLE_ENDIAN);

    /** What was written since the last commit, and is lost when the disk fails before the next. */
    private long uncommittedFrames;

    private long uncommittedBytes;

    private Throwable failure; // null while all is well
    private boolean begun;
    private int current;
    private long keyBefore;

    /** Opens the files of a recording whose lock is held. */
    RingWriter(
            Disk disk, Path directory, boolean multi, Durability durability, LongSupplier nanoClock, Listener listener)
            throws IOException {
        this.disk = disk;
        ParameterFile json = ParameterFile.load(disk, directory);
        this.pars = json.pars();
        this.resumePoint = new ResumePoint(disk, json, nanoClock);
        this.multi = multi;
        this.durable = durability != Durability.NONE;
        this.listener = listener;
        this.dump = disk.openForWriting(pars.dumpfile());
        try {
            this.table = disk.openForWriting(pars.blockfile());
        } catch (IOException e) {
            dump.close();
            throw e;
        }
        this.appender = new RecordAppender(dump, pars.blockSize(), durability == Durability.FRAME);
        this.rowBuilder = new RowBuilder(multi);
    }

    /** Appends a frame, which fits into a block; closes the open block first when it has no room. */
    void write(long id, BasicFrame frame) throws IOException {
        unlessFailed(() -> {
            if (!begun) {
                begin();
            }
            if (!appender.hasRoomFor(frame)) {
                closeBlock();
            }
            appender.append(id, frame);
            rowBuilder.add(frame.subsession(), frame.mstimestamp(), frame.isSeekable());
            uncommittedFrames++;
            uncommittedBytes += frame.size();
        });
    }

    /** Frames that were written and not committed yet. */
    long uncommittedFrames() {
        return uncommittedFrames;
    }

    /** Their payloads. */
    long uncommittedBytes() {
        return uncommittedBytes;
    }

    /** Puts in order what a crash has left, and the json, without writing a frame. */
    void recover() throws IOException {
        unlessFailed(() -> {
            begin();
            resumePoint.settle(current);
        });
    }

    /** Makes all frames written so far visible, and safe from a kill. */
    void flush() throws IOException {
        unlessFailed(() -> {
            if (begun) {
                commit();
            }
        });
    }

    /** Flushes, and writes the open block's row before its time. libValkka: {@code updateTable(disk_write=True)}. */
    void updateTable() throws IOException {
        unlessFailed(() -> {
            if (begun && !rowBuilder.isEmpty()) {
                writeOpenRow();
            }
        });
    }

    private void writeOpenRow() throws IOException {
        commit();
        if (durable) {
            dump.force();
        }
        // The json first: with the row in the table, a full ring has no 0 0 row that would tell where writing is.
        resumePoint.settle(pars.ring().next(current));
        TableRow row = rowBuilder.row(keyBefore);
        writeRow(current, row);
        if (durable) {
            table.force();
        }
        listener.row(current, row);
    }

    /** Flushes, and tells the listener the open block's row before its time. */
    void showOpenBlock() throws IOException {
        unlessFailed(() -> {
            if (begun && !rowBuilder.isEmpty()) {
                commit();
                listener.row(current, rowBuilder.row(keyBefore));
            }
        });
    }

    /** Closes the open block if it has frames, and writes the json: the next run starts in the next block. */
    void finish() throws IOException {
        unlessFailed(() -> {
            if (begun && !rowBuilder.isEmpty()) {
                closeBlock();
            }
            if (begun) {
                resumePoint.settle(current);
            }
        });
    }

    /** A change of the files, made of several writes. */
    private interface Change {
        void make() throws IOException;
    }

    /** After a failure it is not known which writes of a change were made: whatever came next would build on sand. */
    private void unlessFailed(Change change) throws IOException {
        if (failure instanceof IOException first) {
            throw first;
        }
        if (failure != null) {
            throw new IOException("an unexpected error before has ended writing: " + failure, failure);
        }
        try {
            change.make();
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try (dump;
                table;
                resumePoint) {
            // all are closed, whatever the first one throws
        }
    }

    private void begin() throws IOException {
        RingState state = RingState.load(disk, pars, multi);
        listener.loaded(state);
        current = state.current();
        boolean hasFrames = state.unfinished().stream().anyMatch(unfinished -> unfinished.block() == current);
        if (hasFrames || resumePoint.block() != pars.ring().next(current)) {
            resumePoint.moveTo(hasFrames ? pars.ring().next(current) : current);
        }
        boolean openBlockHasFrames = false;
        for (RingState.Unfinished unfinished : state.unfinished()) {
            appender.resume(pars.startOf(unfinished.block()), unfinished.end());
            appender.seal();
            openBlockHasFrames = unfinished.block() == current;
            if (durable) {
                dump.force();
            }
            if (openBlockHasFrames) {
                writeRowAndClearNext(current, unfinished.row());
                listener.row(pars.ring().next(current), TableRow.UNUSED);
            } else {
                writeRow(unfinished.block(), unfinished.row());
            }
            if (durable) {
                table.force();
            }
        }
        if (openBlockHasFrames) {
            current = pars.ring().next(current);
        }
        appender.begin(pars.startOf(current));
        begun = true;
    }

    private void commit() throws IOException {
        nameTheBlockBehind();
        appender.commit();
        committed();
    }

    private void committed() {
        uncommittedFrames = 0;
        uncommittedBytes = 0;
    }

    /** W8: whoever goes on where the json says must not meet the frames that are committed now. */
    private void nameTheBlockBehind() throws IOException {
        if (uncommittedFrames > 0) {
            resumePoint.moveTo(pars.ring().next(current));
        }
    }

    private void closeBlock() throws IOException {
        nameTheBlockBehind();
        appender.seal();
        committed();
        if (durable) {
            dump.force();
        }
        TableRow row = rowBuilder.row(keyBefore);
        int closed = current;
        int next = pars.ring().next(closed);
        writeRowAndClearNext(closed, row);
        if (durable) {
            table.force();
        }
        listener.row(closed, row);
        listener.row(next, TableRow.UNUSED);
        current = next;
        keyBefore = row.key();
        rowBuilder.clear();
        appender.begin(pars.startOf(next));
        listener.blockClosed(closed);
    }

    private void writeRow(int block, TableRow row) throws IOException {
        row.put(rows.clear());
        table.write(rows.flip(), TableRow.position(block));
    }

    /**
     * The row of the block that closes and the {@code 0 0} of the next one must not be torn apart: without the {@code 0 0}
     * nothing tells where a full ring is written. In one sector they are one write; else the {@code 0 0} goes first, and
     * then the closing block is found by its own {@code 0 0}.
     */
    private void writeRowAndClearNext(int block, TableRow row) throws IOException {
        int next = pars.ring().next(block);
        if (next == block + 1 && next % ROWS_IN_SECTOR != 0) {
            row.put(rows.clear());
            TableRow.UNUSED.put(rows);
            table.write(rows.flip(), TableRow.position(block));
            return;
        }
        writeRow(next, TableRow.UNUSED);
        if (durable) {
            table.force();
        }
        writeRow(block, row);
    }
}
