package valkka.media;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.rtsp.RtspServer;
import valkka.rtsp.RtspServerBuilder;
import valkka.rtsp.RtspServerStats;

/**
 * Serves what flows into it to any RTSP player, several at once: a recording while it is played, or
 * a camera. H.264 and H.265 pictures and PCMA sound. libValkka has a server of its own for that.
 *
 * <p>Each slot is a stream: the first that can be served under {@code /stream}, and all under
 * {@code /stream/SLOT}. A stream appears after its first key frame; until then a player gets the
 * answer that there is no stream. Times are times of arrival, so a player notices no seek and no
 * change of speed. Nothing waits for a slow player, which goes on at a later key frame.
 *
 * <pre>{@code RtspServerFrameFilter serve = new RtspServerFrameFilter("serve", 8554);
 * FileCacheThread cacher = new FileCacheThread("cacher"); cacher.registerStream(new
 * FileStreamContext(1, serve)); System.out.println(serve.address());   //
 * rtsp://127.0.0.1:8554/stream }</pre>
 */
public final class RtspServerFrameFilter implements FrameFilter, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("valkka.live");
    static final String PATH = "/stream";

    private final String name;
    private final RtspServer server;
    private volatile Map<Integer, ServedStream> streams = Map.of(); // by slot

    @GuardedBy("this")
    private @Nullable Integer firstSlot; // the first that could be served; null before

    @GuardedBy("this")
    private boolean closed;

    /**
     * Listens from now on, on this machine alone.
     *
     * @param port 0 for any that is free
     * @throws ValkkaException {@code IO} when the port cannot be had
     */
    public RtspServerFrameFilter(String name, int port) {
        this(name, RtspServer.builder().port(port));
    }

    /** A server that is made as {@code settings} say, with a password for instance. */
    public RtspServerFrameFilter(String name, RtspServerBuilder settings) {
        this.name = Objects.requireNonNull(name, "name");
        this.server = settings.start();
    }

    @Override
    public void run(Frame frame) {
        if (frame instanceof MarkerFrame) {
            return;
        }
        ServedStream stream = streams.get(frame.slot());
        if (stream == null) {
            stream = add(frame.slot());
        }
        stream.run(frame);
    }

    private synchronized ServedStream add(int slot) {
        ServedStream present = streams.get(slot);
        if (present != null) {
            return present;
        }
        Map<Integer, ServedStream> more = new TreeMap<>(streams);
        ServedStream added = new ServedStream(
                this + " slot " + slot, System::nanoTime, (stream, again) -> mount(slot, stream, again));
        more.put(slot, added);
        streams = more;
        return added;
    }

    /**
     * Offers a stream under its paths.
     *
     * @param again whether the stream is offered already, so that its players must begin anew
     * @return false when this filter is closed
     */
    private synchronized boolean mount(int slot, ServedStream stream, boolean again) {
        if (closed) {
            return false;
        }
        int first = firstSlot == null ? slot : firstSlot;
        firstSlot = first;
        List<String> paths = slot == first ? List.of(PATH + "/" + slot, PATH) : List.of(PATH + "/" + slot);
        for (String path : paths) {
            if (again) {
                // The stream stays mounted, so that no player hears in between that there is no
                // stream.
                server.disconnect(path);
            } else {
                server.mount(path, stream);
            }
        }
        LOG.log(Level.DEBUG, () -> this + " serves slot " + slot + " under " + paths);
        return true;
    }

    /**
     * Returns the address of the first stream for a player, with user and password if the server
     * has these.
     */
    public String address() {
        return server.address(PATH);
    }

    /** Returns the address of the stream of a slot. */
    public String address(int slot) {
        return server.address(PATH + "/" + slot);
    }

    /**
     * Returns whether the stream of a slot can be played: its first key frame has come, and this
     * filter is not closed.
     */
    public boolean isServed(int slot) {
        ServedStream stream = streams.get(slot);
        return stream != null && stream.isMounted();
    }

    /** Returns the counts of the server so far. */
    public RtspServerStats stats() {
        return server.stats();
    }

    /**
     * Disconnects the players, and stops listening. May be called twice.
     *
     * @throws ValkkaException {@code TIMEOUT} when the server's thread has not ended within 5 s
     */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        server.close();
    }

    @Override
    public String toString() {
        return "{" + getClass().getSimpleName() + ":" + name + "}";
    }
}
