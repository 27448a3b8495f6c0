package valkka.fs;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import valkka.filter.FrameFilter;

/**
 * A {@link ValkkaFSWriterThread} without its thread: the caller does the work, step by step, under
 * a clock of the caller's. A simulation runs a whole recorder so, in one thread and in one order.
 * The steps are the same that the thread takes. One thread at a time uses a stepped writer.
 */
public final class SteppedWriter implements AutoCloseable {
    private final ValkkaFSWriterThread writer;
    private boolean ended;

    /**
     * Opens the recording for writing, and takes its lock. No file is touched before the first
     * frame.
     *
     * @param nanoClock the clock of the flushes, in nanoseconds
     * @throws valkka.frame.ValkkaException {@code BUSY} when somebody else writes the recording;
     *     {@code IO} when the disk fails
     */
    public SteppedWriter(String name, ValkkaFS fs, Durability durability, LongSupplier nanoClock) {
        this.writer = new ValkkaFSWriterThread(name, fs, durability, Duration.ofMinutes(1), nanoClock);
        writer.beforeStart();
    }

    /** Returns the writer: its input, its slots, its counters, its error callback. */
    public ValkkaFSWriterThread writer() {
        return writer;
    }

    /** Returns the input for cameras: {@link ValkkaFSWriterThread#getFrameFilter()}. */
    public FrameFilter input() {
        return writer.getFrameFilter();
    }

    /**
     * Writes the frames that have come, flushes them when it is time, and does what
     * {@link #flush()} and {@link #updateTable()} ask for.
     *
     * @return whether the writer goes on; {@code false} after a failure
     */
    public boolean step() {
        return !ended && writer.step();
    }

    /**
     * Asks for a flush.
     *
     * @return done when a later step has flushed all frames that were accepted before this call
     */
    public CompletableFuture<Void> flush() {
        return writer.ask(RingWriter::flush);
    }

    /** Asks for a flush, and for the row of the open block: {@link ValkkaFS#updateTable}. */
    public CompletableFuture<Void> updateTable() {
        return writer.ask(RingWriter::updateTable);
    }

    /** Writes all accepted frames, closes the open block, and gives the lock back. */
    public void stop() {
        writer.onStopRequested();
        boolean more = !ended;
        while (more) {
            more = writer.step();
        }
        close();
    }

    /**
     * Gives the lock and the files back, and writes nothing more, as the end of a process does.
     * A second call does nothing.
     */
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            writer.afterEnd();
        }
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return "stepped " + writer;
    }
}
