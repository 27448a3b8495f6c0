package valkka.fs;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import valkka.disk.Disk;
import valkka.disk.DiskErrors;
import valkka.disk.DiskFile;
import valkka.frame.BasicFrame;
import valkka.lock.WriterLock;

/**
 * Writes frames into the ring of blocks. It decides which block a frame goes to, in what order the
 * files change, and when they are forced (format.md, "Closing a block"; overview.md, "The commit
 * word goes last"; invariants W3 to W6 and W8). It belongs to one thread, and touches no file
 * before its first frame.
 *
 * <p>After a failure the files are as a crash would leave them: sound. Its own memory is not sound,
 * so it writes nothing any more, and every call throws the first failure. A new ring writer loads
 * the files anew.
 */
final class RingWriter implements Closeable {
    private static final System.Logger LOG = System.getLogger("valkka.fs");
    private static final int ROWS_IN_SECTOR = RecordFormat.SECTOR / TableRow.LENGTH;

    /** Gets the writer's changes to the table. */
    interface Listener extends ResumePoint.Listener {
        /** The writer has read the files anew; the table is as these files say. */
        void loaded(RingState state);

        /**
         * A row of the table has changed; {@link TableRow#UNUSED} for the block that is open from
         * now on.
         */
        void row(int block, TableRow row);

        /** A block is closed, and all files are in order for a callback. */
        void blockClosed(int block);

        @Override
        default void jsonNotWritten(IOException error, boolean first) {
            if (first) {
                LOG.log(Level.WARNING, () -> "the json cannot be written, writing goes on: " + error.getMessage());
            }
        }
    }

    private final Disk disk;
    private final ParameterFile json;
    private final FSPars pars;
    private final boolean multi;
    private final boolean durable;
    /** Whether the json's number and the end mark of a new block are forced, each before the next write. */
    private final boolean forcesPlace;

    private final Listener listener;
    private final ResumePoint resumePoint;
    private final DiskFile dump;
    private final DiskFile table;
    private final RecordAppender appender;
    private final RowBuilder rowBuilder;
    private final ByteBuffer rowBytes =
            ByteBuffer.allocateDirect(TableRow.LENGTH).order(ByteOrder.LITTLE_ENDIAN);

    /**
     * The frames since the last commit, which are lost when the disk fails before the next commit.
     */
    private long uncommittedFrames;

    private long uncommittedBytes;

    private @Nullable Throwable failure; // null while all is well
    private boolean begun;
    private int current;
    private long keyBefore;

    /** Opens the files of a recording whose lock is held. */
    RingWriter(
            Disk disk,
            Path directory,
            WriterLock lock,
            boolean multi,
            Durability durability,
            LongSupplier nanoClock,
            Listener listener)
            throws IOException {
        this.disk = disk;
        this.json = ParameterFile.load(disk, directory);
        this.pars = json.pars();
        // In a ring of two the block behind the open one is the newest: the place of writing must not
        // be guessed after a power cut.
        this.forcesPlace = durability == Durability.FRAME
                || (durability == Durability.BLOCK && pars.nBlocks() == FSPars.FEWEST_BLOCKS);
        this.resumePoint = new ResumePoint(disk, json, nanoClock, forcesPlace, listener);
        this.multi = multi;
        this.durable = durability != Durability.NONE;
        this.listener = listener;
        List<DiskFile> opened = new ArrayList<>();
        try {
            this.dump = disk.openForWriting(lock.locked(pars.dumpfile()));
            opened.add(dump);
            this.table = disk.openForWriting(lock.locked(pars.blockfile()));
            opened.add(table);
            lock.checkOpened(pars.dumpfile(), pars.blockfile());
            this.appender = new RecordAppender(dump, pars.blockSize(), durability == Durability.FRAME);
        } catch (IOException | RuntimeException | Error e) {
            DiskErrors.closeAfter(e, opened);
            throw e;
        }
        this.rowBuilder = new RowBuilder(multi);
    }

    /**
     * Appends a frame, which fits into a block. Closes the open block first when the block has no
     * room.
     */
    void write(long id, BasicFrame frame) throws IOException {
        refuseAfterFailure();
        try {
            append(id, frame);
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    private void append(long id, BasicFrame frame) throws IOException {
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
    }

    /** Returns for how many bytes of records the open block has room. */
    int roomInBlock() {
        return appender.roomForRecords();
    }

    /** Returns how many frames were written and not committed yet. */
    long uncommittedFrames() {
        return uncommittedFrames;
    }

    /** Returns the bytes of these frames' payloads. */
    long uncommittedBytes() {
        return uncommittedBytes;
    }

    /** Makes all frames written so far visible, and safe from a kill. */
    void flush() throws IOException {
        unlessFailed(() -> {
            if (begun) {
                commit();
            }
        });
    }

    /**
     * Flushes, and writes the open block's row early. libValkka:
     * {@code updateTable(disk_write=True)}.
     */
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
        TableRow row = rowBuilder.row(keyBefore);
        // The json first: with the row in the table, a full ring has no 0 0 row that shows the
        // place of writing. While the json cannot be written, the row is shown in memory alone. So
        // it is in a ring of two blocks, where a wrong guess would overwrite the newest frames.
        if (pars.nBlocks() > FSPars.FEWEST_BLOCKS
                && resumePoint.settle(pars.ring().next(current))) {
            writeRow(current, row);
            if (durable) {
                table.force();
            }
        }
        listener.row(current, row);
    }

    /** Flushes, and tells the listener the open block's row early. */
    void showOpenBlock() throws IOException {
        unlessFailed(() -> {
            if (begun && !rowBuilder.isEmpty()) {
                commit();
                listener.row(current, rowBuilder.row(keyBefore));
            }
        });
    }

    /**
     * Closes the open block if it has frames, and writes the json: the next run starts in the next
     * block.
     */
    void finish() throws IOException {
        unlessFailed(() -> {
            if (begun && !rowBuilder.isEmpty()) {
                closeBlock();
            }
            if (begun) {
                resumePoint.leave(current);
            }
        });
    }

    /** A change of the files, made of several writes. */
    private interface Change {
        void make() throws IOException;
    }

    /**
     * Makes a change, unless an earlier change has failed. After a failure nobody knows which
     * writes of the change were made, so no later change could be right.
     */
    private void unlessFailed(Change change) throws IOException {
        refuseAfterFailure();
        try {
            change.make();
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    private void refuseAfterFailure() throws IOException {
        if (failure instanceof IOException first) {
            throw first;
        }
        if (failure != null) {
            throw new IOException("an earlier unexpected error has ended writing: " + failure, failure);
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
        if (durable) {
            // A killed writer may have written what it did not force. What is built on it must not be
            // on the disk before it.
            dump.force();
            table.force();
        }
        RingState state = RingState.load(disk, json, multi);
        listener.loaded(state);
        current = state.current();
        boolean hasFrames = state.unfinished().stream().anyMatch(unfinished -> unfinished.block() == current);
        boolean behind = hasFrames || resumePoint.block() == pars.ring().next(current);
        resumePoint.begin(behind ? pars.ring().next(current) : current);
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
        appender.begin(pars.startOf(current), forcesPlace);
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

    /**
     * Names the block behind the open one in the json (invariant W8). A program that goes on where
     * the json says must not meet the frames that are committed now.
     */
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
        appender.begin(pars.startOf(next), forcesPlace);
        listener.blockClosed(closed);
    }

    private void writeRow(int block, TableRow row) throws IOException {
        row.put(rowBytes.clear());
        table.write(rowBytes.flip(), TableRow.position(block));
    }

    /**
     * Writes the {@code 0 0} of the next block, and then the row of the closing block. Only the
     * {@code 0 0} shows the place of writing in a full ring. A kill, a power cut or a failing write
     * between the two leaves the closing block without a row, and it is found by its own
     * {@code 0 0}. In one sector the two reach the disk in this order.
     */
    private void writeRowAndClearNext(int block, TableRow row) throws IOException {
        int next = pars.ring().next(block);
        writeRow(next, TableRow.UNUSED);
        boolean oneSector = next == block + 1 && next % ROWS_IN_SECTOR != 0;
        if (durable && !oneSector) {
            table.force();
        }
        writeRow(block, row);
    }
}
