package valkka.fs;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.ValkkaException;

/**
 * The way into a writer, in the threads of those who bring frames: gives each frame its id, refuses what cannot be recorded,
 * and puts the rest into the queue. What does not get in is counted, by reason.
 */
final class WriterIntake {
    private static final int QUEUE_FRAMES = 8192;
    private static final long QUEUE_BYTES = 16 * Bytes.MiB;

    /** The writer that this leads to. */
    interface Owner {
        /** Throws why the caller must not wait for room in the queue: the writer is not running, or this is a writer's thread. */
        void checkWait();

        /** What to throw at somebody who has waited for room for long. */
        ValkkaException stalled();

        /** What to throw at somebody who brings a frame when the queue has been closed. */
        ValkkaException closed();

        void report(ValkkaException error);
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
    private final LongAdder refusedBadTime = new LongAdder();
    private final AtomicLong largestRefused = new AtomicLong();

    /** @param patience how long {@link #put} waits while the writer writes nothing */
    WriterIntake(Owner owner, FSPars pars, Duration patience) {
        this.owner = owner;
        this.patienceNanos = patience.toNanos();
        this.pars = pars;
        this.largestFrame = (long) pars.blockSize() - RecordFormat.HEADER_LENGTH - RecordFormat.END_MARK_LENGTH;
    }

    FrameQueue queue() {
        return queue;
    }

    /** The id of each slot. */
    SlotIdMap<Integer, Long> ids() {
        return ids;
    }

    void setSlotId(int slot, long id) {
        if (id == 0) {
            throw ValkkaException.badArgument("slot " + slot + " cannot have the id 0: it marks the end of a block");
        }
        ids.set(slot, id);
    }

    /** Never waits: a frame that finds the queue full is dropped. */
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

    /** What is still queued when the writer has ended was never to be written: it was not started. */
    void dropWhatIsQueued() {
        droppedStopped.add(queue.clear());
    }

    /** Waits while the queue is full. */
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

    /** @return the id to write the frame under; {@code null} when it is not to be written, which is counted */
    private Long idFor(Frame frame) {
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
        if (basic.size() > largestFrame) {
            refuseTooLarge(basic);
            return null;
        }
        return id;
    }

    /** Counts each, and says so whenever one is larger than all before. */
    private void refuseTooLarge(BasicFrame frame) {
        refusedTooLarge.increment();
        if (largestRefused.getAndAccumulate(frame.size(), Math::max) < frame.size()) {
            long needed = RecordFormat.recordLength(frame) + RecordFormat.END_MARK_LENGTH;
            long wholeGrains = (needed + RecordFormat.GRAIN - 1) / RecordFormat.GRAIN * RecordFormat.GRAIN;
            owner.report(ValkkaException.badArgument("a frame of " + frame.size() + " bytes in slot " + frame.slot()
                    + " fits into no block of " + pars.jsonfile() + ", whose blocks have " + pars.blockSize()
                    + " bytes: create the recording with a block size of at least " + wholeGrains));
        }
    }

    /** What was counted here, with what the writer itself has counted. */
    WriterStats stats(long framesWritten, long bytesWritten, long blocksClosed, long droppedFailed, String error) {
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
                refusedBadTime.sum(),
                error);
    }
}
