package valkka.fs;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import valkka.disk.DiskErrors;
import valkka.filter.Awaited;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Reads blocks of a recording on request, and puts their frames into a filter, as fast as the
 * filter takes them. libValkka: {@code ValkkaFSReaderThread}.
 *
 * <p>Each pull arrives as a {@link MarkerFrame} START, the frames, and a MarkerFrame END. Blocks
 * come in the order of the request. END comes after a failed read too; only a stop leaves END out.
 * A block that is overwritten meanwhile is passed on whole or not at all. When a block does not
 * follow the last block in the ring, the first frame of each stream says so:
 * {@code BasicFrame.isAfterGap()}. The filter runs in this thread.
 */
public final class ValkkaFSReaderThread extends ValkkaThread {
    private static final System.Logger LOG = System.getLogger("valkka.fs");
    private static final int MOST_QUEUED_PULLS = 10_000;
    private static final int MOST_NAMED = 10;

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

    private final SkippedBlockMarker gaps;
    private @Nullable BlockReader reader;
    private boolean filterErrorReported;

    /**
     * Makes a reader that puts frames into {@code filter}. No id has a slot yet.
     *
     * @throws ValkkaException {@code CLOSED} when the file system has been closed
     */
    public ValkkaFSReaderThread(String name, ValkkaFS fs, FrameFilter filter) {
        super(name, LOG);
        this.fs = Objects.requireNonNull(fs, "fs");
        this.filter = Objects.requireNonNull(filter, "filter");
        this.gaps = new SkippedBlockMarker(fs.getPars().ring());
        fs.users().add(this);
    }

    /** Passes the frames of an id on in a slot. Frames of other ids are skipped. */
    public void setSlotId(int slot, long id) {
        slots.set(id, slot);
    }

    /**
     * Stops passing on the frames of an id. Does nothing when the id has no slot. Like
     * {@link ValkkaFSWriterThread#unSetSlotId} it takes the number of incoming frames, which is
     * their id here.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when {@code id} is no mapped id, but the slot of
     *     one
     */
    public void unSetSlotId(long id) {
        slots.unset(id);
    }

    /** Takes the slots from all ids: no frame is passed on. */
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
        System.out.print(slots.report(label()));
    }

    /** Does the same as {@link #pullBlocks(Collection)}. */
    public CompletableFuture<PullResult> pullBlocks(int... blocks) {
        return pullBlocks(IntStream.of(blocks).boxed().toList());
    }

    /**
     * Requests blocks, and returns at once. Do not wait for the result in the filter, which runs in
     * the thread that does the work.
     *
     * @return done when the last of the frames has left the filter. It ends with a
     *     {@code ValkkaException}: {@code CLOSED} when the thread ends before, {@code IO} when the
     *     disk fails or the memory does not suffice for a block.
     * @throws ValkkaException {@code BAD_ARGUMENT} when there is no such block, {@code BUSY} when
     *     10,000 pulls wait already, {@code CLOSED} when the thread has ended
     */
    public CompletableFuture<PullResult> pullBlocks(Collection<Integer> blocks) {
        return pull(List.copyOf(blocks), Map.of());
    }

    /**
     * Does the same as {@link #pullBlocks(Collection)} for blocks as somebody has seen them. A
     * block that was overwritten after that counts as gone. libValkka has no such method.
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
        Pull pull = new Pull(wanted, seen, awaited(wanted));
        if (isStopRequested()) {
            throw closed();
        }
        if (!pulls.offer(pull)) {
            throw new ValkkaException(
                    Kind.BUSY,
                    label() + " has " + MOST_QUEUED_PULLS + " pulls waiting: wait until earlier pulls are done");
        }
        if (isStopRequested() && pulls.remove(pull)) {
            throw closed();
        }
        if (!isRunning() && !isStopRequested()) {
            LOG.log(Level.INFO, () -> label() + " is not running: the pull waits for its start()");
        }
        return pull.result();
    }

    private static CompletableFuture<PullResult> awaited(List<Integer> blocks) {
        String count = blocks.size() == 1 ? "1 block" : blocks.size() + " blocks";
        String named = blocks.stream().limit(MOST_NAMED).map(String::valueOf).collect(Collectors.joining(", "));
        String waiting = blocks.size() > MOST_NAMED
                ? count + ": " + named + " and more"
                : (blocks.size() == 1 ? "block " : "blocks ") + named;
        return new Awaited<>("pulling " + (blocks.isEmpty() ? "no block" : waiting), "pulled " + count);
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
                // The filter, which runs in this thread, left the interrupt: only stop() ends this
                // thread.
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
            // Any error at all, too little memory for a block included: the caller who waits for
            // the pull must be told.
            ValkkaException error = e instanceof ValkkaException known
                    ? known
                    : new ValkkaException(Kind.IO, label() + ": an unexpected error ended a pull: " + e, e);
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

    /**
     * Reads a block. An interrupt that the filter left over closes the files, which are then opened
     * again.
     */
    private BlockContent readBlock(int block) {
        while (true) {
            boolean interrupted = Thread.interrupted();
            try {
                if (reader == null) {
                    reader = fs.reader().open();
                }
                return reader.read(block);
            } catch (ClosedByInterruptException e) {
                LOG.log(Level.DEBUG, "{0}: interrupted while reading, reading again", label());
                closeReader();
            } catch (IOException e) {
                closeReader();
                throw DiskErrors.of(e, "reading block " + block, fs.getPars().dumpfile());
            } finally {
                if (interrupted) {
                    LOG.log(Level.DEBUG, "{0}: the filter left an interrupt, which is ignored", label());
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
                // One report a pull: a filter that fails at each frame would fill the log.
                filterErrorReported = true;
                report(new ValkkaException(
                        Kind.IO, "the filter behind " + label() + " threw " + e + " at " + frame, e));
            }
        }
    }

    private ValkkaException closed() {
        return new ValkkaException(Kind.CLOSED, label() + " has been stopped");
    }

    /** Counts blocks too, since blocks without a frame for anybody are read as well. */
    @Override
    protected long progress() {
        return pullsDone.sum() + frames.sum() + skippedNoSlot.sum();
    }

    @Override
    protected void onStopRequested() {
        // When the queue is full the thread is not waiting for a pull.
        if (!pulls.offer(Pull.WAKE_UP)) {
            LOG.log(Level.DEBUG, "{0}: no need to be woken", label());
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
        fs.users().remove(this);
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
        /** Wakes the thread so that it sees the request to stop; it is no pull. */
        static final Pull WAKE_UP = new Pull(List.of(), Map.of(), new CompletableFuture<>());

        boolean isAsked() {
            return !equals(WAKE_UP);
        }
    }

    /**
     * Marks the first frame of each stream behind skipped blocks: {@code BasicFrame.isAfterGap()}.
     * Blocks are skipped when the next block to be read does not follow the last one in the ring. Times
     * play no part here: {@link valkka.frame.GapRule} tells which silence is a gap.
     */
    private static final class SkippedBlockMarker {
        private static final int NONE = -1;
        /** Stands for no block: no block follows it. */
        private static final int BROKEN = -2;

        private final Ring ring;
        private final Set<Stream> marked = new HashSet<>();
        private int last = NONE;
        private boolean gap;

        private record Stream(long id, int subsession) {}

        SkippedBlockMarker(Ring ring) {
            this.ring = ring;
        }

        /**
         * Notes that the next block is read. A block that is gone or was never written has no frames
         * and is not noted.
         */
        void block(BlockContent content) {
            if (content.frames().isEmpty() && content.corruption() == null) {
                return;
            }
            // The block that is being written is read again and again.
            if (last != NONE && content.block() != last && (last == BROKEN || content.block() != ring.next(last))) {
                gap = true;
                marked.clear();
            }
            last = content.corruption() == null ? content.block() : BROKEN;
        }

        BasicFrame marked(RecordedFrame recorded) {
            BasicFrame frame = recorded.frame();
            return gap && marked.add(new Stream(recorded.id(), frame.subsession())) ? frame.withGapBefore() : frame;
        }
    }
}
