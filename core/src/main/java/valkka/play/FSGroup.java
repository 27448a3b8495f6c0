package valkka.play;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import valkka.filter.FrameFilter;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.FrameIndex;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSReaderThread;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaMultiFS;

/**
 * A recording with the thread that writes it and the thread that reads it, and which of its streams are mapped to which slots.
 * {@link ValkkaFSManager} has one for each of its recordings. libValkka: {@code FSGroup}.
 *
 * <p>The writer is started with the first stream that is to be written: a group that only reads needs no lock, and may read what
 * another process writes.
 */
public final class FSGroup implements AutoCloseable {
    private final ValkkaFS fs;
    private final ValkkaFSWriterThread writer;
    private final ValkkaFSReaderThread reader;

    // Guarded by this.
    private final Map<Long, Integer> writeSlots = new HashMap<>(); // by id
    private final Map<Long, Integer> readSlots = new HashMap<>(); // by id
    private boolean started;
    private boolean writing;
    private long oldest; // the time of the oldest frame
    private long oldestOfKey; // when the first block of all had this key

    /** A group that records, and whose frames are read by nobody. */
    public FSGroup(ValkkaFS fs) {
        this(fs, frame -> {});
    }

    /**
     * @param output where the frames go that {@link #reader()} pulls
     * @throws ValkkaException {@code CLOSED} when the file system has been closed
     */
    public FSGroup(ValkkaFS fs, FrameFilter output) {
        this.fs = Objects.requireNonNull(fs, "fs");
        Path name = fs.directory().getFileName();
        this.writer = new ValkkaFSWriterThread(name + " writer", fs);
        this.reader = new ValkkaFSReaderThread(name + " reader", fs, output);
    }

    /**
     * A group whose frames go into a manager's cache, which never waits, without the bounds of its pulls: the manager brackets what it
     * reads of all recordings together.
     */
    static FSGroup intoCache(ValkkaFS fs, FrameFilter cache) {
        FSGroup[] made = new FSGroup[1]; // before its reader starts
        made[0] = new FSGroup(fs, frame -> made[0].passIfRead(frame, cache));
        return made[0];
    }

    /** The reader may have a frame in its hands whose stream is read no more, and whose slot may bear another one soon. */
    private synchronized void passIfRead(Frame frame, FrameFilter cache) {
        if (!(frame instanceof MarkerFrame) && readSlots.containsValue(frame.slot())) {
            cache.run(frame);
        }
    }

    /** The recording. */
    public ValkkaFS fs() {
        return fs;
    }

    /** The thread that writes it; it runs once a stream is to be written. */
    public ValkkaFSWriterThread writer() {
        return writer;
    }

    /** The thread that reads it. */
    public ValkkaFSReaderThread reader() {
        return reader;
    }

    /** Where cameras put their frames: it never waits. */
    public FrameFilter getInputFilter() {
        return writer.getFrameFilter();
    }

    /**
     * Records the frames of a slot under an id.
     *
     * @throws ValkkaException {@code EXISTS} when the slot or the id is in use, {@code BAD_ARGUMENT} for the id 0, and what starting the
     *     writer throws
     */
    public synchronized void writeSlot(int slot, long id) {
        refuseUsed("write", writeSlots, slot, id);
        writer.setSlotId(slot, id);
        writeSlots.put(id, slot);
        boolean done = false;
        try {
            startWriter();
            done = true;
        } finally {
            if (!done) {
                stopWriting(id);
            }
        }
    }

    /**
     * Passes the frames of an id on in a slot.
     *
     * @throws ValkkaException {@code EXISTS} when the slot or the id is in use
     */
    public synchronized void readSlot(int slot, long id) {
        refuseUsed("read", readSlots, slot, id);
        readSlots.put(id, slot);
        reader.setSlotId(slot, id);
    }

    private void refuseUsed(String what, Map<Long, Integer> slots, int slot, long id) {
        if (slots.containsKey(id) || slots.containsValue(slot)) {
            throw new ValkkaException(
                    Kind.EXISTS,
                    this + ": the " + what + " slot " + slot + " for id " + id
                            + ": the slot or the id is mapped already, " + slots + ": unmap it first");
        }
    }

    /** Records an id no more. @return the slot that it had, or {@code null} */
    synchronized Integer stopWriting(long id) {
        Integer slot = writeSlots.remove(id);
        if (slot != null) {
            writer.unSetSlotId(slot);
        }
        return slot;
    }

    /** Reads an id no more. @return the slot that it had, or {@code null} */
    synchronized Integer stopReading(long id) {
        Integer slot = readSlots.remove(id);
        if (slot != null) {
            reader.unSetSlotId(id);
        }
        return slot;
    }

    /** Takes an id out of both maps; does nothing when it is in none. */
    public synchronized void unmap(long id) {
        stopWriting(id);
        stopReading(id);
    }

    /** The ids that are read, and their slots. */
    synchronized Map<Long, Integer> readSlots() {
        return Map.copyOf(readSlots);
    }

    /**
     * Starts the reader, and the writer if a stream is to be written.
     *
     * @throws ValkkaException {@code BUSY} when somebody else writes the recording
     */
    public synchronized void start() {
        started = true;
        startWriter();
        reader.start();
    }

    private void startWriter() {
        if (started && !writing && !writeSlots.isEmpty()) {
            writer.start();
            writing = true;
        }
    }

    /**
     * From the oldest to the newest frame of the recording, with what is in the open block now: the writer is asked. In a writer's callback
     * it is not waited for, and the open block counts as far as the table knows it.
     */
    TimeRange timeRangeNow() {
        fs.updateTable(false);
        TimeRange range = fs.getTimeRange();
        return fs instanceof ValkkaMultiFS && !range.isEmpty()
                ? new TimeRange(oldestFrame(range.from()), range.to())
                : range;
    }

    /** The table of a multi file system says of its first block only when the last key frame in it was. */
    private synchronized long oldestFrame(long firstKey) {
        if (oldestOfKey != firstKey) {
            FrameIndex first = fs.frameIndex(new TimeRange(firstKey, firstKey));
            oldest = IntStream.range(0, first.size())
                    .mapToLong(first::mstimestamp)
                    .min()
                    .orElse(firstKey);
            oldestOfKey = firstKey;
        }
        return Math.min(oldest, firstKey);
    }

    void setErrorCallback(Consumer<ValkkaException> callback) {
        writer.setErrorCallback(callback);
        reader.setErrorCallback(callback);
    }

    void requestStop() {
        writer.requestStop();
        reader.requestStop();
    }

    void waitStop() {
        writer.waitStop();
        reader.waitStop();
    }

    /** Ends both threads; what the writer has taken is on the disk then. May be called twice. The recording stays open. */
    @Override
    public void close() {
        requestStop();
        waitStop();
    }

    @Override
    public synchronized String toString() {
        return "FSGroup " + fs.directory() + ": writes " + writeSlots + ", reads " + readSlots + " (slots by id)";
    }
}
