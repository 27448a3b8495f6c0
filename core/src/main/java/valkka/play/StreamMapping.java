package valkka.play;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import valkka.filter.FrameFilter;
import valkka.frame.ValkkaException;

/**
 * The use of one stream in a manager:
 * {@code manager.map(fs, id).writeSlot(1).readSlot(101, filter)}. Either call may be left out.
 * libValkka: the arguments of {@code map_}.
 */
public final class StreamMapping implements AutoCloseable {
    private final ValkkaFSManager manager;
    private final FSGroup group;
    private final long id;

    @GuardedBy("this")
    private boolean writes;

    @GuardedBy("this")
    private boolean reads;

    StreamMapping(ValkkaFSManager manager, FSGroup group, long id) {
        this.manager = manager;
        this.group = group;
        this.id = id;
    }

    /**
     * Records the frames that {@link ValkkaFSManager#getInputFilter} gets in that slot under this
     * id.
     *
     * @throws ValkkaException {@code EXISTS} when the slot or the id is in use for writing;
     *     {@code BUSY} when the manager runs and somebody else writes the recording
     */
    public synchronized StreamMapping writeSlot(int slot) {
        group.writeSlot(slot, id);
        writes = true;
        return this;
    }

    /**
     * Plays the recorded frames of this id into {@code filter}, with that slot number.
     *
     * @param filter runs in the manager's playing thread
     * @throws ValkkaException {@code EXISTS} when the slot or the id is in use for reading
     */
    public synchronized StreamMapping readSlot(int slot, FrameFilter filter) {
        manager.startReading(group, id, new FileStreamContext(slot, filter));
        reads = true;
        return this;
    }

    /** Ends this mapping: its stream is no longer written or played. A second call does nothing. */
    @Override
    public void close() {
        boolean stopReading;
        synchronized (this) {
            if (writes) {
                group.stopWriting(id);
            }
            stopReading = reads;
            writes = false;
            reads = false;
        }
        if (stopReading) {
            manager.stopReading(group, id);
        }
    }

    @Override
    public String toString() {
        return "id " + id + " of " + group;
    }
}
