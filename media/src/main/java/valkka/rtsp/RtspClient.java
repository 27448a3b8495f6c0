package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;

/**
 * Receives one camera's stream over RTSP (RFC 2326): connects, proves the password, sets up the
 * camera's first picture and sound that can be recorded, and plays until the camera ends it or
 * {@link #close()} does. A client does not come back by itself: make another one.
 *
 * <p>RTP comes between the answers of the RTSP connection, by UDP, or from a multicast group; where
 * the camera refuses one way (461) the client asks for another. An {@code rtsps} camera is reached
 * in TLS, and then everything goes through that connection.
 */
public final class RtspClient implements RtpSession {
    private final RtspNetwork network;
    private final RtspClientSettings settings;
    private final Listener listener;
    private final RtpDelivery delivery;
    private @Nullable RtspDialogue dialogue; // null before the start
    private @Nullable Future<?> deadline;
    private boolean closed;
    private @Nullable RtspAddress successor;

    /** Makes a client, which connects when it is started. */
    public RtspClient(RtspNetwork network, RtspClientSettings settings, Listener listener) {
        this.network = network;
        this.settings = settings;
        this.listener = listener;
        this.delivery = new RtpDelivery(listener, this::onThrown);
    }

    @Override
    public void start() {
        network.loop().execute(this::begin);
    }

    private void begin() {
        if (closed) {
            return;
        }
        RtspDialogue opening = new RtspDialogue(network, settings, delivery, new Opening());
        dialogue = opening;
        long patience = settings.openPatience().toNanos();
        deadline = network.loop().schedule(() -> late(opening), patience, TimeUnit.NANOSECONDS);
        opening.begin();
    }

    private void late(RtspDialogue opening) {
        fail(opening.failures().noAnswer(settings.openPatience()));
    }

    @Override
    public void close() {
        network.loop().execute(this::end);
    }

    private void end() {
        if (closed) {
            return;
        }
        closed = true;
        delivery.close();
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (dialogue != null) {
            dialogue.close();
        }
        listener.onClosed();
    }

    private void fail(ValkkaException failure) {
        if (!closed) {
            try {
                listener.onFailure(failure);
            } finally {
                end();
            }
        }
    }

    private void onThrown(Throwable cause) {
        fail(new RtspClientFailures(settings.address()).unexpected(cause));
    }

    @Override
    public void sendRtcp(Track track, ByteBuf packet) {
        if (dialogue == null) {
            packet.release();
        } else {
            dialogue.sendRtcp(track, packet);
        }
    }

    /**
     * Returns the address to which the camera sent its viewers while it played (REDIRECT), for the
     * next client. User and password are in it only for the same host. To be called on the event
     * loop.
     */
    public Optional<RtspAddress> successor() {
        return Optional.ofNullable(successor);
    }

    @Override
    public Strays strays() {
        return delivery.strays();
    }

    /** How the opening goes. */
    private final class Opening implements RtspDialogue.Outcome {
        @Override
        public void onPlaying(List<Track> tracks, List<String> notes) {
            if (deadline != null) {
                deadline.cancel(false);
            }
            delivery.play(tracks, notes);
        }

        @Override
        public void onSuccessor(RtspAddress next) {
            successor = next;
        }

        @Override
        public void onFailure(ValkkaException failure) {
            fail(failure);
        }
    }

    /** The camera's address, without the password. */
    @Override
    public String toString() {
        return "<RtspClient: " + settings.address() + ">";
    }
}
