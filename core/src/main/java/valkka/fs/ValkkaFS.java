package valkka.fs;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import valkka.disk.Disk;
import valkka.disk.DiskErrors;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.lock.NamedFiles;
import valkka.lock.WriterLock;

/**
 * A recording: a directory with three files. {@code dumpfile} is a ring of blocks full of frames,
 * {@code blockfile} a table of the times in each block, and {@code valkkafs.json} holds the
 * parameters. libValkka: {@code ValkkaFS}. There is no {@code fs.core}: the threads take this
 * object.
 *
 * <p>Loading and reading write nothing and need no lock: any number of processes may read while one
 * writes. Several threads may use one object. Each method that reads the files throws a
 * {@link ValkkaException}: {@code IO} when the disk fails, {@code CLOSED} when the thread is
 * interrupted, {@code GONE} when the recording was created anew with another size.
 */
public abstract sealed class ValkkaFS implements AutoCloseable permits ValkkaSingleFS, ValkkaMultiFS {
    private static final System.Logger LOG = System.getLogger("valkka.fs");
    private static final int BLOCKS_FOR_IDS = 8;

    private final Disk disk;
    private final Path directory;
    private final boolean multi;
    private final FSPars pars;

    private final TableMirror table;

    private volatile NamedFiles named = NamedFiles.NONE;

    private final RecordingUsers users;
    private final RecordingReader reader;

    ValkkaFS(Disk disk, Path directory, boolean multi) {
        this.disk = disk;
        this.directory = Objects.requireNonNull(directory, "directory").toAbsolutePath();
        this.multi = multi;
        this.pars = ParameterFile.load(disk, this.directory).pars();
        this.table = new TableMirror(disk, this.directory, pars, multi);
        this.users = new RecordingUsers(this.directory, table);
        this.reader = new RecordingReader(disk, this.directory, pars);
    }

    /**
     * Returns whether a directory holds a recording, judged by its file names. libValkka:
     * {@code checkDirectory}.
     */
    public static boolean checkDirectory(Path directory) {
        return Files.isRegularFile(
                Objects.requireNonNull(directory, "directory").resolve(ParameterFile.NAME));
    }

    /** Does the same as {@link #checkDirectory(Path)}. */
    public static boolean checkDirectory(String directory) {
        return checkDirectory(ParameterFile.directory(directory));
    }

    /** Returns the parameters at the time of loading. libValkka: {@code getPars}. */
    public FSPars getPars() {
        return pars;
    }

    /**
     * Returns whether a recording with these parameters has the same files and the same ring as
     * this recording. libValkka: {@code is_same}.
     */
    public boolean isSame(FSPars other) {
        return pars.dumpfile().equals(other.dumpfile())
                && Objects.equals(pars.partitionUuid(), other.partitionUuid())
                && pars.blockSize() == other.blockSize()
                && pars.nBlocks() == other.nBlocks();
    }

    // ---- the block table ----

    /**
     * Returns the present block table. While a writer of this process is recording, the open block
     * shows in the table after {@link #updateTable}. Otherwise the table is read again when its
     * file has changed, and shows the open block as the file has it.
     */
    public BlockTable getBlockTable() {
        return table.snapshot();
    }

    /**
     * Brings the open block into the table. libValkka: {@code core.updateTable(disk_write=True)}.
     *
     * @param diskWrite whether a writer of this process flushes the open block's frames and writes
     *     its row to the disk. Without a writer nothing is written and the table is read again. In
     *     the callback of another writer {@code false} does not wait: the open block shows a moment
     *     later.
     * @throws ValkkaException {@code IO} or {@code FULL} when the disk fails; {@code CLOSED} when
     *     the waiting thread is interrupted; {@code TIMEOUT} when the writer has written nothing
     *     for a minute; {@code BUSY} for {@code true} in the callback of another writer, which
     *     waits for nobody
     */
    public void updateTable(boolean diskWrite) {
        ValkkaFSWriterThread writing = users.writer();
        if (writing == null) {
            table.load();
            return;
        }
        try {
            if (diskWrite) {
                writing.updateTable();
            } else {
                writing.showOpenBlock();
            }
        } catch (ValkkaException e) {
            if (e.kind() != Kind.CLOSED || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            LOG.log(Level.DEBUG, () -> writing + " ended meanwhile, so the table is read again");
            table.load();
        }
    }

    /**
     * Returns the used blocks in the order of writing, the open block last, all at the same moment.
     */
    public List<Block> blocks() {
        return getBlockTable().blocks();
    }

    /**
     * Returns the blocks to read for a time range, in the order of reading: the blocks of
     * {@link #getInd}, equal keys by their last time.
     */
    public List<Block> blocks(TimeRange range) {
        return table.blocks(rows -> rows.inReadingOrder(range));
    }

    /**
     * Returns a block as it is now.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when there is no such block
     */
    public Block block(int number) {
        checkBlock(number);
        return table.block(number);
    }

    /**
     * Returns the first block, by key, with a key at or after a time (Unix ms). The result is empty
     * when there is no such block.
     */
    public Optional<Block> blockFrom(long time) {
        return table.blocks(rows -> rows.neighbours(0, time)).stream().findFirst();
    }

    /**
     * Returns the last block, by key, with a key before a time (Unix ms). The result is empty when
     * there is no such block.
     */
    public Optional<Block> blockBefore(long time) {
        return table.blocks(rows -> rows.neighbours(1, time)).stream()
                .filter(block -> block.key() < time)
                .findFirst();
    }

    /**
     * Returns the range from the smallest key to the largest time of the recording;
     * {@link TimeRange#EMPTY} for an empty recording.
     */
    public TimeRange getTimeRange() {
        return table.ask(TableRows::timeRange);
    }

    /**
     * Returns the ids of the streams, the smallest first, as the newest eight blocks have them;
     * empty when nothing is recorded. libValkka has no such method.
     *
     * @throws ValkkaException {@code IO} when the disk fails, {@code CLOSED} when the thread is
     *     interrupted
     */
    public List<Long> ids() {
        List<Block> used = blocks();
        List<Block> newest = used.subList(Math.max(0, used.size() - BLOCKS_FOR_IDS), used.size());
        FrameIndex frames = reader.index(newest);
        return IntStream.range(0, frames.size())
                .mapToObj(frames::id)
                .distinct()
                .sorted()
                .toList();
    }

    /** Returns the blocks to read for a time range, by key: {@link BlockTable#getInd}. */
    public List<Integer> getInd(TimeRange range) {
        return table.ask(rows -> rows.inRange(range));
    }

    /** Returns the blocks around a time (Unix ms), by key: {@link BlockTable#getIndNeigh}. */
    public List<Integer> getIndNeigh(int n, long time) {
        BlockTable.checkNeighbours(n);
        return table.ask(rows -> rows.neighbours(n, time));
    }

    /** Does the same as {@link #getIndNeigh(int, long)}. */
    public List<Integer> getIndNeigh(int n, Instant time) {
        return getIndNeigh(n, time.toEpochMilli());
    }

    /**
     * Sets the callback that runs in the writer's thread after each close of a block. It replaces
     * the earlier callback; {@code null} removes the callback. The callback may call any method of
     * the library. libValkka: {@code setBlockCallback}.
     */
    public void setBlockCallback(@Nullable Runnable callback) {
        users.setBlockCallback(callback);
    }

    /**
     * Adds a listener that the writer's thread calls with each closed block, until the subscription
     * is closed. Listeners run in the order of their adding, after the callback of
     * {@link #setBlockCallback}. They may call any method of the library. libValkka has one
     * callback only.
     */
    public Subscription onBlockClosed(Consumer<Block> listener) {
        return users.onBlockClosed(listener);
    }

    /**
     * Returns the writer thread of this object that records now, or else the one that has recorded
     * last. The result is empty when none has, and while another process records. libValkka has no
     * such method.
     */
    public Optional<ValkkaFSWriterThread> writer() {
        return Optional.ofNullable(users.lastWriter());
    }

    // ---- reading without a thread ----

    /**
     * Returns the frames of a block in file order, or none for a block that was never written. A
     * block that ends in corrupt bytes gives the frames in front of these bytes, and a warning in
     * the log.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when there is no such block, {@code GONE} when
     *     the block was overwritten meanwhile, {@code IO} when the disk fails, {@code CLOSED} when
     *     the thread is interrupted
     */
    public List<RecordedFrame> readBlock(int block) {
        checkBlock(block);
        return reader.frames(block);
    }

    /**
     * Returns the frames of the blocks that {@link #blocks(TimeRange)} finds now. Blocks come in
     * that order and frames in file order, with one block in memory at a time. The first frames may
     * lie before the range, so that decoding starts at a key frame.
     *
     * <p>A block that is overwritten before the stream reaches it is left out, with a warning in
     * the log. {@link #frames(TimeRange, IntConsumer)} tells the program too. Close the stream, or
     * read it to its end.
     *
     * @throws ValkkaException {@code IO} when the disk fails, {@code CLOSED} when the thread is
     *     interrupted
     */
    public Stream<RecordedFrame> frames(TimeRange range) {
        return frames(range, block -> {});
    }

    /**
     * Returns the same as {@link #frames(TimeRange)}, and tells which blocks are missing in the
     * stream.
     *
     * @param gone gets the number of each block that was overwritten before the stream reached it
     */
    public Stream<RecordedFrame> frames(TimeRange range, IntConsumer gone) {
        Objects.requireNonNull(gone, "gone");
        return blocks(range).stream().flatMap(block -> reader.frames(block, gone).stream());
    }

    /**
     * Returns the frames of the blocks that {@link #blocks(TimeRange)} finds, without their
     * payloads. This is far faster than reading the payloads.
     *
     * <p>A block that is overwritten before it is read is left out, as in
     * {@link #frames(TimeRange)}, with a warning in the log. {@link FrameIndex#gone()} names the
     * block.
     *
     * @throws ValkkaException {@code IO} when the disk fails, {@code CLOSED} when the thread is
     *     interrupted
     */
    public FrameIndex frameIndex(TimeRange range) {
        return reader.index(blocks(range));
    }

    /**
     * Answers a question about this recording, by doing what the question is about:
     * {@code fs.explain(seek(time))} seeks, and tells what the seek did. libValkka has no such
     * method.
     */
    public <T> T explain(Explanation<T> question) {
        return Objects.requireNonNull(question, "question").explain(this);
    }

    /**
     * Returns the bytes that were read from the dumpfile through this object so far, by its methods
     * and by all reader threads on it.
     */
    public long bytesRead() {
        return reader.bytesRead();
    }

    // ---- starting over, and the end ----

    /**
     * Empties the recording: all its frames are lost, and the proof of these frames. A thread that
     * makes a proof must be stopped before. libValkka: {@code reinit}.
     *
     * @throws ValkkaException {@code BUSY} when somebody writes the recording;
     *     {@code BAD_ARGUMENT} when it leads to a file outside of its directory that was not named
     */
    public void reinit() {
        WriterLock writing = lockForWriting();
        try (writing) {
            RingEraser.erase(disk, ParameterFile.load(disk, directory), writing);
            table.load();
        } catch (IOException e) {
            throw DiskErrors.of(e, "emptying a recording", pars.dumpfile());
        }
    }

    /**
     * Stops the threads on this recording and frees its resources. The files stay. A second call
     * does nothing.
     */
    @Override
    public void close() {
        reader.close();
        users.close();
    }

    /** Returns whether {@link #close()} has been called. */
    public boolean isClosed() {
        return users.isClosed();
    }

    /**
     * Returns one line: the kind of recording, its place, its size and its time range, and
     * whether it is closed. Never throws: the line names a failure to read.
     */
    @Override
    public String toString() {
        String holds;
        try {
            holds = getTimeRange().toString();
        } catch (ValkkaException e) {
            holds = "not readable now: " + e.getMessage();
        }
        return getClass().getSimpleName() + " " + directory + ": " + pars.nBlocks() + " blocks of "
                + Bytes.text(pars.blockSize()) + ", " + holds + (isClosed() ? "; closed" : "");
    }

    // ---- for the threads and tools on it ----

    /** Returns the directory of the recording, absolute. libValkka: {@code dirname}. */
    public Path directory() {
        return directory;
    }

    boolean isMulti() {
        return multi;
    }

    /** Returns the disk that this recording is read and written through, for files beside it. */
    public Disk disk() {
        return disk;
    }

    /** Permits writing to files outside of the directory, which the user has named. */
    void permit(List<Path> outside) {
        named = new NamedFiles(outside);
    }

    /**
     * Locks the recording for a writer.
     *
     * @throws ValkkaException {@code BUSY} when somebody else writes the recording;
     *     {@code BAD_ARGUMENT} when it leads to a file outside of its directory that the user did
     *     not name
     */
    WriterLock lockForWriting() {
        try {
            Path dumpfile = pars.dumpfile();
            String uuid = pars.partitionUuid();
            Path lasting = uuid == null ? dumpfile : Path.of("/dev/disk/by-partuuid", uuid.toLowerCase(Locale.ROOT));
            named.check(directory, dumpfile, lasting, pars.deviceSize());
            named.check(directory, pars.blockfile(), pars.blockfile(), TableRow.position(pars.nBlocks()));
            return WriterLock.take(directory, List.of(pars.dumpfile(), pars.blockfile()));
        } catch (IOException e) {
            throw DiskErrors.of(e, "locking a recording for writing", directory.resolve(WriterLock.NAME));
        }
    }

    RingWriter openRing(WriterLock lock, Durability durability, LongSupplier nanoClock, RingWriter.Listener listener)
            throws IOException {
        return new RingWriter(disk, directory, lock, multi, durability, nanoClock, listener);
    }

    TableMirror table() {
        return table;
    }

    RecordingUsers users() {
        return users;
    }

    RecordingReader reader() {
        return reader;
    }

    void checkBlock(int block) {
        if (block < 0 || block >= pars.nBlocks()) {
            throw ValkkaException.badArgument(
                    "there is no block " + block + " in " + directory + ": it has blocks 0 to " + (pars.nBlocks() - 1));
        }
    }

    /** Notes that there are new files in the places of the old ones. */
    void filesReplaced() {
        reader.filesReplaced();
        table.load();
    }
}
