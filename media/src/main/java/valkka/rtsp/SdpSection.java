package valkka.rtsp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import valkka.rtsp.MediaDescription.Direction;

/** The lines of an SDP for one track, or those in front of the first track, as they come. */
final class SdpSection {
    private static final int HIGHEST_PAYLOAD_TYPE = 127;
    private static final int HIGHEST_PORT = 65_535;
    private static final int HIGHEST_CLOCK_RATE = 1_000_000_000 - 1;
    private static final int MOST_CHANNELS = 64;
    private static final int VIDEO_CLOCK = 90_000;

    /** Payload types that need no {@code a=rtpmap} (RFC 3551, section 6). */
    private static final Map<Integer, String> STATIC = Map.ofEntries(
            Map.entry(0, "PCMU/8000"),
            Map.entry(2, "G726-32/8000"), // as cameras mean it; RFC 3551 has withdrawn it
            Map.entry(3, "GSM/8000"),
            Map.entry(4, "G723/8000"),
            Map.entry(8, "PCMA/8000"),
            Map.entry(9, "G722/8000"),
            Map.entry(10, "L16/44100/2"),
            Map.entry(11, "L16/44100"),
            Map.entry(14, "MPA/90000"),
            Map.entry(18, "G729/8000"),
            Map.entry(26, "JPEG/90000"),
            Map.entry(32, "MPV/90000"),
            Map.entry(33, "MP2T/90000"));

    /** How cameras write some encodings, and what they are. */
    private static final Map<String, String> ALIASES = Map.of(
            "HEVC", "H265",
            "G711A", "PCMA",
            "G711U", "PCMU",
            "PCM-A", "PCMA",
            "PCM-U", "PCMU",
            "MPEG4-GENERICS", "MPEG4-GENERIC",
            "G726", "G726-32");

    private final Map<Integer, String> rtpmaps = new HashMap<>();
    private final Map<Integer, String> fmtps = new HashMap<>();
    private final List<Integer> payloadTypes = new ArrayList<>();
    private String media = "";
    private int port;
    private int rtcpPort;
    private boolean isRtp;
    private @Nullable String control;
    private @Nullable Direction direction;
    private @Nullable String address;
    private @Nullable String source;

    @Nullable
    String control() {
        return control;
    }

    /** Takes in an {@code m=} line: {@code video 0 RTP/AVP 96 97}. */
    void media(String value) {
        String[] words = value.split("\\s+");
        media = SdpDocument.lower(words[0]);
        if (words.length < 3) {
            return;
        }
        port = SdpDocument.number(words[1].split("/", 2)[0], 0, HIGHEST_PORT, 0);
        isRtp = words[2].toUpperCase(Locale.ROOT).startsWith("RTP/");
        for (int i = 3; i < words.length; i++) {
            int payloadType = SdpDocument.number(words[i], 0, HIGHEST_PAYLOAD_TYPE, -1);
            if (payloadType >= 0) {
                payloadTypes.add(payloadType);
            }
        }
    }

    /** Takes in any other line. */
    void line(char type, String value) {
        if (type == 'c') {
            connection(value);
        } else if (type == 'a') {
            int colon = value.indexOf(':');
            String name = SdpDocument.lower(colon < 0 ? value : value.substring(0, colon))
                    .strip();
            attribute(name, colon < 0 ? "" : value.substring(colon + 1).strip());
        }
    }

    private void attribute(String name, String value) {
        switch (name) {
            case "control" -> control = value.isEmpty() ? null : value;
            case "rtpmap" -> byPayloadType(rtpmaps, value);
            case "fmtp" -> byPayloadType(fmtps, value);
            case "sendonly", "recvonly", "sendrecv", "inactive" ->
                direction = Direction.valueOf(name.toUpperCase(Locale.ROOT));
            case "rtcp" -> rtcpPort = SdpDocument.number(value.split("\\s+", 2)[0], 1, HIGHEST_PORT, 0);
            case "source-filter" -> sourceFilter(value);
            default -> {
                // The others say nothing that a recorder needs.
            }
        }
    }

    private void byPayloadType(Map<Integer, String> target, String value) {
        String[] parts = value.split("\\s+", 2);
        int payloadType = SdpDocument.number(parts[0], 0, HIGHEST_PAYLOAD_TYPE, -1);
        if (payloadType >= 0 && parts.length == 2) {
            target.merge(
                    payloadType, parts[1].strip(), (before, more) -> target == fmtps ? before + ";" + more : before);
        }
    }

    /** {@code IN IP4 239.1.2.3/127/2}; 0.0.0.0 is no address. */
    private void connection(String value) {
        String[] words = value.split("\\s+");
        if (words.length >= 3) {
            String host = words[2].split("/", 2)[0];
            address = host.equals("0.0.0.0") || host.equals("::") ? null : host;
        }
    }

    /** {@code incl IN IP4 239.1.2.3 192.168.0.9} (RFC 4570). */
    private void sourceFilter(String value) {
        String[] words = value.split("\\s+");
        if (words.length >= 5 && words[0].equalsIgnoreCase("incl")) {
            source = words[4];
        }
    }

    /**
     * Returns the track; what it does not say itself, the session says. Empty when it is no RTP or
     * names no format.
     */
    Optional<MediaDescription> describe(SdpSection session, Predicate<MediaDescription> recordable) {
        if (!isRtp) {
            return Optional.empty();
        }
        MediaDescription first = null;
        for (int payloadType : payloadTypes) {
            MediaDescription one = describe(session, payloadType);
            if (recordable.test(one)) {
                return Optional.of(one);
            }
            first = first == null ? one : first;
        }
        return Optional.ofNullable(first);
    }

    private MediaDescription describe(SdpSection session, int payloadType) {
        String rtpmap = rtpmaps.getOrDefault(payloadType, STATIC.getOrDefault(payloadType, "unknown"));
        String[] parts = rtpmap.split("/");
        String encoding = parts.length == 0 || parts[0].isBlank()
                ? "UNKNOWN"
                : parts[0].strip().toUpperCase(Locale.ROOT);
        boolean sound = media.equals("audio");
        int usualRate = sound ? 8000 : VIDEO_CLOCK;
        Direction way = direction != null ? direction : session.direction;
        return new MediaDescription(
                media,
                payloadType,
                ALIASES.getOrDefault(encoding, encoding),
                parts.length < 2 ? usualRate : SdpDocument.number(parts[1].strip(), 1, HIGHEST_CLOCK_RATE, usualRate),
                !sound ? 0 : parts.length < 3 ? 1 : SdpDocument.number(parts[2].strip(), 1, MOST_CHANNELS, 1),
                parameters(fmtps.getOrDefault(payloadType, "")),
                control,
                way == null ? Direction.SENDRECV : way,
                port,
                rtcpPort != 0 || port == 0 || port == HIGHEST_PORT ? rtcpPort : port + 1,
                address != null ? address : session.address,
                source != null ? source : session.source);
    }

    /** {@code packetization-mode=1; sprop-parameter-sets=Z0I=,aM4=}, with blanks where they like. */
    private static Map<String, String> parameters(String fmtp) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : fmtp.split(";")) {
            int equals = parameter.indexOf('=');
            String name = SdpDocument.lower(equals < 0 ? parameter : parameter.substring(0, equals))
                    .strip();
            if (!name.isEmpty()) {
                String value = equals < 0 ? "" : parameter.substring(equals + 1).strip();
                parameters.putIfAbsent(name, unquoted(value));
            }
        }
        return parameters;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
