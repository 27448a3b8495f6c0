package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.rtsp.RtspConnection.Request;

/**
 * What a client and its camera say to each other: from OPTIONS to PLAY, and the keep-alives from
 * then on. Follows redirections. Used on the event loop alone.
 */
final class RtspDialogue implements RtspConnection.Owner {
    private static final int MOST_REDIRECTIONS = 5;
    private static final int USUAL_TIMEOUT_SECONDS = 60;
    private static final int LONGEST_TIMEOUT_SECONDS = 60; // of a longer one no firewall in between knows
    private static final long LONGEST_LEAVE_MS = 86_400_000; // a camera's clock may be years off
    private static final int MOST_TIMEOUT_SECONDS = 1_000_000;

    /** Hears how it goes. */
    interface Outcome {
        void onPlaying(List<RtpSession.Track> tracks, List<String> notes);

        /** The camera plays, and wants to be left for another address, now or later. */
        void onSuccessor(RtspAddress next);

        void onFailure(ValkkaException failure);
    }

    private final RtspNetwork network;
    private final EventLoop loop;
    private final RtspClientSettings settings;
    private final RtpDelivery delivery;
    private final Outcome outcome;
    private final long deadlineNanos;
    private RtspDialer dialer; // another one behind a redirection
    private @Nullable RtspSetup setup; // null before the description
    private @Nullable Future<?> keepAlive;
    private @Nullable Future<?> leaving; // once the camera has said when it wants to be left
    private int redirections;
    private boolean parameterForKeepAlive;
    private boolean playing;
    private boolean closed;

    RtspDialogue(RtspNetwork network, RtspClientSettings settings, RtpDelivery delivery, Outcome outcome) {
        this.network = network;
        this.loop = network.loop();
        this.settings = settings;
        this.delivery = delivery;
        this.outcome = outcome;
        this.deadlineNanos = loop.ticker().nanoTime() + settings.openPatience().toNanos();
        this.dialer = dialer(settings.address());
    }

    private RtspDialer dialer(RtspAddress to) {
        return new RtspDialer(network, settings, to, deadlineNanos, this, this::fail);
    }

    RtspClientFailures failures() {
        return dialer.failures();
    }

    /** Finds the host, and goes on from there. */
    void begin() {
        dialer.begin();
    }

    @Override
    public void onNotOpened(Throwable cause, boolean inTls) {
        dialer.onNotOpened(cause, inTls);
    }

    @Override
    public void onOpen() {
        if (dialer.hasComeBack()) {
            describe();
            return;
        }
        send(new Request("OPTIONS", address().uri(), Map.of()), answer -> {
            if (answer.status() == RtspMessage.UNAUTHORIZED) {
                refused("OPTIONS", answer);
                return;
            }
            // Any other refusal counts for nothing.
            parameterForKeepAlive = answer.all("Public").stream().anyMatch(all -> all.contains("GET_PARAMETER"));
            describe();
        });
    }

    void send(Request request, Consumer<RtspMessage> then) {
        RtspConnection open = dialer.connection();
        if (open != null && !closed) {
            open.send(request, answer -> {
                if (!closed) {
                    then.accept(answer);
                }
            });
        }
    }

    private void describe() {
        send(new Request("DESCRIBE", address().uri(), Map.of("Accept", "application/sdp")), answer -> {
            if (answer.isOk()) {
                described(answer);
            } else {
                refused("DESCRIBE", answer);
            }
        });
    }

    private void redirect(String location) {
        RtspAddress next = redirected(location);
        if (next == null) {
            return;
        }
        if (++redirections > MOST_REDIRECTIONS) {
            fail(failures().redirectionLoop(MOST_REDIRECTIONS));
            return;
        }
        closeConnection();
        dialer = dialer(next);
        dialer.begin();
    }

    /** Fails, and returns null, where the camera redirects to no address that may be followed. */
    private @Nullable RtspAddress redirected(String location) {
        RtspAddress next;
        try {
            next = address().redirected(location);
        } catch (ValkkaException e) {
            fail(failures().badRedirection());
            return null;
        }
        if (address().isSecure() && !next.isSecure()) {
            fail(failures().redirectionToPlain());
            return null;
        }
        return next;
    }

    /** The camera sends its viewers elsewhere while they look: at once, or at a time that it names. */
    private void leave(RtspMessage request) {
        RtspAddress next = redirected(request.header("Location"));
        if (next == null) {
            return;
        }
        outcome.onSuccessor(next);
        long millis = RtspRange.parse(request.header("Range"))
                .filter(range -> range.unit() == RtspRange.Unit.CLOCK && range.from() != null)
                .map(range ->
                        Objects.requireNonNull(range.from()) - settings.clock().millis())
                .orElse(0L);
        if (leaving != null) {
            leaving.cancel(false);
        }
        leaving = loop.schedule(
                () -> fail(failures().sentElsewhere(next)),
                Math.max(0, Math.min(millis, LONGEST_LEAVE_MS)),
                TimeUnit.MILLISECONDS);
    }

    private void described(RtspMessage answer) {
        SdpDocument description;
        try {
            description = SdpDocument.parse(answer.body(), TrackChoice::isRecordable);
        } catch (ValkkaException e) {
            fail(failures().badDescription(e.getMessage()));
            return;
        }
        TrackChoice choice = TrackChoice.of(description, settings.audio());
        if (choice.tracks().isEmpty()) {
            fail(failures().nothingToPlay(description, settings.audio()));
            return;
        }
        String location = answer.header("Content-Base").isBlank()
                ? answer.header("Content-Location")
                : answer.header("Content-Base");
        String base = RtspUris.base(address().uri(), location);
        RtspSetup next = new RtspSetup(this, network, settings, delivery, description, choice, base);
        setup = next;
        next.begin();
    }

    /** Returns the address that requests name; only once there is a connection. */
    RtspAddress address() {
        return dialer.address();
    }

    InetAddress local() {
        return Objects.requireNonNull(dialer.connection()).local().getAddress();
    }

    InetAddress remote() {
        return dialer.place();
    }

    /** All tracks are set up. */
    void play(boolean withRange) {
        RtspSetup done = Objects.requireNonNull(setup);
        Map<String, String> headers = withRange ? done.session("Range", "npt=0.000-") : done.session();
        send(new Request("PLAY", done.uri(), headers), answer -> {
            if (answer.status() == RtspMessage.INVALID_RANGE && withRange) {
                play(false);
            } else if (answer.isOk()) {
                playing = true;
                scheduleKeepAlive(done);
                outcome.onPlaying(done.tracks(), done.notes());
            } else {
                refused("PLAY", answer);
            }
        });
    }

    private void scheduleKeepAlive(RtspSetup done) {
        int seconds = SdpDocument.number(done.timeout(), 1, MOST_TIMEOUT_SECONDS, USUAL_TIMEOUT_SECONDS);
        long millis = Math.min(seconds, LONGEST_TIMEOUT_SECONDS) * 1000L / 2;
        keepAlive = loop.scheduleWithFixedDelay(() -> keepAlive(done), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** A refusal, or no answer, is no loss as long as packets come; whether they do, others watch. */
    private void keepAlive(RtspSetup done) {
        boolean byParameter = parameterForKeepAlive;
        String method = byParameter ? "GET_PARAMETER" : "OPTIONS";
        send(new Request(method, done.uri(), done.session()), answer -> {
            boolean known = answer.isOk() || answer.status() == RtspMessage.SESSION_NOT_FOUND;
            if (byParameter && !known) {
                parameterForKeepAlive = false;
            }
        });
    }

    void refused(String method, RtspMessage answer) {
        RtspConnection open = dialer.connection();
        if (answer.status() == RtspMessage.UNAUTHORIZED && open != null) {
            fail(failures().refusedPassword(open.lastChallenge()));
        } else if (answer.isRedirection()) {
            redirect(answer.header("Location"));
        } else {
            fail(failures().refused(method, answer));
        }
    }

    void fail(ValkkaException failure) {
        if (!closed) {
            outcome.onFailure(failure);
        }
    }

    @Override
    public void onFrame(int channel, ByteBuf packet) {
        RtspSetup present = setup;
        RtspRoutes.Route route = present == null ? null : present.routes().find(channel, packet);
        if (route == null) {
            delivery.strayPacket();
        } else {
            delivery.packet(route.track(), route.rtcp(), packet);
        }
    }

    @Override
    public boolean isChannel(int channel) {
        return setup != null && setup.routes().isKnown(channel);
    }

    @Override
    public void onSkipped(int bytes) {
        delivery.strayBytes(bytes);
    }

    @Override
    public void onRequest(RtspMessage request) {
        switch (request.method()) {
            case "TEARDOWN" -> fail(failures().ended("it tore the session down"));
            case "REDIRECT" -> {
                if (request.header("Location").isEmpty()) {
                    fail(failures().ended("it sends its viewers elsewhere, and does not say where"));
                } else if (playing) {
                    leave(request);
                } else {
                    redirect(request.header("Location"));
                }
            }
            case "ANNOUNCE" -> {
                String notice = SdpDocument.lower(request.header("x-notice") + request.header("Notice"));
                if (notice.contains("2101") || notice.contains("end-of-stream")) {
                    fail(failures().ended("end of stream"));
                }
            }
            default -> {
                // It has been answered, and changes nothing.
            }
        }
    }

    @Override
    public void onBroken(Throwable cause) {
        Throwable real = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        RtspConnection broken = dialer.connection();
        if (!(real instanceof IOException)) {
            fail(failures().unexpected(real));
        } else if (playing) {
            fail(failures().ended(RtspClientFailures.words(real)));
        } else if (broken == null || !broken.waitsForPassword() || !dialer.comeBack()) {
            fail(failures().notRtsp(RtspClientFailures.words(real)));
        }
    }

    /** Sends a report; releases it. */
    void sendRtcp(RtpSession.Track track, ByteBuf packet) {
        RtspSetup present = setup;
        RtspConnection open = dialer.connection();
        if (closed || present == null || open == null) {
            packet.release();
        } else if (!track.overUdp()) {
            int channel = present.routes().rtcpChannel(track);
            if (channel >= 0) {
                open.sendFrame(channel, packet);
            } else {
                packet.release();
            }
        } else {
            present.sendRtcp(track, packet);
        }
    }

    /** And what was set up on it. */
    private void closeConnection() {
        RtspSetup present = setup;
        setup = null;
        dialer.close(
                present != null && present.hasSession()
                        ? new Request("TEARDOWN", present.uri(), present.session())
                        : null);
        if (present != null) {
            present.close();
        }
    }

    /** Ends it; the outcome hears nothing more. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (keepAlive != null) {
            keepAlive.cancel(false);
        }
        if (leaving != null) {
            leaving.cancel(false);
        }
        closeConnection();
    }
}
