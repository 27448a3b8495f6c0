package valkka.fs;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.MediaType;
import valkka.frame.ValkkaException;

/**
 * The input side of a writer, in the threads that bring frames and make requests. It gives each
 * frame its id, refuses frames that cannot be recorded, and puts the rest into the queue. Frames
 * that do not get in are counted, by reason.
 */
final class WriterIntake {
    private static final int QUEUE_FRAMES = 8192;
    private static final long QUEUE_BYTES = 16 * Bytes.MiB;

    /** The writer behind this intake. */
    interface Owner {
        /**
         * Throws when the caller must not wait for room in the queue: the writer is not running, or
         * the caller is a writer's thread.
         */
        void checkWait();

        /** Returns the exception for a caller who has waited long for room. */
        ValkkaException stalled();

        /** Returns the exception for a frame that comes when the queue has been closed. */
        ValkkaException closed();

        void report(ValkkaException error);
    }

    /**
     * A request of a caller to the recording between two frames: a flush, or an update of the
     * table. It runs in the writer's thread.
     */
    @FunctionalInterface
    interface Request {
        void run(RingWriter ring) throws IOException;
    }

    /**
     * A request that waits.
     *
     * @param position how many frames are to be written before it
     */
    private record Waiting(Request request, long position, CompletableFuture<Void> done) {}

    /** One of the two ways into the queue. It is a class so that a shell prints its owner. */
    record Input(ValkkaFSWriterThread writer, String method, FrameFilter target) implements FrameFilter {
        @Override
        public void run(Frame frame) {
            target.run(frame);
        }

        @Override
        public String toString() {
            return writer.label() + "." + method + "()";
        }
    }

    private final Owner owner;
    private final FSPars pars;
    private final long largestFrame;
    private final long patienceNanos;
    private final FrameQueue queue = new FrameQueue(QUEUE_FRAMES, QUEUE_BYTES);
    private final SlotIdMap<Integer, Long> ids = new SlotIdMap<>("slot", "id");

    private final LongAdder droppedQueueFull = new LongAdder();
    private final LongAdder droppedStopped = new LongAdder();
    private final LongAdder refusedNoId = new LongAdder();
    private final LongAdder refusedTooLarge = new LongAdder();
    private final LongAdder refusedAfterTooLarge = new LongAdder();
    private final LongAdder refusedBadTime = new LongAdder();
    private final AtomicLong largestRefused = new AtomicLong();
    private final BrokenStreams broken = new BrokenStreams();
    private final Set<Integer> toldOfTooLarge = ConcurrentHashMap.newKeySet(); // the slots

    private final Queue<Waiting> requests = new ConcurrentLinkedQueue<>();
    /**
     * Set before the waiting requests are refused: a caller who adds one later refuses it himself.
     */
    private volatile @Nullable Supplier<ValkkaException> refusal;

    /**
     * Makes an intake with an empty queue.
     *
     * @param patience how long {@link #put} waits while the writer writes nothing
     */
    WriterIntake(Owner owner, FSPars pars, Duration patience) {
        this.owner = owner;
        this.patienceNanos = patience.toNanos();
        this.pars = pars;
        this.largestFrame = (long) pars.blockSize() - RecordFormat.HEADER_LENGTH - RecordFormat.END_MARK_LENGTH;
    }

    FrameQueue queue() {
        return queue;
    }

    /** Returns the id of each slot. */
    SlotIdMap<Integer, Long> ids() {
        return ids;
    }

    void setSlotId(int slot, long id) {
        if (id == 0) {
            throw ValkkaException.badArgument("slot " + slot + " cannot have the id 0: it marks the end of a block");
        }
        ids.set(slot, id);
    }

    /**
     * Puts a frame into the queue and never waits: a frame that finds the queue full is dropped.
     */
    void offer(Frame frame) {
        Long id = idFor(frame);
        if (id != null) {
            switch (queue.offer(id, (BasicFrame) frame)) {
                case TAKEN -> {}
                case FULL -> droppedQueueFull.increment();
                case CLOSED -> droppedStopped.increment();
            }
        }
    }

    /** Lets no further frame in. */
    void close() {
        queue.close();
    }

    /** Drops the frames still queued when the writer has ended: it was never started. */
    void dropWhatIsQueued() {
        droppedStopped.add(queue.clear());
    }

    /** Puts a frame into the queue, and waits while the queue is full. */
    void put(Frame frame) {
        Long id = idFor(frame);
        if (id == null) {
            return;
        }
        FrameQueue.Offer result = queue.offer(id, (BasicFrame) frame);
        if (result == FrameQueue.Offer.FULL) {
            result = waitForRoom(id, (BasicFrame) frame);
        }
        if (result == FrameQueue.Offer.CLOSED) {
            droppedStopped.increment();
            throw owner.closed();
        }
    }

    private FrameQueue.Offer waitForRoom(long id, BasicFrame frame) {
        FrameQueue.Offer result = FrameQueue.Offer.FULL;
        try {
            owner.checkWait();
            result = queue.put(id, frame, patienceNanos);
        } catch (InterruptedException e) {
            throw ValkkaException.interrupted("waiting for room in the queue of " + owner);
        } finally {
            if (result == FrameQueue.Offer.FULL) {
                droppedQueueFull.increment();
            }
        }
        if (result == FrameQueue.Offer.FULL) {
            throw owner.stalled();
        }
        return result;
    }

    /**
     * Returns the id of a frame's slot, and counts a frame that is not to be written.
     *
     * @return the id to write the frame under; {@code null} for a frame that is not to be written
     */
    private @Nullable Long idFor(Frame frame) {
        if (!(frame instanceof BasicFrame basic)) {
            return null;
        }
        Long id = ids.get(frame.slot());
        if (id == null) {
            refusedNoId.increment();
            return null;
        }
        if (basic.mstimestamp() <= 0) {
            refusedBadTime.increment();
            return null;
        }
        if (broken.isUndecodable(basic)) {
            refusedAfterTooLarge.increment();
            return null;
        }
        if (basic.size() > largestFrame) {
            refuseTooLarge(basic);
            return null;
        }
        return id;
    }

    /** Counts each frame that fits into no block. Tells of the first such frame of each slot. */
    private void refuseTooLarge(BasicFrame frame) {
        refusedTooLarge.increment();
        largestRefused.accumulateAndGet(frame.size(), Math::max);
        broken.lost(frame);
        if (toldOfTooLarge.add(frame.slot())) {
            owner.report(ValkkaException.badArgument("a frame of " + frame.size() + " bytes in slot " + frame.slot()
                    + " fits into no block of " + pars.jsonfile() + ", whose blocks have " + pars.blockSize()
                    + " bytes: the stream is not recorded up to its next key frame; create the recording with a block"
                    + " size of at least " + Sizing.smallestBlockFor(frame.size())));
        }
    }

    /**
     * Adds a request, which is due when all frames that were accepted before it are written.
     *
     * @return done when the request is; ends with a {@code ValkkaException} when it is refused
     */
    CompletableFuture<Void> ask(Request request) {
        Waiting waiting = new Waiting(request, queue.accepted(), new CompletableFuture<>());
        requests.add(waiting);
        Supplier<ValkkaException> refused = refusal;
        if (refused != null && requests.remove(waiting)) {
            waiting.done().completeExceptionally(refused.get());
        }
        queue.nudge();
        return waiting.done();
    }

    /**
     * Runs the requests that are due when {@code written} frames are written. Requests that fail
     * stay, to be refused.
     */
    void runRequests(RingWriter ring, long written) throws IOException {
        for (Waiting next = requests.peek(); next != null; next = requests.peek()) {
            if (next.position() > written) {
                return;
            }
            next.request().run(ring);
            requests.remove(next);
            next.done().complete(null);
        }
    }

    /** Refuses all waiting requests, and all future ones. */
    void refuseRequests(Supplier<ValkkaException> why) {
        refusal = why;
        for (Waiting next = requests.poll(); next != null; next = requests.poll()) {
            next.done().completeExceptionally(why.get());
        }
    }

    /** Returns the counters of this intake, together with the writer's own counters. */
    WriterStats stats(
            long framesWritten,
            long bytesWritten,
            long blocksClosed,
            long droppedFailed,
            long jsonNotWritten,
            String error) {
        FrameQueue.Depth depth = queue.depth();
        return new WriterStats(
                framesWritten,
                bytesWritten,
                blocksClosed,
                depth.frames(),
                depth.bytes(),
                depth.deepestFrames(),
                depth.deepestBytes(),
                droppedQueueFull.sum(),
                droppedStopped.sum(),
                droppedFailed,
                refusedNoId.sum(),
                refusedTooLarge.sum(),
                refusedAfterTooLarge.sum(),
                refusedBadTime.sum(),
                largestRefused.get(),
                jsonNotWritten,
                error);
    }

    /**
     * The video streams that have just lost a frame, because the frame fits into no block. No decoder
     * can show the rest of that picture, nor the pictures after it, so they are not recorded. A stream
     * is whole again at its next key frame. Any number of threads may bring frames.
     */
    private static final class BrokenStreams {
        private final Map<Long, Long> lostAt = new ConcurrentHashMap<>(); // the lost frame's time, by stream

        /** Notes that a frame is lost. Sound does not need the packets in front of it. */
        void lost(BasicFrame frame) {
            if (frame.mediaType() == MediaType.VIDEO) {
                lostAt.put(stream(frame), frame.mstimestamp());
            }
        }

        /** Returns whether a frame belongs to a picture that cannot be decoded any more. */
        boolean isUndecodable(BasicFrame frame) {
            if (lostAt.isEmpty()) {
                return false;
            }
            Long time = lostAt.get(stream(frame));
            if (time == null) {
                return false;
            }
            // The parameter sets of one picture share its time: a second one does not begin a picture.
            if (!frame.isSeekable() || frame.mstimestamp() == time) {
                return true;
            }
            lostAt.remove(stream(frame));
            return false;
        }

        private static long stream(BasicFrame frame) {
            return ((long) frame.slot() << 32) | (frame.subsession() & 0xffffffffL);
        }
    }
}
