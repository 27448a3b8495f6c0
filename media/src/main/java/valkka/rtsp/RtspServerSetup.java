package valkka.rtsp;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.rtsp.RtspResponseStatuses;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;

/**
 * The result of a client's SETUP (RFC 2326, section 10.4): a session whose packets go to the
 * client's choice of ports or channels, or the reason for a refusal.
 *
 * @param status the answer
 * @param session not yet playing; {@code null} unless the status is OK
 */
record RtspServerSetup(HttpResponseStatus status, @Nullable RtspServerSession session) {
    private static final System.Logger LOG = System.getLogger("valkka.live");

    /**
     * Makes a session, or adds a track to one, on the server's thread.
     *
     * @param address which the client asks for, of a stream or of one of its tracks
     * @param offers the {@code Transport} header: ways that the client can take, the best first
     * @param present the session that the request names, not playing; {@code null} where it names
     *     none
     * @param beginning of a recording the time that was described as its beginning, Unix ms;
     *     {@code null} when nothing was described
     */
    static RtspServerSetup of(
            RtspServer server,
            Channel connection,
            String address,
            String offers,
            @Nullable RtspServerSession present,
            @Nullable Long beginning) {
        RtspServerMount source = server.find(address).orElse(null);
        if (source == null) {
            return refused(RtspResponseStatuses.NOT_FOUND);
        }
        int track = RtspServerPath.track(address);
        SessionDescription description = source.description(); // it may be another one next time
        if (!description.hasTrack(track)) {
            return refused(RtspResponseStatuses.NOT_FOUND);
        }
        Optional<RtspServerTransport> transport = RtspServerTransport.choose(offers, track);
        if (transport.isEmpty()) {
            return refused(RtspResponseStatuses.UNSUPPORTED_TRANSPORT);
        }
        RtpStream stream = new RtpStream(
                description.packetizer(track), connection.eventLoop().ticker());
        RtpSink sink;
        try {
            sink = transport.get().tcp()
                    ? new RtpTcpSink(connection, transport.get(), stream.ssrc())
                    : new RtpUdpSink(connection, transport.get(), stream.ssrc(), server.packetLoss());
        } catch (ValkkaException e) {
            LOG.log(Level.WARNING, () -> "RTSP server: " + e.getMessage());
            return refused(RtspResponseStatuses.NOT_ENOUGH_BANDWIDTH);
        }
        RtspServerSession session = present != null && present.source() == source
                ? present
                : session(server, connection, source, beginning);
        session.setUp(track, address, sink, stream);
        return new RtspServerSetup(RtspResponseStatuses.OK, session);
    }

    private static RtspServerSession session(
            RtspServer server, Channel connection, RtspServerMount source, @Nullable Long beginning) {
        if (source instanceof RecordedStream recorded) {
            return new RtspServerSession(
                    recorded, beginning, connection.eventLoop(), server.readers(), server.counters());
        }
        return new RtspServerSession((RtspServerSource) source, connection.eventLoop(), server.counters());
    }

    private static RtspServerSetup refused(HttpResponseStatus status) {
        return new RtspServerSetup(status, null);
    }
}
