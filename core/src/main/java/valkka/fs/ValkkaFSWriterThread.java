package valkka.fs;

import java.time.Duration;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

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

    private final ValkkaFS fs;
    private final Duration patience;
    private final WriterIntake intake;
    private final WriterLoop loop;
    private final AtomicBoolean showAsked = new AtomicBoolean();

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
        this.patience = patience;
        this.fs = Objects.requireNonNull(fs, "fs");
        Objects.requireNonNull(durability, "durability");
        Owner owner = new Owner();
        this.intake = new WriterIntake(owner, fs.getPars(), patience);
        this.loop = new WriterLoop(owner, fs, durability, nanoClock, intake);
        fs.users().add(this);
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
        System.out.print(intake.ids().report(label()));
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
        return loop.stats();
    }

    // ---- in the threads of the callers ----

    private void run(String what, WriterIntake.Request request) {
        checkWriting();
        if (isCurrentThread()) {
            // A callback: the block has just been closed, and no written frame is left to be
            // flushed.
            return;
        }
        checkMayWait(what);
        try {
            await(ask(request), "the request to " + what);
        } catch (InterruptedException e) {
            throw ValkkaException.interrupted("waiting for " + label() + " to " + what);
        }
    }

    CompletableFuture<Void> ask(WriterIntake.Request request) {
        return intake.ask(request);
    }

    private void checkWriting() {
        if (loop.failure() != null || !isRunning()) {
            throw closed();
        }
    }

    private void checkMayWait(String what) {
        if (!mayWait()) {
            throw new ValkkaException(
                    Kind.BUSY,
                    "in the callback of the writer '" + Thread.currentThread().getName() + "', which waits for nobody, "
                            + label() + " cannot be asked to " + what
                            + ": call that in a thread of your own; every writer flushes by itself twice a second");
        }
    }

    private ValkkaException closed() {
        ValkkaException failed = loop.failure();
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
        loop.open(() -> fs.users().writerStarted(this));
    }

    @Override
    protected void runBody() {
        boolean more = true;
        while (more) {
            more = loop.step(true);
        }
    }

    /** Does the same as {@link WriterLoop#step}, without waiting, for a writer without a thread. */
    boolean step() {
        return loop.step(false);
    }

    @Override
    protected boolean waitsForNobody() {
        return true;
    }

    @Override
    protected long progress() {
        return loop.framesWritten();
    }

    @Override
    protected Duration patience() {
        return patience;
    }

    @Override
    protected void onStopRequested() {
        intake.close();
    }

    @Override
    protected void afterEnd() {
        try {
            intake.close();
            intake.dropWhatIsQueued();
            fs.users().writerEnded(this);
        } finally {
            loop.close(); // throws nothing
            intake.refuseRequests(this::closed);
        }
    }

    /** The writer, as its intake and its loop see it. */
    private final class Owner implements WriterIntake.Owner, WriterLoop.Owner {
        @Override
        public void checkWait() {
            if (!isRunning()) {
                throw new ValkkaException(
                        Kind.CLOSED,
                        ValkkaFSWriterThread.this.label() + " is not taking frames and its queue is full: start() it");
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
        public void callUser(String what, Runnable callback) {
            ValkkaFSWriterThread.this.callUser(what, callback);
        }

        @Override
        public String toString() {
            return ValkkaFSWriterThread.this.label();
        }
    }
}
