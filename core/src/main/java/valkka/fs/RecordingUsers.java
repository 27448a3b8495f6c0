package valkka.fs;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import valkka.filter.ValkkaThread;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * The users of a recording in this process: the threads on it, which end with it; the one of them
 * that writes; and the listeners for closed blocks. The listeners are libValkka's one callback, and
 * any number of further listeners.
 */
final class RecordingUsers implements AutoCloseable {
    private final Path directory;
    private final TableMirror table;

    @GuardedBy("this")
    private final Set<ValkkaThread> threads = new LinkedHashSet<>();

    @GuardedBy("this")
    private @Nullable ValkkaFSWriterThread writer;

    @GuardedBy("this")
    private @Nullable ValkkaFSWriterThread lastWriter;

    @GuardedBy("this")
    private boolean closed;

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Runnable callback;

    /** Compared by identity: one function may be added twice. */
    private static final class Listener {
        private final Consumer<Block> told;

        private Listener(Consumer<Block> told) {
            this.told = told;
        }
    }

    /**
     * Makes a recording without users.
     *
     * @param table hears of the writer
     */
    RecordingUsers(Path directory, TableMirror table) {
        this.directory = directory;
        this.table = table;
    }

    // ---- threads ----

    /**
     * Adds a thread, which ends with the recording.
     *
     * @throws ValkkaException {@code CLOSED} when the recording has been closed
     */
    synchronized void add(ValkkaThread thread) {
        if (closed) {
            throw new ValkkaException(Kind.CLOSED, "the recording in " + directory + " has been closed: load it again");
        }
        threads.add(thread);
    }

    synchronized void remove(ValkkaThread thread) {
        threads.remove(thread);
    }

    synchronized void writerStarted(ValkkaFSWriterThread started) {
        table.writerStarts();
        writer = started;
        lastWriter = started;
    }

    synchronized void writerEnded(ValkkaFSWriterThread ended) {
        threads.remove(ended);
        if (writer == ended) {
            writer = null;
            table.writerEnded();
        }
    }

    /** Returns the writer that records now, or null. */
    synchronized @Nullable ValkkaFSWriterThread writer() {
        return writer;
    }

    /** Returns the writer that records now or has recorded last; null when none has. */
    synchronized @Nullable ValkkaFSWriterThread lastWriter() {
        return lastWriter;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Stops all threads, and waits for their ends. */
    @Override
    public void close() {
        List<ValkkaThread> running;
        synchronized (this) {
            closed = true;
            running = new ArrayList<>(threads);
        }
        running.forEach(ValkkaThread::requestStop);
        running.forEach(ValkkaThread::waitStop);
    }

    // ---- listeners for closed blocks ----

    /** Replaces the one callback; {@code null} removes the callback. */
    void setBlockCallback(@Nullable Runnable newCallback) {
        callback = newCallback;
    }

    Subscription onBlockClosed(Consumer<Block> told) {
        Listener listener = new Listener(Objects.requireNonNull(told, "listener"));
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Tells all listeners of a block; {@code caller} runs each listener, which may throw. */
    void tellOfClosed(Block block, Consumer<Runnable> caller) {
        Runnable one = callback;
        if (one != null) {
            caller.accept(one);
        }
        listeners.forEach(listener -> caller.accept(() -> listener.told.accept(block)));
    }
}
