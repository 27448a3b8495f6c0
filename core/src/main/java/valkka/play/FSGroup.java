package valkka.play;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
 * A recording with its writing thread and its reading thread, and the map of its streams to slots.
 * {@link ValkkaFSManager} has one group for each of its recordings. libValkka: {@code FSGroup}.
 *
 * <p>The writer starts with the first stream that is to be written. So a group that only reads
 * needs no lock, and may read a recording that another process writes.
 */
public final class FSGroup implements AutoCloseable {
    private final ValkkaFS fs;
    private final ValkkaFSWriterThread writer;
    private final ValkkaFSReaderThread reader;

    @GuardedBy("this")
    private final Map<Long, Integer> writeSlots = new HashMap<>(); // by id

    @GuardedBy("this")
    private final Map<Long, Integer> readSlots = new HashMap<>(); // by id

    @GuardedBy("this")
    private boolean started;

    @GuardedBy("this")
    private boolean writing;

    @GuardedBy("this")
    private long oldest; // the time of the oldest frame

    @GuardedBy("this")
    private long oldestOfKey; // when the first block of all had this key

    /** Makes a group that records, and whose frames nobody reads. */
    public FSGroup(ValkkaFS fs) {
        this(fs, frame -> {});
    }

    /**
     * Makes a group that records and reads.
     *
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
     * Returns a group whose frames go into a manager's cache, which never waits. The bounds of its
     * pulls do not go there, since the manager brackets the frames of all recordings together.
     */
    static FSGroup intoCache(ValkkaFS fs, FrameFilter cache) {
        FSGroup[] made = new FSGroup[1]; // before its reader starts
        made[0] = new FSGroup(fs, frame -> made[0].passIfRead(frame, cache));
        return made[0];
    }

    /**
     * Passes a frame on if its stream is still read. The reader may hold a frame of a stream that
     * is no longer read, and whose slot another stream may get soon.
     */
    private synchronized void passIfRead(Frame frame, FrameFilter cache) {
        if (!(frame instanceof MarkerFrame) && readSlots.containsValue(frame.slot())) {
            cache.run(frame);
        }
    }

    /** Returns the recording. */
    public ValkkaFS fs() {
        return fs;
    }

    /** Returns the thread that writes the recording. It runs once a stream is to be written. */
    public ValkkaFSWriterThread writer() {
        return writer;
    }

    /** Returns the thread that reads the recording. */
    public ValkkaFSReaderThread reader() {
        return reader;
    }

    /** Returns the input for cameras, which never waits. */
    public FrameFilter getInputFilter() {
        return writer.getFrameFilter();
    }

    /**
     * Records the frames of a slot under an id.
     *
     * @throws ValkkaException {@code EXISTS} when the slot or the id is in use,
     *     {@code BAD_ARGUMENT} for the id 0; any error of the writer's start
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

    /**
     * Stops recording an id.
     *
     * @return the slot that the id had, or {@code null}
     */
    synchronized @Nullable Integer stopWriting(long id) {
        Integer slot = writeSlots.remove(id);
        if (slot != null) {
            writer.unSetSlotId(slot);
        }
        return slot;
    }

    /**
     * Stops reading an id.
     *
     * @return the slot that the id had, or {@code null}
     */
    synchronized @Nullable Integer stopReading(long id) {
        Integer slot = readSlots.remove(id);
        if (slot != null) {
            reader.unSetSlotId(id);
        }
        return slot;
    }

    /** Removes an id from both maps. Does nothing when the id is in neither map. */
    public synchronized void unmap(long id) {
        stopWriting(id);
        stopReading(id);
    }

    /** Returns the ids that are read, and their slots. */
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

    @GuardedBy("this")
    private void startWriter() {
        if (started && !writing && !writeSlots.isEmpty()) {
            writer.start();
            writing = true;
        }
    }

    /**
     * Returns the range from the oldest to the newest frame of the recording, with the present
     * frames of the open block, which the writer tells. A writer's callback does not wait for the
     * writer: there the open block counts as far as the table knows it.
     */
    TimeRange timeRangeNow() {
        fs.updateTable(false);
        TimeRange range = fs.getTimeRange();
        return fs instanceof ValkkaMultiFS && !range.isEmpty()
                ? new TimeRange(oldestFrame(range.from()), range.to())
                : range;
    }

    /**
     * Returns the time of the oldest frame. The table of a multi file system gives only the time of
     * the last key frame in the first block.
     */
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

    void setErrorCallback(@Nullable Consumer<ValkkaException> callback) {
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

    /**
     * Ends both threads. The frames that the writer has taken are then on the disk. A second call
     * does nothing. The recording stays open.
     */
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
