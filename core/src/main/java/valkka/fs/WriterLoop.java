package valkka.fs;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import valkka.disk.DiskErrors;
import valkka.frame.BasicFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.lock.WriterLock;

/**
 * The work of a writer, in the writer's own thread: it takes the frames that came in, writes and
 * flushes them, answers the requests of callers, and keeps the lock. {@link ValkkaFSWriterThread}
 * is the side that users see, {@link WriterIntake} the side that frames and requests come in by.
 *
 * <p>Other threads may call {@link #failure} and {@link #stats}.
 */
final class WriterLoop {
    private static final System.Logger LOG = System.getLogger("valkka.fs");
    private static final long RENEW_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** The writer that does this work. Its text names it in messages. */
    interface Owner {
        void report(ValkkaException error);

        /** Runs a user's callback, which may throw. */
        void callUser(String what, Runnable callback);
    }

    private final Owner owner;
    private final ValkkaFS fs;
    private final Durability durability;
    private final LongSupplier nanoClock;
    private final WriterIntake intake;
    private final FrameQueue queue;

    private volatile @Nullable ValkkaException failure;
    private final AtomicLong framesWritten = new AtomicLong();
    private final AtomicLong bytesWritten = new AtomicLong();
    private final LongAdder blocksClosed = new LongAdder();
    private final LongAdder droppedFailed = new LongAdder();
    private final LongAdder jsonNotWritten = new LongAdder();

    // All below belongs to the writer's own thread.
    private @Nullable WriterLock lock;
    private long renewedAt;
    private @Nullable RingWriter ring;
    /** Why the json could not be written, until the user is told. */
    private @Nullable IOException untold;

    private long consumed; // frames taken from the queue
    private long flushAt; // when what has gathered is flushed
    private boolean gathering; // frames came within the last moments
    private boolean unflushed;

    /**
     * Makes a loop that has touched no file.
     *
     * @param nanoClock the clock of its flushes
     */
    WriterLoop(Owner owner, ValkkaFS fs, Durability durability, LongSupplier nanoClock, WriterIntake intake) {
        this.owner = owner;
        this.fs = fs;
        this.durability = durability;
        this.nanoClock = nanoClock;
        this.intake = intake;
        this.queue = intake.queue();
    }

    /** Returns why the loop ended before its stop; {@code null} when it did not. */
    @Nullable
    ValkkaException failure() {
        return failure;
    }

    /** Returns the number of frames that are in the recording. */
    long framesWritten() {
        return framesWritten.get();
    }

    WriterStats stats() {
        ValkkaException failed = failure;
        return intake.stats(
                framesWritten.get(),
                bytesWritten.get(),
                blocksClosed.sum(),
                droppedFailed.sum(),
                jsonNotWritten.sum(),
                failed == null ? "" : failed.getMessage());
    }

    /**
     * Locks and opens the recording. After a failure neither is held.
     *
     * @param opened runs as soon as the recording is open
     * @throws ValkkaException {@code BUSY} when somebody else writes the recording; {@code IO} when
     *     the disk fails
     */
    void open(Runnable opened) {
        WriterLock taken = fs.lockForWriting();
        try {
            ring = fs.openRing(taken, durability, nanoClock, new RingEvents());
            opened.run();
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

    /** Gives the files and the lock back. Throws nothing: an error is reported. */
    void close() {
        closeRing();
        if (lock != null) {
            lock.close();
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
            owner.report(error);
        }
        ring = null;
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
            throw new IllegalStateException(owner + " has no ring: open() opens it");
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
        int gather = gathering ? Math.max(1, writing.roomInBlock()) : 0;
        long longest = gathering ? flushAt - nanoClock.getAsLong() : Long.MAX_VALUE;
        int count = queue.await(mayWait ? longest : 0, gather);
        if (count > 0) {
            lookAfterLock();
        }
        writeBatch(writing, count);
        consumed += count;
        if (durability == Durability.FRAME) {
            if (count > 0) {
                writing.flush();
            }
        } else {
            flushInTime(writing, count > 0);
        }
        intake.runRequests(writing, consumed);
        return count > 0 || !queue.isDrained();
    }

    /**
     * Flushes what has come within the last half second. A stream goes on: so the next half second
     * begins at once, and ends the gathering when nothing came in it.
     */
    private void flushInTime(RingWriter writing, boolean more) throws IOException {
        unflushed |= more;
        long now = nanoClock.getAsLong();
        if (unflushed && !gathering) {
            gathering = true;
            flushAt = now + FLUSH_NANOS;
        }
        if (gathering && now - flushAt >= 0) {
            if (unflushed) {
                writing.flush();
            }
            gathering = unflushed;
            unflushed = false;
            flushAt = now + FLUSH_NANOS;
        }
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
            owner.report(DiskErrors.of(
                    error,
                    owner + " records on without its json: writing where libValkka would go on",
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
                    LOG.log(Level.TRACE, owner + " writes [" + id + "] " + frame);
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
        owner.report(first);
    }

    private ValkkaException asFailure(Throwable e) {
        if (e instanceof ValkkaException known) {
            return known;
        }
        return e instanceof IOException io
                ? DiskErrors.of(
                        io,
                        owner + " has stopped: writing a frame",
                        fs.getPars().dumpfile())
                : new ValkkaException(Kind.IO, owner + " has stopped by an unexpected error: " + e, e);
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
            fs.users().tellOfClosed(fs.table().block(block), callback -> {
                owner.callUser("block callback", callback);
                // An interrupt left over by the callback would close the files in the next write.
                if (Thread.interrupted()) {
                    LOG.log(Level.DEBUG, "{0}: the block callback left an interrupt, which is ignored", owner);
                }
            });
        }
    }
}
