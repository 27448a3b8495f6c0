package valkka.live;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.frame.ValkkaException;
import valkka.rtsp.CertificatePin;
import valkka.rtsp.RtspAddress;
import valkka.rtsp.RtspClientSettings;

/**
 * The description of a camera for a {@link LiveThread}: its address, its slot, and the filter for
 * its frames. A context is immutable; the {@code with} methods return a changed copy. A context is
 * known by its slot. libValkka: {@code LiveConnectionContext}.
 *
 * <pre>
 * LiveConnectionContext ctx = new LiveConnectionContext(LiveConnectionType.RTSP, "rtsp://admin:12345@192.168.0.157", 1, filter);
 * livethread.registerStream(ctx.withReconnect(Duration.ofSeconds(5)));
 * </pre>
 *
 * Departures from libValkka: RTP comes over TCP unless {@code withRequestTcp(false)} asks for UDP,
 * because a recorder must not lose packets; and there are no public fields to set.
 */
public final class LiveConnectionContext {
    private final LiveConnectionType type;
    private final @Nullable RtspAddress rtsp; // null for SDP
    private final String address; // SDP: the file; RTSP: redacted
    private final int slot;
    private final FrameFilter filter;
    private final StreamSettings settings;

    /**
     * A camera with the usual settings.
     *
     * @param address {@code rtsp://user:password@host:port/path}, or the same with {@code rtsps};
     *     user and password may be percent-encoded, and must be where they contain a slash. For SDP
     *     the path of the file
     * @param slot the number that its frames bear
     * @param filter where its frames go; called by the stream's own thread
     * @throws ValkkaException {@code BAD_ARGUMENT} when the address of an RTSP camera is malformed
     */
    public LiveConnectionContext(LiveConnectionType type, String address, int slot, FrameFilter filter) {
        this(
                Objects.requireNonNull(type, "type"),
                type == LiveConnectionType.RTSP ? RtspAddress.parse(Objects.requireNonNull(address, "address")) : null,
                Objects.requireNonNull(address, "address"),
                slot,
                Objects.requireNonNull(filter, "filter"),
                StreamSettings.USUAL);
    }

    private LiveConnectionContext(
            LiveConnectionType type,
            @Nullable RtspAddress rtsp,
            String address,
            int slot,
            FrameFilter filter,
            StreamSettings settings) {
        this.type = type;
        this.rtsp = rtsp;
        this.address = rtsp == null ? address : rtsp.redacted();
        this.slot = slot;
        this.filter = filter;
        this.settings = settings;
    }

    /**
     * How long the stream may deliver nothing before it counts as lost, and the longest pause
     * between two attempts to connect; the first attempts come sooner (after a second, then twice
     * that, and so on). Default 10 s. Where the camera refuses the password the pauses are a minute
     * and more, so that no account gets locked. libValkka: msreconnect.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when it is under 100 ms or over an hour
     */
    public LiveConnectionContext withReconnect(Duration reconnect) {
        if (reconnect.compareTo(Duration.ofMillis(100)) < 0 || reconnect.compareTo(Duration.ofHours(1)) > 0) {
            throw ValkkaException.badArgument(
                    "the reconnect time of slot " + slot + " is " + reconnect + ": give 100 ms to 1 hour");
        }
        return with(settings.withReconnect(reconnect));
    }

    /**
     * Whether RTP comes through the RTSP connection (true, the default) or by UDP. libValkka:
     * {@code request_tcp}.
     */
    public LiveConnectionContext withRequestTcp(boolean requestTcp) {
        return with(settings.withRequestTcp(requestTcp));
    }

    /**
     * Whether the camera shall send to a multicast group, which several receivers of one network
     * can share. RTP comes by UDP then, and {@code withRequestTcp} does not count. libValkka:
     * {@code request_multicast}.
     */
    public LiveConnectionContext withRequestMulticast(boolean requestMulticast) {
        return with(settings.withRequestMulticast(requestMulticast));
    }

    /**
     * The size of each UDP socket's receive buffer in bytes; 0, the default, is 512 KiB. Larger
     * ones keep UDP from losing packets of large key frames, as far as the system allows them.
     * libValkka: {@code recv_buffer_size}.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when it is negative
     */
    public LiveConnectionContext withRecvBufferSize(int bytes) {
        if (bytes < 0) {
            throw ValkkaException.badArgument(
                    "the receive buffer of slot " + slot + " is " + bytes + " bytes: give 0 or more");
        }
        return with(settings.withRecvBufferSize(bytes));
    }

    /**
     * How long a UDP packet is waited for when later ones have come already; 100 ms by default. libValkka: {@code reordering_time}.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when it is negative or over 10 s
     */
    public LiveConnectionContext withReorderingTime(Duration reorderingTime) {
        if (reorderingTime.isNegative() || reorderingTime.compareTo(Duration.ofSeconds(10)) > 0) {
            throw ValkkaException.badArgument(
                    "the reordering time of slot " + slot + " is " + reorderingTime + ": give 0 to 10 s");
        }
        return with(settings.withReorderingTime(reorderingTime));
    }

    /**
     * Where frames get their times from; default {@code SMART}. libValkka: {@code time_correction}.
     */
    public LiveConnectionContext withTimeCorrection(TimeCorrectionType timeCorrection) {
        return with(settings.withTimeCorrection(Objects.requireNonNull(timeCorrection, "timeCorrection")));
    }

    /**
     * The certificate that an {@code rtsps} camera must show, in place of one that this Java
     * trusts: for cameras that have signed theirs themselves. The host name is not compared then.
     *
     * @param fingerprint its SHA-256 fingerprint, as {@code openssl x509 -fingerprint -sha256}
     *     prints it; the error for a certificate that is not trusted shows it too
     * @throws ValkkaException {@code BAD_ARGUMENT} when the text is no fingerprint
     */
    public LiveConnectionContext withPinnedCertificate(String fingerprint) {
        return with(settings.withPin(CertificatePin.parse(fingerprint)));
    }

    /**
     * Whether the camera's sound comes too, as subsession 1; default true. Where the law or the
     * people who are recorded want none, say false: then the camera is not asked for it.
     */
    public LiveConnectionContext withAudio(boolean audio) {
        return with(settings.withAudio(audio));
    }

    private LiveConnectionContext with(StreamSettings changed) {
        return new LiveConnectionContext(type, rtsp, address, slot, filter, changed);
    }

    /** Returns how the camera is reached. */
    public LiveConnectionType type() {
        return type;
    }

    /** Returns the address as it may be shown: the password hidden. */
    public String address() {
        return address;
    }

    /** Returns the slot number of the camera's frames, by which the stream is known. */
    public int slot() {
        return slot;
    }

    /** Where its frames go. */
    public FrameFilter filter() {
        return filter;
    }

    /**
     * Returns how long the stream may deliver nothing, and the longest pause between two attempts.
     */
    public Duration reconnect() {
        return settings.reconnect();
    }

    /** Returns whether RTP comes through the RTSP connection, or by UDP. */
    public boolean requestTcp() {
        return settings.requestTcp();
    }

    /** Returns whether a multicast group is asked for. */
    public boolean requestMulticast() {
        return settings.requestMulticast();
    }

    /** Returns the size of a UDP socket's receive buffer in bytes; 0 for the usual one. */
    public int recvBufferSize() {
        return settings.recvBufferSize();
    }

    /** Null for the usual one. */
    @Nullable
    Duration reorderingTime() {
        return settings.reorderingTime();
    }

    /** Where frames get their times from. */
    public TimeCorrectionType timeCorrection() {
        return settings.timeCorrection();
    }

    /** Returns whether the camera's sound comes too. */
    public boolean audio() {
        return settings.audio();
    }

    /** Null where none is pinned. */
    @Nullable
    CertificatePin pin() {
        return settings.pin();
    }

    RtspClientSettings.Transport transport() {
        if (requestMulticast()) {
            return RtspClientSettings.Transport.MULTICAST;
        }
        return requestTcp() ? RtspClientSettings.Transport.TCP : RtspClientSettings.Transport.UDP;
    }

    /** Returns the file of an SDP stream: a path, or a {@code file:} URL. */
    String sdpFile() {
        return address.startsWith("file:") ? address.replaceFirst("file:(//)?", "") : address;
    }

    /** Null for SDP. */
    RtspAddress rtspAddress() {
        if (rtsp == null) {
            throw ValkkaException.badArgument(this + " is an SDP file, which has no RTSP address");
        }
        return rtsp;
    }

    private String way() {
        return type == LiveConnectionType.SDP ? "sdp" : transport().name().toLowerCase(Locale.ROOT);
    }

    /** One line, the password hidden. */
    @Override
    public String toString() {
        return "<LiveConnectionContext: slot=" + slot + " " + type + " " + address + " "
                + way() + " reconnect="
                + settings.reconnect().toMillis() + "ms>";
    }
}
