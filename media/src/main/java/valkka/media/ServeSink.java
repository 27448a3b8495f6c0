package valkka.media;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import valkka.graph.NodeParts;
import valkka.graph.Sink;
import valkka.rtsp.RtspServer;
import valkka.rtsp.RtspServerBuilder;

/** The noun {@link MediaNodes#serve}: what flows here can be watched with any RTSP player. */
public final class ServeSink extends Sink {
    private final Spec spec;

    /**
     * The settings of the server.
     *
     * @param name null when it has none
     * @param user null when everybody on this machine may watch
     * @param password nobody prints it
     */
    private record Spec(
            int port,
            @Nullable String name,
            @Nullable String user,
            @Nullable String password) {
        NodeParts make(String node) {
            RtspServerBuilder settings = RtspServer.builder().port(port);
            if (user != null && password != null) {
                settings.user(user, password);
            }
            return NodeParts.filter(new RtspServerFrameFilter(node, settings));
        }

        @Override
        public String toString() {
            return "port " + port;
        }
    }

    ServeSink(int port) {
        this(new Spec(port, null, null, null));
        RtspServer.builder().port(port); // refuses what is none, before anything is made
    }

    private ServeSink(Spec spec) {
        super("serve", spec.name, RtspServerFrameFilter.class, (node, next) -> spec.make(node));
        this.spec = spec;
    }

    /**
     * Sets the user who may watch; without a user everybody on this machine may watch.
     *
     * @throws valkka.frame.ValkkaException {@code BAD_ARGUMENT} when the name is empty or has a
     *     colon or a quotation mark in it
     */
    public ServeSink user(String user, String password) {
        RtspServer.builder().user(user, password);
        return new ServeSink(new Spec(spec.port, spec.name, user, password));
    }

    @Override
    public ServeSink named(String name) {
        return new ServeSink(new Spec(spec.port, Objects.requireNonNull(name, "name"), spec.user, spec.password));
    }
}
