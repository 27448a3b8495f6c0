package valkka.rtsp;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a client wants its packets, read from the {@code Transport} header of SETUP (RFC 2326,
 * section 12.39).
 *
 * @param tcp between the answers of its connection; else as datagrams
 * @param rtp the number of the channel (TCP) or port (UDP) for the stream
 * @param rtcp the same for control packets
 */
record RtspServerTransport(boolean tcp, int rtp, int rtcp) {
    private static final Pattern INTERLEAVED = Pattern.compile(";interleaved=(\\d{1,3})(?:-(\\d{1,3}))?(?:;|$)");
    private static final Pattern CLIENT_PORT = Pattern.compile(";client_port=(\\d{1,5})(?:-(\\d{1,5}))?(?:;|$)");
    private static final int LAST_CHANNEL = 255;
    private static final int LAST_PORT = 65535;

    /**
     * Returns the first offered transport that this server has; empty without such a transport.
     *
     * @param track for whose number channels are taken where the client names none
     */
    static Optional<RtspServerTransport> choose(String header, int track) {
        for (String offer : header.split(",", -1)) {
            Optional<RtspServerTransport> transport = parse(offer.strip().replace(" ", ""), track);
            if (transport.isPresent()) {
                return transport;
            }
        }
        return Optional.empty();
    }

    private static Optional<RtspServerTransport> parse(String offer, int track) {
        String lower = offer.toLowerCase(Locale.ROOT);
        // Packets go to the client's own address alone: else anybody could aim a camera at others.
        if (lower.contains(";destination")
                || lower.contains(";multicast")
                || lower.contains("mode=record")
                || lower.contains("mode=\"record\"")) {
            return Optional.empty();
        }
        String protocol = lower.split(";", 2)[0];
        return switch (protocol) {
            case "rtp/avp/tcp" ->
                lower.contains(";interleaved=")
                        ? pair(INTERLEAVED.matcher(lower), true, 0, LAST_CHANNEL)
                        : Optional.of(new RtspServerTransport(true, 2 * track, 2 * track + 1));
            case "rtp/avp", "rtp/avp/udp" -> pair(CLIENT_PORT.matcher(lower), false, 1, LAST_PORT);
            default -> Optional.empty();
        };
    }

    private static Optional<RtspServerTransport> pair(Matcher matcher, boolean tcp, int least, int most) {
        if (!matcher.find()) {
            return Optional.empty();
        }
        int rtp = Integer.parseInt(matcher.group(1));
        int rtcp = matcher.group(2) == null ? rtp + 1 : Integer.parseInt(matcher.group(2));
        boolean valid = rtp >= least && rtp <= most && rtcp >= least && rtcp <= most && rtp != rtcp;
        return valid ? Optional.of(new RtspServerTransport(tcp, rtp, rtcp)) : Optional.empty();
    }
}
