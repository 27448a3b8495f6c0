package valkka.camera;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.rtsp.RtspServer;
import valkka.rtsp.RtspServerStats;

/**
 * A camera for everybody without one: an RTSP server in this JVM, on 127.0.0.1, that shows a moving
 * picture with a readable clock. libValkka has none.
 *
 * <pre>{@code try (VirtualCamera camera = VirtualCamera.start()) { String address =
 * camera.address();   // rtsp://127.0.0.1:34567/camera } }</pre>
 *
 * <p>The camera encodes each picture once for all clients, and encodes nothing without a client.
 *
 * <p>A camera that can take no more pictures (its encoder fails, or its clock throws) ends as one
 * that loses its power: its clients' connections and its port are closed, a line is logged under
 * {@code valkka.live}, and {@link #stats()} says why.
 */
public final class VirtualCamera implements AutoCloseable {
    private final Map<String, VirtualCameraThread> streams; // by path
    private final VirtualCameraThread first;
    private final VirtualCameraBuilder settings;
    private final int port;
    private volatile RtspServer server; // the newest

    private volatile boolean dead; // changed under the lock alone

    private volatile boolean closed; // as well

    VirtualCamera(Map<String, VirtualCameraThread> streams, RtspServer server, VirtualCameraBuilder settings) {
        this.streams = Map.copyOf(streams);
        this.first = settings.first(streams);
        this.server = server;
        this.port = server.port();
        this.settings = settings;
    }

    /**
     * Starts a camera of 640x360 at 25 frames a second, without a password.
     *
     * @throws valkka.frame.ValkkaException {@code IO} when there is no encoder or no port
     */
    public static VirtualCamera start() {
        return builder().start();
    }

    /** Describes any other camera. */
    public static VirtualCameraBuilder builder() {
        return new VirtualCameraBuilder();
    }

    /**
     * Returns the camera's address for a client, with the user and the password if the camera has
     * these. So print the camera by {@link #toString()}.
     */
    public String address() {
        return server.address(settings.path());
    }

    /**
     * Returns the address of one of the camera's streams.
     *
     * @throws ValkkaException {@code NOT_FOUND} when it has none under that path
     */
    public String address(String path) {
        stream(path);
        return server.address(path);
    }

    private VirtualCameraThread stream(String path) {
        VirtualCameraThread thread = streams.get(path);
        if (thread == null) {
            throw new ValkkaException(
                    Kind.NOT_FOUND,
                    this + " has no stream under " + path + ", only " + new TreeSet<>(streams.keySet()));
        }
        return thread;
    }

    /** Returns the counts of the camera's first stream so far. */
    public VirtualCameraStats stats() {
        return first.stats();
    }

    /**
     * Returns the counts of one of the camera's streams so far.
     *
     * @throws ValkkaException {@code NOT_FOUND} when it has none under that path
     */
    public VirtualCameraStats stats(String path) {
        return stream(path).stats();
    }

    /** Returns the counts of the camera's server so far. */
    public RtspServerStats serverStats() {
        return server.stats();
    }

    /** Replaces the camera's trouble from now on; {@link CameraTrouble#NONE} ends all trouble. */
    public void trouble(CameraTrouble trouble) {
        Objects.requireNonNull(trouble, "trouble");
        streams.values().forEach(stream -> stream.trouble().set(trouble));
    }

    /**
     * Sets the camera's clock forward, or back where {@code step} is negative: the picture's clock,
     * the RTP timestamps and the time that the camera tells (RTCP sender reports) jump.
     */
    public void stepClock(Duration step) {
        streams.values().forEach(stream -> stream.trouble().stepClock(step.toMillis()));
    }

    /**
     * Lets the RTP timestamps of every client begin anew at a number by chance, as after a restart
     * of the camera's encoder.
     */
    public void restartTimestamps() {
        server.restartTimestamps();
    }

    /**
     * Goes on with pictures of another size in the first stream, beginning with a key frame, as
     * when somebody changes it in a camera's menu.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} for a size that
     *     {@link VirtualCameraBuilder#size} does not take, {@code CLOSED} when the camera was
     *     closed or can take no more pictures
     */
    public void resize(int width, int height) {
        first.continueWith(settings.recorder(width, height));
    }

    /**
     * Loses its power: the port and all connections are closed, without a farewell. Does nothing
     * when it is dead.
     */
    public synchronized void die() {
        if (!dead) {
            dead = true;
            server.abort();
        }
    }

    /**
     * Comes back with the same address. Does nothing when it is not dead.
     *
     * @throws ValkkaException {@code IO} when another program has taken the port, {@code CLOSED}
     *     when the camera was closed or can take no more pictures
     */
    public synchronized void comeBack() {
        if (closed) {
            throw new ValkkaException(Kind.CLOSED, label() + " has been closed: start a new one");
        }
        for (VirtualCameraThread stream : streams.values()) {
            if (!stream.failure().isEmpty()) {
                throw new ValkkaException(
                        Kind.CLOSED, label() + " takes no more pictures: " + stream.failure() + ": start a new one");
            }
        }
        if (dead) {
            server = settings.serve(streams, port);
            dead = false;
        }
    }

    /**
     * Ends the streams of all clients, the threads and the sockets, and frees the encoder. Waits
     * for all of them, at most some seconds. May be called twice.
     */
    @Override
    public void close() {
        try {
            synchronized (this) {
                closed = true;
                dead = true;
                server.close();
            }
        } finally {
            streams.values().forEach(VirtualCameraThread::requestStop);
            streams.values().forEach(VirtualCameraThread::close);
        }
    }

    /** Returns the address without user and password, and whether the camera is silent. */
    @Override
    public String toString() {
        return label() + (closed ? ", closed" : dead ? ", without power" : "");
    }

    private String label() {
        return "VirtualCamera rtsp://127.0.0.1:" + port + settings.path();
    }
}
