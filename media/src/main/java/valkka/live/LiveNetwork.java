package valkka.live;

import io.netty.channel.EventLoop;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.rtsp.RtspNetwork;

/**
 * What all streams of a {@link LiveThread} share: the event loop, which is one thread, and the
 * threads of the filters.
 */
final class LiveNetwork implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("valkka.live");

    private final RtspNetwork rtsp;
    private final FilterThreads filterThreads;

    /**
     * Starts the threads.
     *
     * @throws ValkkaException {@code IO} when the system has no thread left
     */
    LiveNetwork(String name, LiveEnvironment environment) {
        this(
                name,
                new RtspNetwork(name + " network", work -> environment.start(new Thread(work, name + " file"))),
                environment);
        boolean started = false;
        try {
            filterThreads.start();
            rtsp.loop().execute(() -> {}); // starts its thread
            started = true;
        } catch (OutOfMemoryError e) {
            throw new ValkkaException(
                    Kind.IO, "the thread '" + name + " network' cannot start: the system gives no further thread", e);
        } finally {
            if (!started) {
                close();
            }
        }
    }

    /** Makes what the streams share, and starts no thread. */
    LiveNetwork(String name, RtspNetwork rtsp, LiveEnvironment environment) {
        this.rtsp = rtsp;
        this.filterThreads = new FilterThreads(name, environment, rtsp.loop().ticker(), this::watch);
    }

    private void watch() {
        try {
            var unused = loop().schedule(this::relieve, FilterThreads.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The loop has ended: no frames come any more.
        }
    }

    private void relieve() {
        try {
            filterThreads.relieve();
        } catch (ValkkaException e) {
            LOG.log(Level.WARNING, e.getMessage() + "; it is tried again, and some streams wait meanwhile");
        }
    }

    RtspNetwork rtsp() {
        return rtsp;
    }

    EventLoop loop() {
        return rtsp.loop();
    }

    FilterThreads filterThreads() {
        return filterThreads;
    }

    /** Runs a task on the loop; not at all once the loop has ended, as all sessions have then. */
    void execute(Runnable task) {
        try {
            loop().execute(task);
        } catch (RejectedExecutionException e) {
            // Nobody is left whom the task concerns.
        }
    }

    @Override
    public void close() {
        rtsp.close();
        filterThreads.close();
    }
}
