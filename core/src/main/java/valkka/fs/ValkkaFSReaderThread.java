package valkka.fs;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Reads blocks of a recording on request, and puts their frames into a filter, as fast as that takes them. libValkka:
 * {@code ValkkaFSReaderThread}.
 *
 * <p>Each pull arrives as a {@link MarkerFrame} START, the frames block by block in the order asked for, and a MarkerFrame
 * END, which comes after a failed read too, and only a stop leaves out. A block is passed on whole or not at all when it is
 * overwritten meanwhile. Where a block does not follow the one read before it in the ring, the first frame of each stream says
 * so: {@code BasicFrame.isAfterGap()}. The filter runs in this thread.
 */
public final class ValkkaFSReaderThread extends ValkkaThread {
    private static final System.Logger LOG = System.getLogger("valkka.fs");
    private static final int MOST_QUEUED_PULLS = 10_000;

    private final ValkkaFS fs;
    private final FrameFilter filter;
    private final BlockingQueue<Pull> pulls = new LinkedBlockingQueue<>(MOST_QUEUED_PULLS);
    private final SlotIdMap<Long, Integer> slots = new SlotIdMap<>("id", "slot");

    private final LongAdder pullsDone = new LongAdder();
    private final LongAdder frames = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder skippedNoSlot = new LongAdder();
    private final LongAdder blocksGone = new LongAdder();
    private final LongAdder blocksCorrupt = new LongAdder();
    private final LongAdder filterErrors = new LongAdder();

    private final GapMarker gaps;
    private BlockReader reader;
    private boolean filterErrorReported;

    /**
     * A reader that puts what it reads into {@code filter}. No id has a slot yet.
     *
     * @throws ValkkaException {@code CLOSED} when the file system has been closed
     */
    public ValkkaFSReaderThread(String name, ValkkaFS fs, FrameFilter filter) {
        super(name, LOG);
        this.fs = Objects.requireNonNull(fs, "fs");
        this.filter = Objects.requireNonNull(filter, "filter");
        this.gaps = new GapMarker(fs.getPars().ring());
        fs.register(this);
    }

    /** Passes the frames of an id on in a slot. Frames of other ids are skipped. */
    public void setSlotId(int slot, long id) {
        slots.set(id, slot);
    }

    /**
     * Stops passing the frames of an id on. Does nothing when the id has no slot. Like {@link ValkkaFSWriterThread#unSetSlotId} it
     * takes the number that frames bear when they come in: here their id.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when {@code id} is no mapped id, and the slot of one
     */
    public void unSetSlotId(long id) {
        slots.unset(id);
    }

    /** Passes the frames of no id on. */
    public void clearSlotId() {
        slots.clear();
    }

    /** Returns a copy of the slot of each id, in the order of the ids. */
    public SortedMap<Long, Integer> idSlots() {
        return slots.copy();
    }

    /** Prints {@link #idSlots()}, a line for each id. libValkka: {@code reportSlotIdCall}. */
    @SuppressWarnings("SystemOut")
    public void reportSlotId() {
        System.out.print(slots.report(this));
    }

    /** {@link #pullBlocks(Collection)}. */
    public CompletableFuture<PullResult> pullBlocks(int... blocks) {
        return pullBlocks(IntStream.of(blocks).boxed().toList());
    }

    /**
     * Asks for blocks, and returns at once.
     *
     * @return done when the last of their frames has left the filter; ends with a {@code ValkkaException}, {@code CLOSED}
     *     when the thread ends before, {@code IO} when the disk fails or the memory does not suffice for a block. Do not wait for it in the filter, which runs in the
     *     thread that does the work.
     * @throws ValkkaException {@code BAD_ARGUMENT} when there is no such block, {@code BUSY} when 10,000 pulls wait already,
     *     {@code CLOSED} when the thread has ended
     */
    public CompletableFuture<PullResult> pullBlocks(Collection<Integer> blocks) {
        return pull(List.copyOf(blocks), Map.of());
    }

    /**
     * {@link #pullBlocks(Collection)} for blocks as somebody has seen them: a block that was overwritten since then counts as
     * gone. libValkka has no such thing.
     */
    public CompletableFuture<PullResult> pull(Collection<Block> blocks) {
        Map<Integer, Block> seen = new LinkedHashMap<>();
        blocks.forEach(block -> seen.put(block.number(), block));
        return pull(List.copyOf(seen.keySet()), Map.copyOf(seen));
    }

    private CompletableFuture<PullResult> pull(List<Integer> wanted, Map<Integer, Block> seen) {
        for (int block : wanted) {
            fs.checkBlock(block);
        }
        Pull pull = new Pull(wanted, seen, new CompletableFuture<>());
        if (isStopRequested()) {
            throw closed();
        }
        if (!pulls.offer(pull)) {
            throw new ValkkaException(
                    Kind.BUSY,
                    this + " has " + MOST_QUEUED_PULLS + " pulls waiting: wait for the ones before to be done");
        }
        if (isStopRequested() && pulls.remove(pull)) {
            throw closed();
        }
        if (!isRunning() && !isStopRequested()) {
            LOG.log(Level.INFO, () -> this + " is not running: the pull waits for its start()");
        }
        return pull.result();
    }

    @Override
    public ReaderStats stats() {
        return new ReaderStats(
                pullsDone.sum(),
                (int) pulls.stream().filter(Pull::isAsked).count(),
                frames.sum(),
                bytes.sum(),
                skippedNoSlot.sum(),
                blocksGone.sum(),
                blocksCorrupt.sum(),
                filterErrors.sum());
    }

    @Override
    protected void runBody() {
        while (!isStopRequested()) {
            Pull pull;
            try {
                pull = pulls.take();
            } catch (InterruptedException e) {
                // Left behind by the filter, which runs in this thread: this thread ends by stop() alone.
                continue;
            }
            if (pull.isAsked()) {
                serve(pull);
            }
        }
    }

    private void serve(Pull pull) {
        try {
            PullResult result = read(pull);
            pullsDone.increment();
            pull.result().complete(result);
        } catch (RuntimeException | Error e) {
            // Whatever it is, memory that did not suffice for a block too: who waits for the pull must be told.
            ValkkaException error = e instanceof ValkkaException known
                    ? known
                    : new ValkkaException(Kind.IO, this + ": an unexpected error ended a pull: " + e, e);
            if (!isStopRequested()) {
                pass(MarkerFrame.end());
                report(error);
            }
            pull.result().completeExceptionally(error);
        }
    }

    private PullResult read(Pull pull) {
        List<Integer> gone = new ArrayList<>();
        List<Integer> corrupt = new ArrayList<>();
        List<Integer> neverWritten = new ArrayList<>();
        long framesBefore = frames.sum();
        long bytesBefore = bytes.sum();
        filterErrorReported = false;
        pass(MarkerFrame.start());
        for (int block : pull.blocks()) {
            if (isStopRequested()) {
                throw closed();
            }
            BlockContent content = readBlock(block).as(pull.seen().get(block));
            switch (content.state()) {
                case GONE -> gone.add(block);
                case NEVER_WRITTEN -> neverWritten.add(block);
                default -> {}
            }
            if (content.corruption() != null) {
                corrupt.add(block);
                LOG.log(Level.WARNING, () -> content.corruptionNote(fs.getPars()));
            }
            gaps.block(content);
            for (RecordedFrame recorded : content.frames()) {
                passBySlot(recorded);
            }
        }
        blocksGone.add(gone.size());
        blocksCorrupt.add(corrupt.size());
        pass(MarkerFrame.end());
        return new PullResult(frames.sum() - framesBefore, bytes.sum() - bytesBefore, gone, corrupt, neverWritten);
    }

    /** An interrupt that the filter left behind closes the files: they are opened again. */
    private BlockContent readBlock(int block) {
        while (true) {
            boolean interrupted = Thread.interrupted();
            try {
                if (reader == null) {
                    reader = fs.openReader();
                }
                return reader.read(block);
            } catch (ClosedByInterruptException e) {
                LOG.log(Level.DEBUG, "{0}: interrupted while reading, reading again", this);
                closeReader();
            } catch (IOException e) {
                closeReader();
                throw DiskErrors.of(e, "reading block " + block, fs.getPars().dumpfile());
            } finally {
                if (interrupted) {
                    LOG.log(Level.DEBUG, "{0}: the filter left an interrupt, which is ignored", this);
                }
            }
        }
    }

    private void passBySlot(RecordedFrame recorded) {
        Integer slot = slots.get(recorded.id());
        if (slot == null) {
            skippedNoSlot.increment();
            return;
        }
        if (isStopRequested()) {
            throw closed();
        }
        frames.increment();
        bytes.add(recorded.frame().size());
        pass(gaps.marked(recorded).withSlot(slot));
    }

    private void pass(Frame frame) {
        try {
            filter.run(frame);
        } catch (RuntimeException | Error e) {
            filterErrors.increment();
            if (!filterErrorReported) {
                // One a pull: a filter that fails at each frame would fill the log.
                filterErrorReported = true;
                report(new ValkkaException(Kind.IO, "the filter behind " + this + " threw " + e + " at " + frame, e));
            }
        }
    }

    private ValkkaException closed() {
        return new ValkkaException(Kind.CLOSED, this + " has been stopped");
    }

    /** Blocks without a frame for anybody are read too. */
    @Override
    protected long progress() {
        return pullsDone.sum() + frames.sum() + skippedNoSlot.sum();
    }

    @Override
    protected void onStopRequested() {
        // When the queue is full the thread is not waiting for it.
        if (!pulls.offer(Pull.WAKE_UP)) {
            LOG.log(Level.DEBUG, "{0}: no need to be woken", this);
        }
    }

    @Override
    protected void afterEnd() {
        closeReader();
        for (Pull pull = pulls.poll(); pull != null; pull = pulls.poll()) {
            if (pull.isAsked()) {
                pull.result().completeExceptionally(closed());
            }
        }
        fs.unregister(this);
    }

    private void closeReader() {
        if (reader == null) {
            return;
        }
        try {
            reader.close();
        } catch (IOException e) {
            report(DiskErrors.of(e, "closing a recording", fs.getPars().dumpfile()));
        }
        reader = null;
    }

    private record Pull(List<Integer> blocks, Map<Integer, Block> seen, CompletableFuture<PullResult> result) {
        /** Not a pull: wakes the thread so that it sees that it should stop. */
        static final Pull WAKE_UP = new Pull(List.of(), Map.of(), null);

        boolean isAsked() {
            return result != null;
        }
    }
}
