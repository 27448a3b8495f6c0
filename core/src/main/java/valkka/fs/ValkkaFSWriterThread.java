package valkka.fs;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import valkka.disk.DiskErrors;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;
import valkka.frame.BasicFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.lock.WriterLock;

/**
 * Writes the frames of any number of cameras into one recording. libValkka:
 * {@code ValkkaFSWriterThread}.
 *
 * <p>Frames pass through a queue of at most 8192 frames and 16 MiB, or one frame that is larger.
 * The writer flushes them at least once a second, which makes them safe from a kill of the process.
 * {@link Durability} says what is safe from a power cut. Every frame accepted before
 * {@link #stop()} is in the recording when {@code stop()} returns.
 *
 * <p>A full disk does not end a recording, whose space is allocated. When {@code valkkafs.json}
 * cannot be written, {@link #stats()} counts it. The {@link #setErrorCallback error callback} gets
 * the first such error. The writer records on, and tries again after a second.
 *
 * <p>When the disk fails the writer ends. The error goes to the
 * {@link #setErrorCallback error callback}, to {@link #stats()}, and to callers that wait in
 * {@link #flush()} or in {@link #getBlockingFrameFilter()}. The flushed frames stay readable, and a
 * new writer goes on behind them.
 */
public final class ValkkaFSWriterThread extends ValkkaThread {
    private static final System.Logger LOG = System.getLogger("valkka.fs");
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final long RENEW_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ValkkaFS fs;
    private final Durability durability;
    private final Duration patience;
    private final WriterIntake intake;
    private final FrameQueue queue;
    private final WriterCommands commands = new WriterCommands();
    private final AtomicBoolean showAsked = new AtomicBoolean();
    private volatile @Nullable ValkkaException failure;
    private final AtomicLong framesWritten = new AtomicLong();
    private final AtomicLong bytesWritten = new AtomicLong();
    private final LongAdder blocksClosed = new LongAdder();
    private final LongAdder droppedFailed = new LongAdder();
    private final LongAdder jsonNotWritten = new LongAdder();

    private final LongSupplier nanoClock;

    private @Nullable WriterLock lock;
    private long renewedAt;
    private @Nullable RingWriter ring;
    /** Why the json could not be written, until the user is told. */
    private @Nullable IOException untold;

    // All below belongs to the writer's own thread.
    private long consumed; // frames taken from the queue
    private long flushAt; // when the unflushed frames are flushed
    private boolean unflushed;

    /**
     * Makes a writer with {@link Durability#BLOCK}. The writer touches no file before its first
     * frame.
     *
     * @throws ValkkaException {@code CLOSED} when the file system has been closed
     */
    public ValkkaFSWriterThread(String name, ValkkaFS fs) {
        this(name, fs, Durability.BLOCK);
    }

    /**
     * Makes a writer as {@link #ValkkaFSWriterThread(String, ValkkaFS)} does, with a choice of what
     * a power cut may take.
     */
    public ValkkaFSWriterThread(String name, ValkkaFS fs, Durability durability) {
        this(name, fs, durability, LONGEST_WAIT, System::nanoTime);
    }

    /**
     * Makes a writer with a patience and a clock of its own, for tests.
     *
     * @param patience how long others wait for this writer while it writes nothing
     * @param nanoClock the clock of its flushes
     */
    ValkkaFSWriterThread(String name, ValkkaFS fs, Durability durability, Duration patience, LongSupplier nanoClock) {
        super(name, LOG);
        this.nanoClock = nanoClock;
        this.patience = patience;
        this.fs = Objects.requireNonNull(fs, "fs");
        this.durability = Objects.requireNonNull(durability, "durability");
        this.intake = new WriterIntake(new IntakeOwner(), fs.getPars(), patience);
        this.queue = intake.queue();
        fs.register(this);
    }

    /** Returns the recording that this writer writes. */
    public ValkkaFS fs() {
        return fs;
    }

    /**
     * Returns the input for cameras, which never waits. A frame that finds the queue full is
     * dropped and counted.
     */
    public FrameFilter getFrameFilter() {
        return new WriterIntake.Input(this, "getFrameFilter", intake::offer);
    }

    /**
     * Returns the input for fast sources, which waits while the queue is full. The input throws a
     * {@link ValkkaException}: the disk's error when the writer has failed, {@code TIMEOUT} when
     * the writer has written nothing for a minute. It throws {@code CLOSED} when the writer has
     * been stopped, is not running while the queue is full, or the waiting thread is interrupted.
     * In the callback of a writer, which waits for nobody, it throws {@code BUSY} while the queue
     * is full.
     */
    public FrameFilter getBlockingFrameFilter() {
        return new WriterIntake.Input(this, "getBlockingFrameFilter", intake::put);
    }

    /**
     * Records the frames of a slot under an id. The id replaces the slot's earlier id.
     *
     * @param id any number but 0
     * @throws ValkkaException {@code BAD_ARGUMENT} for the id 0, which marks the end of a block
     */
    public void setSlotId(int slot, long id) {
        intake.setSlotId(slot, id);
    }

    /**
     * Stops recording the frames of a slot. Does nothing when the slot has no id. Like
     * {@link ValkkaFSReaderThread#unSetSlotId} it takes the number of incoming frames, which is
     * their slot here.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when {@code slot} is no mapped slot, but the id
     *     of one
     */
    public void unSetSlotId(int slot) {
        intake.ids().unset(slot);
    }

    /** Takes the ids from all slots: no frame is recorded. */
    public void clearSlotId() {
        intake.ids().clear();
    }

    /** Returns a copy of the id of each slot, in the order of the slots. */
    public SortedMap<Integer, Long> slotIds() {
        return intake.ids().copy();
    }

    /** Prints {@link #slotIds()}, a line for each slot. libValkka: {@code reportSlotIdCall}. */
    @SuppressWarnings("SystemOut")
    public void reportSlotId() {
        System.out.print(intake.ids().report(this));
    }

    /**
     * Waits until every frame accepted so far is flushed: visible to all readers, and safe from a
     * kill of this process. In this writer's own callbacks it returns at once, since a block
     * callback runs after a flush.
     *
     * @throws ValkkaException {@code CLOSED} when the writer is not running or the waiting thread
     *     is interrupted; the disk's error when the writer has failed; {@code TIMEOUT} when the
     *     writer has written nothing for a minute; {@code BUSY} in the callback of another writer,
     *     which waits for nobody
     */
    public void flush() {
        run("flush", RingWriter::flush);
    }

    /**
     * Flushes and writes the open block's row; the writer's part of {@link ValkkaFS#updateTable}.
     */
    void updateTable() {
        run("write its open block's row", RingWriter::updateTable);
    }

    /**
     * Flushes and publishes the open block's row, which is not written to the disk. In the callback
     * of another writer it makes a request, and returns.
     */
    void showOpenBlock() {
        if (mayWait() || isCurrentThread()) {
            run("show its open block", RingWriter::showOpenBlock);
            return;
        }
        checkWriting();
        if (!showAsked.getAndSet(true)) {
            // If this fails, the writer has failed, and its error callback gets the error.
            CompletableFuture<Void> unused = ask(ring -> {
                showAsked.set(false);
                ring.showOpenBlock();
            });
        }
    }

    @Override
    public WriterStats stats() {
        ValkkaException failed = failure;
        return intake.stats(
                framesWritten.get(),
                bytesWritten.get(),
                blocksClosed.sum(),
                droppedFailed.sum(),
                jsonNotWritten.sum(),
                failed == null ? "" : failed.getMessage());
    }

    // ---- in the threads of the callers ----

    private void run(String what, WriterCommands.Action action) {
        checkWriting();
        if (isCurrentThread()) {
            // A callback: the block has just been closed, and no written frame is left to be
            // flushed.
            return;
        }
        checkMayWait(what);
        try {
            await(ask(action), "the request to " + what);
        } catch (InterruptedException e) {
            throw ValkkaException.interrupted("waiting for " + this + " to " + what);
        }
    }

    CompletableFuture<Void> ask(WriterCommands.Action action) {
        CompletableFuture<Void> done = commands.add(action, queue.accepted());
        queue.nudge();
        return done;
    }

    private void checkWriting() {
        if (failure != null || !isRunning()) {
            throw closed();
        }
    }

    private void checkMayWait(String what) {
        if (!mayWait()) {
            throw new ValkkaException(
                    Kind.BUSY,
                    "in the callback of the writer '" + Thread.currentThread().getName() + "', which waits for nobody, "
                            + this + " cannot be asked to " + what
                            + ": call that in a thread of your own; every writer flushes by itself twice a second");
        }
    }

    private ValkkaException closed() {
        ValkkaException failed = failure;
        return failed != null
                ? new ValkkaException(failed.kind(), failed.getMessage(), failed)
                : new ValkkaException(
                        Kind.CLOSED,
                        this
                                + (isStopRequested()
                                        ? " has been stopped: make a new one to go on writing"
                                        : " is not running: start() it first"));
    }

    // ---- in the writer's own thread ----

    @Override
    protected void beforeStart() {
        WriterLock taken = fs.lockForWriting();
        try {
            ring = fs.openRing(taken, durability, nanoClock, new RingEvents());
            fs.writerStarted(this);
            taken.renew(); // a device's lock is lost whenever a reader of this process closes it
            lock = taken;
            renewedAt = nanoClock.getAsLong();
        } catch (IOException e) {
            throw DiskErrors.of(
                    e, "opening a recording for writing", fs.getPars().dumpfile());
        } finally {
            if (lock == null) {
                closeRing();
                taken.close();
            }
        }
    }

    private void closeRing() {
        try {
            if (ring != null) {
                ring.close();
            }
        } catch (IOException | RuntimeException | Error e) {
            ValkkaException error = e instanceof IOException io
                    ? DiskErrors.of(io, "closing the recording", fs.getPars().dumpfile())
                    : asFailure(e);
            failure = failure == null ? error : failure;
            report(error);
        }
        ring = null;
    }

    @Override
    protected void runBody() {
        boolean more = true;
        while (more) {
            more = step(true);
        }
    }

    /**
     * Writes the frames that are there, and does all else that is due.
     *
     * @param mayWait whether the call waits until something is due
     * @return whether the writer goes on; {@code false} after a stop or a failure
     */
    boolean step(boolean mayWait) {
        RingWriter writing = ring;
        if (writing == null) {
            throw new IllegalStateException(this + " has no ring: beforeStart() opens it");
        }
        try {
            boolean more = writeSome(writing, mayWait);
            if (!more) {
                writing.finish();
            }
            tellOfJson();
            return more;
        } catch (IOException | RuntimeException | Error e) {
            fail(e, writing);
        }
        return false;
    }

    private boolean writeSome(RingWriter writing, boolean mayWait) throws IOException {
        // What comes before the next flush may gather, as readers see nothing of it earlier; but a
        // block that is full is closed at once.
        int gather = unflushed ? Math.max(1, writing.roomInBlock()) : 0;
        long longest = unflushed ? flushAt - nanoClock.getAsLong() : Long.MAX_VALUE;
        int count = queue.await(mayWait ? longest : 0, gather);
        if (count > 0) {
            lookAfterLock();
        }
        writeBatch(writing, count);
        consumed += count;
        if (count > 0) {
            if (durability == Durability.FRAME) {
                writing.flush();
            } else if (!unflushed) {
                unflushed = true;
                flushAt = nanoClock.getAsLong() + FLUSH_NANOS;
            }
        }
        if (unflushed && nanoClock.getAsLong() - flushAt >= 0) {
            writing.flush();
            unflushed = false;
        }
        commands.run(writing, consumed);
        return count > 0 || !queue.isDrained();
    }

    /** Takes the lock again that may have been lost, before frames are written. */
    private void lookAfterLock() {
        WriterLock held = lock;
        if (held != null && nanoClock.getAsLong() - renewedAt >= RENEW_NANOS) {
            held.renew();
            renewedAt = nanoClock.getAsLong();
        }
    }

    /** Tells the user of a json that cannot be written, while the ring writer makes no change. */
    private void tellOfJson() {
        IOException error = untold;
        if (error != null) {
            untold = null;
            report(DiskErrors.of(
                    error,
                    this + " records on without its json: writing where libValkka would go on",
                    fs.getPars().jsonfile()));
        }
    }

    private void writeBatch(RingWriter writing, int count) throws IOException {
        boolean trace = LOG.isLoggable(Level.TRACE);
        long bytes = 0;
        int written = 0;
        try {
            for (; written < count; written++) {
                BasicFrame frame = queue.frame(written);
                long id = queue.id(written);
                if (trace) {
                    LOG.log(Level.TRACE, this + " writes [" + id + "] " + frame);
                }
                writing.write(id, frame);
                bytes += frame.size();
            }
        } finally {
            queue.release(written);
            framesWritten.addAndGet(written);
            bytesWritten.addAndGet(bytes);
        }
    }

    private void fail(Throwable e, RingWriter writing) {
        ValkkaException first = asFailure(e);
        failure = first;
        queue.close();
        framesWritten.addAndGet(-writing.uncommittedFrames());
        bytesWritten.addAndGet(-writing.uncommittedBytes());
        droppedFailed.add(queue.clear() + writing.uncommittedFrames());
        report(first);
    }

    private ValkkaException asFailure(Throwable e) {
        if (e instanceof ValkkaException known) {
            return known;
        }
        return e instanceof IOException io
                ? DiskErrors.of(
                        io, this + " has stopped: writing a frame", fs.getPars().dumpfile())
                : new ValkkaException(Kind.IO, this + " has stopped by an unexpected error: " + e, e);
    }

    @Override
    protected boolean waitsForNobody() {
        return true;
    }

    @Override
    protected long progress() {
        return framesWritten.get();
    }

    @Override
    protected Duration patience() {
        return patience;
    }

    @Override
    protected void onStopRequested() {
        queue.close();
    }

    @Override
    protected void afterEnd() {
        try {
            queue.close();
            intake.dropWhatIsQueued();
            fs.writerEnded(this);
        } finally {
            closeRing(); // throws nothing
            if (lock != null) {
                lock.close();
            }
            commands.refuseAll(this::closed);
        }
    }

    /** The writer, as its intake sees it. */
    private final class IntakeOwner implements WriterIntake.Owner {
        @Override
        public void checkWait() {
            if (!isRunning()) {
                throw new ValkkaException(
                        Kind.CLOSED,
                        ValkkaFSWriterThread.this + " is not taking frames and its queue is full: start() it");
            }
            checkMayWait("make room in its queue");
        }

        @Override
        public ValkkaException stalled() {
            return ValkkaFSWriterThread.this.stalled("making room in its queue");
        }

        @Override
        public ValkkaException closed() {
            return ValkkaFSWriterThread.this.closed();
        }

        @Override
        public void report(ValkkaException error) {
            ValkkaFSWriterThread.this.report(error);
        }

        @Override
        public String toString() {
            return ValkkaFSWriterThread.this.toString();
        }
    }

    /** Passes the ring writer's events on to the file system and to the user's callback. */
    private final class RingEvents implements RingWriter.Listener {
        @Override
        public void jsonNotWritten(IOException error, boolean first) {
            jsonNotWritten.increment();
            if (first) {
                untold = error;
            }
        }

        @Override
        public void loaded(RingState state) {
            fs.table().replace(state);
        }

        @Override
        public void row(int block, TableRow row) {
            fs.table().set(block, row);
        }

        @Override
        public void blockClosed(int block) {
            blocksClosed.increment();
            fs.blockListeners().tell(fs.table().block(block), callback -> {
                callUser("block callback", callback);
                // An interrupt left over by the callback would close the files in the next write.
                if (Thread.interrupted()) {
                    LOG.log(
                            Level.DEBUG,
                            "{0}: the block callback left an interrupt, which is ignored",
                            ValkkaFSWriterThread.this);
                }
            });
        }
    }
}
