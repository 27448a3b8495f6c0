package valkka.rtsp;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.rtsp.RtspConnection.Request;

/**
 * Reaches the camera of one address: finds the host's places, and tries them in their order until
 * one answers. Used on the event loop alone.
 */
final class RtspDialer {
    private final RtspNetwork network;
    private final EventLoop loop;
    private final RtspClientSettings settings;
    private final RtspAddress address;
    private final RtspClientFailures failures;
    private final RtspCredentials credentials;
    private final long deadlineNanos;
    private final RtspConnection.Owner owner;
    private final Consumer<ValkkaException> onFailure;
    private final Deque<InetAddress> places = new ArrayDeque<>(); // of the host, still to be tried
    private @Nullable InetAddress place; // of the connection
    private @Nullable RtspConnection connection; // null before the first attempt, and after the close
    private @Nullable ServerTrust trust; // of a TLS connection
    private boolean again; // the place is asked by a second connection
    private boolean closed;

    /**
     * Dials nobody yet.
     *
     * @param deadlineNanos by the loop's clock
     * @param owner of the connections; the dialer wants to hear what {@code onNotOpened} tells
     * @param onFailure hears why the camera cannot be reached
     */
    RtspDialer(
            RtspNetwork network,
            RtspClientSettings settings,
            RtspAddress address,
            long deadlineNanos,
            RtspConnection.Owner owner,
            Consumer<ValkkaException> onFailure) {
        this.network = network;
        this.loop = network.loop();
        this.settings = settings;
        this.address = address;
        this.failures = new RtspClientFailures(address);
        this.credentials = new RtspCredentials(address.userName(), address.password(), network.random());
        this.deadlineNanos = deadlineNanos;
        this.owner = owner;
        this.onFailure = onFailure;
    }

    RtspAddress address() {
        return address;
    }

    RtspClientFailures failures() {
        return failures;
    }

    /** Returns the connection, which may not be open yet; null between two attempts. */
    @Nullable
    RtspConnection connection() {
        return connection;
    }

    /** Returns the place of the connection; only once there is one. */
    InetAddress place() {
        return Objects.requireNonNull(place);
    }

    /** Finds the host, and connects to its first place that answers. */
    void begin() {
        settings.resolver().resolve(address).whenComplete((found, failure) -> {
            if (loop.inEventLoop()) { // at once: the deadline may be due now too, and knows less
                resolved(found, failure);
            } else {
                loop.execute(() -> resolved(found, failure));
            }
        });
    }

    private void resolved(List<InetAddress> found, @Nullable Throwable failure) {
        if (closed) {
            return;
        }
        if (failure == null && !found.isEmpty()) {
            places.addAll(found);
            connect();
        } else {
            onFailure.accept(notFound(failure));
        }
    }

    private ValkkaException notFound(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof ValkkaException told) {
            return told;
        }
        return failures.unexpected(Objects.requireNonNullElse(cause, new IOException("a host without an address")));
    }

    private void connect() {
        InetAddress next = places.removeFirst();
        place = next;
        again = false;
        open(next);
    }

    private void open(InetAddress next) {
        RtspConnection fresh = new RtspConnection(network, credentials, owner);
        connection = fresh;
        Duration left = Duration.ofNanos(deadlineNanos - loop.ticker().nanoTime());
        // Each place has its share of the time. The last one has all of it: then the deadline ends it.
        Duration patience = places.isEmpty() ? left.plusSeconds(1) : left.dividedBy(places.size() + 1L);
        try {
            fresh.connect(new InetSocketAddress(next, address.port()), tls(), patience);
        } catch (ValkkaException e) {
            onFailure.accept(e); // the certificates that this Java trusts cannot be read
        }
    }

    private @Nullable SSLEngine tls() {
        if (!address.isSecure()) {
            return null;
        }
        ServerTrust fresh = new ServerTrust(settings.roots().get(), settings.pin());
        trust = fresh;
        return fresh.engine(address.host(), address.port());
    }

    /** Tries the next place, if the failure leaves one to be tried. */
    void onNotOpened(Throwable cause, boolean inTls) {
        if (inTls) {
            ServerTrust asked = trust;
            var shown = asked == null ? null : asked.shown();
            onFailure.accept(
                    shown == null
                            ? failures.noTls(RtspClientFailures.words(cause))
                            : failures.untrusted(cause, shown, settings.pin()));
        } else if (places.isEmpty()) {
            onFailure.accept(failures.nobodyThere(cause));
        } else {
            connect();
        }
    }

    /**
     * Connects to the same place once more, where a camera closes the connection behind a 401 and
     * wants a second one.
     *
     * @return whether this is the first time
     */
    boolean comeBack() {
        InetAddress same = place;
        if (again || same == null) {
            return false;
        }
        again = true;
        credentials.nonceMayBeOld();
        open(same);
        return true;
    }

    /** Returns whether the connection is the second one to its place. */
    boolean hasComeBack() {
        return again;
    }

    /** @param farewell the last request, or null */
    void close(@Nullable Request farewell) {
        closed = true;
        RtspConnection open = connection;
        connection = null;
        if (open != null) {
            open.close(farewell);
        }
    }
}
