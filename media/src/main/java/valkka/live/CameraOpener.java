package valkka.live;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;

/**
 * Reaches the camera of one connection: by RTSP at one of its host's addresses, by RTSP in TLS, or
 * by what an SDP file says. Used by the connection's thread.
 */
final class CameraOpener {
    /** FFmpeg's own limit: it would cut a longer one off. */
    private static final int MOST_SDP_BYTES = 16 << 10;

    private final LiveConnectionContext context;
    private final LiveEnvironment environment;
    private final ConnectionThread thread;
    private final CompletableFuture<Void> stop;
    private final @Nullable NameLookup lookup; // null for an SDP file

    CameraOpener(
            LiveStream stream, LiveEnvironment environment, ConnectionThread thread, CompletableFuture<Void> stop) {
        this.context = stream.context();
        this.lookup = stream.lookup();
        this.environment = environment;
        this.thread = thread;
        this.stop = stop;
    }

    /**
     * Opens it.
     *
     * @return {@code null} when {@code stop} was completed first
     * @throws ValkkaException why it cannot be opened
     */
    @Nullable
    OpenedCamera open() {
        return lookup == null ? openSdp() : openRtsp(lookup);
    }

    private @Nullable OpenedCamera openSdp() {
        try {
            return openSource(sdpFile(), null);
        } catch (NobodyThereException e) {
            throw e.failure();
        }
    }

    private @Nullable OpenedCamera openRtsp(NameLookup host) {
        List<InetAddress> places = host.find(environment.openPatience(), stop);
        boolean secure = context.rtspAddress().isSecure();
        for (int i = 0; i < places.size() && !stop.isDone(); i++) {
            InetAddress place = places.get(i);
            try {
                return secure
                        ? openTls(place)
                        : openSource(context.rtspAddress().secret(place), null);
            } catch (NobodyThereException e) {
                if (i == places.size() - 1) {
                    throw e.failure();
                }
            }
        }
        return null;
    }

    /** At this address of the host there is nobody; there may be at another one. */
    @SuppressWarnings("serial") // never leaves this package
    static final class NobodyThereException extends Exception {
        private final ValkkaException failure;

        NobodyThereException(ValkkaException failure) {
            super(failure);
            this.failure = failure;
        }

        ValkkaException failure() {
            return failure;
        }
    }

    private @Nullable OpenedCamera openTls(InetAddress place) throws NobodyThereException {
        TlsTunnel tunnel = TlsTunnel.open(context, place, environment, stop, thread.getName());
        if (tunnel == null) {
            return null;
        }
        boolean opened = false;
        try {
            OpenedCamera camera = openSource(context.rtspAddress().secretThrough(tunnel.localPort()), tunnel);
            opened = camera != null;
            return camera;
        } finally {
            if (!opened) {
                tunnel.close();
            }
        }
    }

    private @Nullable OpenedCamera openSource(String secretAddress, @Nullable TlsTunnel tunnel)
            throws NobodyThereException {
        RtspSource source = new RtspSource();
        boolean opened = false;
        try {
            Duration patience = environment.openPatience();
            thread.allow(patience);
            int code = source.open(secretAddress, context, patience);
            if (stop.isDone()) {
                return null;
            }
            if (code != 0) {
                ValkkaException failure = RtspFailure.onOpen(code, context, thread.isOverdue(), patience);
                if (RtspFailure.isNobodyThere(code)) {
                    throw new NobodyThereException(failure);
                }
                throw failure;
            }
            opened = true;
            return new OpenedCamera(source, tunnel);
        } finally {
            if (!opened) {
                source.close();
            }
        }
    }

    /** Returns the SDP file as FFmpeg is to open it. */
    private String sdpFile() {
        try {
            Path file = Path.of(context.sdpFile()).toAbsolutePath();
            if (!Files.isRegularFile(file)) {
                throw RtspFailure.sdpMissing(context);
            }
            if (Files.size(file) > MOST_SDP_BYTES) {
                throw RtspFailure.notAnSdp(context, "it has more than " + MOST_SDP_BYTES + " bytes");
            }
            return "file:" + file;
        } catch (InvalidPathException | IOException e) {
            throw RtspFailure.notAnSdp(context, "it cannot be read: " + e.getMessage());
        }
    }
}
