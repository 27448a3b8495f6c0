package valkka.play;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import valkka.filter.Awaited;
import valkka.frame.ValkkaException;
import valkka.fs.TimeRange;

/**
 * The commands of a manager's user, handed over from any thread to the {@link FeederThread}. While
 * a seek is on its way play stands still, so that no frame of the old time is seen. A newer seek
 * replaces a seek that has not begun.
 */
final class PlayCommands {
    /** A seek that is wanted. */
    record Seek(long mstimestamp, CompletableFuture<SeekResult> result) {}

    /**
     * The work to do.
     *
     * @param seek or null
     * @param remapped whether streams were added
     * @param blocksClosed whether the block callback is to be called
     */
    record Work(@Nullable Seek seek, boolean remapped, boolean blocksClosed) {}

    private final FileCacheThread cacher;

    @GuardedBy("this")
    private @Nullable Seek wanted;

    @GuardedBy("this")
    private @Nullable Seek current;

    @GuardedBy("this")
    private boolean playing;

    @GuardedBy("this")
    private boolean remapped;

    @GuardedBy("this")
    private boolean blocksClosed;

    @GuardedBy("this")
    private boolean nudged;

    @GuardedBy("this")
    private @Nullable ValkkaException closed;

    PlayCommands(FileCacheThread cacher) {
        this.cacher = cacher;
    }

    synchronized CompletableFuture<SeekResult> seek(long mstimestamp) {
        checkOpen();
        cacher.holdStreams();
        // The caller of a replaced seek gets the result of the new seek. Each caller has a future
        // of his own to cancel.
        CompletableFuture<SeekResult> result = wanted == null ? new CompletableFuture<>() : wanted.result();
        wanted = new Seek(mstimestamp, result);
        notifyAll();
        String time = TimeRange.formatMstimestamp(mstimestamp);
        CompletableFuture<SeekResult> own = new Awaited<>("seeking " + time, "sought " + time);
        var unused = result.whenComplete((value, error) -> {
            if (error == null) {
                own.complete(value);
            } else {
                own.completeExceptionally(error);
            }
        });
        return own;
    }

    /** Lets the time run, from the beginning when there was no seek before. */
    synchronized void play() {
        checkOpen();
        playing = true;
        if (!isSeeking() && cacher.state() == PlayState.NO_TIME) {
            wanted = new Seek(0, new CompletableFuture<>());
        }
        if (!isSeeking()) {
            cacher.playStreams();
        }
        wake();
    }

    /** Lets the time stand still. */
    synchronized void pause() {
        checkOpen();
        playing = false;
        cacher.stopStreams();
    }

    @GuardedBy("this")
    private void checkOpen() {
        if (closed != null) {
            throw new ValkkaException(closed.kind(), closed.getMessage(), closed);
        }
    }

    synchronized boolean isSeeking() {
        return wanted != null || current != null;
    }

    /** Returns whether a seek waits for its begin. */
    synchronized boolean isSeekWanted() {
        return wanted != null;
    }

    synchronized void remapped() {
        remapped = true;
        wake();
    }

    synchronized void blockClosed() {
        blocksClosed = true;
        wake();
    }

    synchronized void wake() {
        nudged = true;
        notifyAll();
    }

    /** Waits for work, at most {@code millis}. */
    synchronized Work await(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = millis;
        while (wanted == null && !nudged && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
        Work work = new Work(wanted, remapped, blocksClosed);
        current = wanted;
        wanted = null;
        remapped = false;
        blocksClosed = false;
        nudged = false;
        return work;
    }

    /**
     * Completes a seek. Play goes on, if the user wants play and no other seek. The caller gets the
     * result even when the cacher has ended meanwhile.
     */
    void answered(Seek seek, SeekResult result) {
        try {
            done();
        } finally {
            seek.result().complete(result);
        }
    }

    void failed(Seek seek, ValkkaException error) {
        try {
            done();
        } finally {
            seek.result().completeExceptionally(error);
        }
    }

    private synchronized void done() {
        current = null;
        if (playing && wanted == null && closed == null) {
            cacher.playStreams();
        }
    }

    /** Refuses all work from now on, and tells waiting callers. */
    void close(ValkkaException reason) {
        Seek first;
        Seek second;
        synchronized (this) {
            closed = reason;
            first = current;
            second = wanted;
            current = null;
            wanted = null;
        }
        if (first != null) {
            first.result().completeExceptionally(reason);
        }
        if (second != null) {
            second.result().completeExceptionally(reason);
        }
    }
}
