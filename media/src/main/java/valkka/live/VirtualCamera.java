package valkka.live;

/**
 * A camera for everybody without one: an RTSP server in this JVM, on 127.0.0.1, that shows a moving picture with a readable
 * clock. libValkka has none.
 *
 * <pre>{@code
 * try (VirtualCamera camera = VirtualCamera.start()) {
 *     String address = camera.address();   // rtsp://127.0.0.1:34567/camera
 * }
 * }</pre>
 *
 * <p>The picture is encoded once for all clients, and not at all while there is none.
 *
 * <p>A camera that can take no more pictures (its encoder fails, or its clock throws) ends as one that loses its power: its
 * clients' connections and its port are closed, a line is logged under {@code valkka.live}, and {@link #stats()} says why.
 */
public final class VirtualCamera implements AutoCloseable {
    private final VirtualCameraThread thread;
    private final RtspServer server;
    private final String path;

    VirtualCamera(VirtualCameraThread thread, RtspServer server, String path) {
        this.thread = thread;
        this.server = server;
        this.path = path;
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
     * The camera's address, for a client to use as it is: user and password are part of it when there are any, so print it
     * by {@link #toString()}.
     */
    public String address() {
        return server.address(path);
    }

    /** What the camera has done so far. */
    public VirtualCameraStats stats() {
        return thread.stats();
    }

    /** What the camera's server has done so far. */
    public RtspServerStats serverStats() {
        return server.stats();
    }

    /**
     * Ends the streams of all clients, the threads and the sockets, and frees the encoder; waits for all that, some seconds at
     * the most. May be called twice.
     */
    @Override
    public void close() {
        try {
            server.close();
        } finally {
            thread.close();
        }
    }

    /** The address without user and password. */
    @Override
    public String toString() {
        return "VirtualCamera rtsp://127.0.0.1:" + server.port() + path;
    }
}
