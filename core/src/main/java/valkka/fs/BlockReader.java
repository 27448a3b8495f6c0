package valkka.fs;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import valkka.disk.Disk;
import valkka.disk.DiskErrors;
import valkka.disk.DiskFile;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.MediaType;
import valkka.fs.BlockContent.State;

/**
 * Reads blocks while a writer, in this process or another, may be writing them. A writer removes a
 * block's row from the table before it touches the block. So a row that has changed tells that the
 * bytes may be of two laps.
 *
 * <p>A row that is the same before and after the read tells nothing when the times stand still, or
 * come again. Then the frames are read twice: a writer that began the block anew in between has
 * overwritten the bytes that were read first. The second read is left out when the table's file has
 * not changed for some seconds, since nobody overwrites a block without two changes of the table.
 *
 * <p>A block without a row is open, and may end in the traces of a crash: {@link OpenBlockReader}.
 * One reader belongs to one thread.
 */
final class BlockReader implements Closeable {
    private static final int TRIES = 3;
    /** Some file systems keep the time of a change in steps of two seconds. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** {@code null} when nobody can be writing, and the json tells nothing. */
    private final @Nullable Disk disk;

    private final FSPars pars;
    private final DiskFile dump;
    private final DiskFile table;
    private final RecordCursor cursor;
    private final OpenBlockReader openBlocks;
    private final ByteBuffer rowBuffer = ByteBuffer.allocate(TableRow.LENGTH).order(ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer headerBuffer =
            ByteBuffer.allocate(RecordFormat.HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);

    BlockReader(Disk disk, FSPars pars) throws IOException {
        this(disk, pars, new LongAdder());
    }

    /** @param bytesRead counts the bytes that are read from the dumpfile */
    BlockReader(Disk disk, FSPars pars, LongAdder bytesRead) throws IOException {
        this.disk = disk;
        this.pars = pars;
        List<DiskFile> opened = new ArrayList<>();
        try {
            this.dump = new CountedFile(disk.openForReading(pars.dumpfile()), bytesRead);
            opened.add(dump);
            this.table = disk.openForReading(pars.blockfile());
            opened.add(table);
            this.cursor = new RecordCursor(dump); // may find no memory
            this.openBlocks = new OpenBlockReader(disk, pars, dump, cursor, this::row);
        } catch (IOException | RuntimeException | Error e) {
            DiskErrors.closeAfter(e, opened);
            throw e;
        }
    }

    /** Reads with open files, which it closes at its end. Nobody writes them. */
    BlockReader(FSPars pars, DiskFile dump, DiskFile table) {
        this.disk = null;
        this.pars = pars;
        this.dump = dump;
        this.table = table;
        this.cursor = new RecordCursor(dump);
        this.openBlocks = new OpenBlockReader(null, pars, dump, cursor, this::row);
    }

    BlockContent read(int block) throws IOException {
        try {
            return readOnce(block);
        } catch (EOFException e) {
            // The file was cut short meanwhile: now the block ends where the file ends.
            return readOnce(block);
        }
    }

    private BlockContent readOnce(int block) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            long modified = modifiedNanos();
            TableRow before = row(block);
            TableRow previousBefore = before.isUnused() ? row(pars.ring().previous(block)) : before;
            BlockContent content = before.isUnused() ? readOpen(block) : readWritten(block);
            if (before.isUnused()) {
                // An open block may be closed meanwhile: its frames stay. It is overwritten only
                // after the block before it.
                if (!row(pars.ring().previous(block)).equals(previousBefore)) {
                    return BlockContent.gone(block);
                }
                if (beginsAsBefore(content) && (isQuietSince(modified) || holdsStill(content))) {
                    return content;
                }
                continue;
            }
            TableRow after = row(block);
            if (after.equals(before) && (isQuietSince(modified) || holdsStill(content))) {
                return content;
            }
            if (after.isUnused()) {
                break;
            }
            // Another row in its place: the row of the open block was written early, and again. Or
            // other bytes. Read once more.
        }
        return BlockContent.gone(block);
    }

    /**
     * Returns whether a block still begins with the frame that was read first. The writer removes a
     * row before it writes the block's first byte. A read between the two sees the lap before, and
     * the new lap may soon follow behind the bytes already read.
     */
    private boolean beginsAsBefore(BlockContent content) throws IOException {
        if (content.frames().isEmpty()) {
            return true;
        }
        RecordedFrame first = content.frames().get(0);
        return readFirstHeader(content.block())
                && headerBuffer.getLong(RecordFormat.ID) == first.id()
                && headerBuffer.getLong(RecordFormat.TIMESTAMP) == first.frame().mstimestamp()
                && headerBuffer.getLong(RecordFormat.LENGTH) == first.frame().size();
    }

    /**
     * Returns whether nobody has changed the table since its file bore that time, which was long
     * ago. A change within a moment of that time may not show.
     */
    private boolean isQuietSince(long modified) throws IOException {
        Instant now = Instant.now();
        long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        return nanos - modified > QUIET_NANOS && modifiedNanos() == modified;
    }

    private long modifiedNanos() throws IOException {
        return disk == null ? 0 : disk.modifiedNanos(pars.blockfile());
    }

    /** Reads the frames once more, and returns whether the block still holds them. */
    private boolean holdsStill(BlockContent content) throws IOException {
        cursor.start(pars.startOf(content.block()), pars.blockSize());
        for (RecordedFrame recorded : content.frames()) {
            BasicFrame frame = recorded.frame();
            boolean same = cursor.next()
                    && pars.startOf(content.block()) + cursor.offset() == recorded.offset()
                    && cursor.id() == recorded.id()
                    && cursor.subsession() == frame.subsession()
                    && cursor.mstimestamp() == frame.mstimestamp()
                    && MediaType.of(cursor.mediaType()) == frame.mediaType()
                    && Codec.of(cursor.codec()).equals(frame.codec())
                    && cursor.payloadIs(frame.payload());
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** Returns the ring of the blocks. */
    Ring ring() {
        return pars.ring();
    }

    /**
     * Returns the time of a block's first frame, whatever its row says; 0 where the block does not
     * begin with a frame.
     */
    long firstTime(int block) throws IOException {
        boolean framed = readFirstHeader(block) && headerBuffer.getLong(RecordFormat.ID) != 0;
        return framed ? Math.max(0, headerBuffer.getLong(RecordFormat.TIMESTAMP)) : 0;
    }

    /**
     * Reads the header of a block's first record.
     *
     * @return whether the file is long enough to have the header
     */
    private boolean readFirstHeader(int block) throws IOException {
        return dump.readFully(headerBuffer.clear(), pars.startOf(block));
    }

    /**
     * Adds the frames of a block, without reading their payloads. For a block that is overwritten
     * meanwhile it adds no frame, and notes that the block is gone.
     */
    void addTo(FrameIndex frames, int block) throws IOException {
        int size = frames.size();
        try {
            addOnce(frames, block);
        } catch (EOFException e) {
            frames.clearTo(size);
            addOnce(frames, block);
        }
    }

    private void addOnce(FrameIndex frames, int block) throws IOException {
        int size = frames.size();
        for (int i = 0; i < TRIES; i++) {
            long modified = modifiedNanos();
            TableRow before = row(block);
            End end = scan(frames, block);
            if (before.isUnused() || (end.corruption() == null && !end.zerosBehind())) {
                // Only a whole read, payloads included, shows which frames of an open block can be
                // trusted.
                frames.clearTo(size);
                frames.add(read(block));
                return;
            }
            if (row(block).equals(before) && (isQuietSince(modified) || holdsStill(frames, size, block))) {
                frames.noteEnd(block, end.corruption());
                return;
            }
            frames.clearTo(size);
        }
        frames.add(BlockContent.gone(block));
    }

    private boolean holdsStill(FrameIndex frames, int from, int block) throws IOException {
        FrameIndex again = new FrameIndex();
        scan(block, at -> again.add(block, pars.startOf(block), at));
        return frames.endsWith(again, from);
    }

    /**
     * Adds the frames of a block, whatever its row says.
     *
     * @return how the block ends
     */
    End scan(FrameIndex frames, int block) throws IOException {
        return scan(block, at -> frames.add(block, pars.startOf(block), at));
    }

    /**
     * Shows the records of a closed block to a visitor.
     *
     * @return whether the block is closed, was not overwritten meanwhile, and ends as it should
     */
    boolean visit(int block, RecordVisitor visitor) throws IOException {
        TableRow before = row(block);
        if (before.isUnused()) {
            return false;
        }
        try {
            End end = scan(block, at -> {
                visitor.header(
                        at.id(),
                        at.subsession(),
                        at.mstimestamp(),
                        MediaType.of(at.mediaType()),
                        Codec.of(at.codec()),
                        at.payloadLength());
                at.showPayload(visitor);
            });
            return end.corruption() == null && end.zerosBehind() && row(block).equals(before);
        } catch (EOFException e) { // the file was cut short meanwhile
            return false;
        }
    }

    /** A visitor of a block's records. */
    @FunctionalInterface
    interface CursorVisitor {
        /** Looks at the record at which the cursor stands. */
        void visit(RecordCursor at) throws IOException;
    }

    /**
     * Shows each record of a block to a visitor, whatever the block's row says.
     *
     * @return how the block ends
     */
    End scan(int block, CursorVisitor visitor) throws IOException {
        int frames = 0;
        cursor.start(pars.startOf(block), pars.blockSize());
        while (cursor.next()) {
            visitor.visit(cursor);
            frames++;
        }
        boolean sound = cursor.corruption() == null;
        boolean headerCut = cursor.endsInCutHeader();
        return new End(
                frames,
                cursor.offset(),
                cursor.corruption(),
                headerCut,
                headerCut || (sound && cursor.onlyZerosBehind()));
    }

    /**
     * The end of a block's records.
     *
     * @param frames the number of its records
     * @param offset the byte of the block where its records end
     * @param corruption why the records end there, when not at an end mark; else {@code null}
     * @param headerCut whether its last record is only the beginning of a header:
     *     {@link RecordCursor#endsInCutHeader}
     * @param zerosBehind whether only zeros stand between the records and the end of the block
     */
    record End(int frames, int offset, @Nullable String corruption, boolean headerCut, boolean zerosBehind) {}

    /** Reads a block as a crash may have left it, whatever its row says: {@link OpenBlockReader}. */
    BlockContent readOpen(int block) throws IOException {
        return openBlocks.read(block);
    }

    private BlockContent readWritten(int block) throws IOException {
        List<RecordedFrame> frames = new ArrayList<>();
        cursor.start(pars.startOf(block), pars.blockSize());
        while (cursor.next()) {
            frames.add(RecordedFrame.at(cursor, block, pars.startOf(block)));
        }
        if (cursor.corruption() == null && !cursor.endsInCutHeader() && !cursor.onlyZerosBehind()) {
            // A closed block is filled with zeros. This block is open, and its row was written
            // early.
            return readOpen(block);
        }
        return new BlockContent(block, State.WRITTEN, frames, cursor.offset(), cursor.corruption());
    }

    /** Returns the row as it stands in the file now; an unused row where the file is too short. */
    TableRow row(int block) throws IOException {
        boolean whole = table.readFully(rowBuffer.clear(), TableRow.position(block));
        return whole ? TableRow.get(rowBuffer, 0) : TableRow.UNUSED;
    }

    @Override
    public void close() throws IOException {
        try (dump;
                table) {
            // both are closed, whatever the first one throws
        }
    }
}
