package valkka.player;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** The server of a widget, which starts when somebody first asks for its address. */
final class WidgetServer implements AutoCloseable {
    private final String what;
    private final Widget.View view;
    private final Function<String, Answer> desk;

    @GuardedBy("this")
    private @Nullable LoopbackServer server;

    @GuardedBy("this")
    private boolean closed;

    /** @param what the widget in words, as in "the player" */
    WidgetServer(String what, Widget.View view, Function<String, Answer> desk) {
        this.what = what;
        this.view = view;
        this.desk = desk;
    }

    synchronized String address() {
        if (closed) {
            throw new ValkkaException(Kind.CLOSED, what + " has been closed: make a new one");
        }
        if (server == null) {
            server = LoopbackServer.start(view, desk);
        }
        return server.address();
    }

    synchronized long refused() {
        return server == null ? 0 : server.refused();
    }

    @Override
    public void close() {
        LoopbackServer running;
        synchronized (this) {
            closed = true;
            running = server;
            server = null;
        }
        if (running != null) {
            running.close();
        }
    }
}
