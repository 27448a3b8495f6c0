package valkka.rtsp;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The {@code Transport} header of an answer to SETUP (RFC 2326, section 12.39).
 *
 * @param profile {@code RTP/AVP/TCP}, in upper case
 * @param parameters their names in lower case; an empty value where there is none
 */
record RtspTransportHeader(String profile, Map<String, String> parameters) {
    private static final int HIGHEST_PORT = 65_535;
    private static final int HIGHEST_CHANNEL = 255;

    /** Reads a header, of several transports the first. Never fails. */
    static RtspTransportHeader parse(String header) {
        String[] parts = header.split(",", 2)[0].split(";");
        Map<String, String> parameters = new HashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            String name = equals < 0 ? parts[i] : parts[i].substring(0, equals);
            String value = equals < 0 ? "" : parts[i].substring(equals + 1).strip();
            parameters.putIfAbsent(SdpDocument.lower(name.strip()), value.replace("\"", ""));
        }
        return new RtspTransportHeader(parts[0].strip().toUpperCase(Locale.ROOT), parameters);
    }

    boolean isInterleaved() {
        return profile.endsWith("/TCP") || parameters.containsKey("interleaved");
    }

    boolean isMulticast() {
        return parameters.containsKey("multicast");
    }

    /** A parameter, or {@code otherwise} where it is missing or empty. */
    String get(String name, String otherwise) {
        String value = parameters.getOrDefault(name, "");
        return value.isEmpty() ? otherwise : value;
    }

    /** Two numbers, {@code 4-5}; of {@code 4} alone the second is the next one. */
    record Pair(int first, int second) {}

    /** The channels of RTP and RTCP. */
    Pair interleaved(Pair asked) {
        return pair("interleaved", HIGHEST_CHANNEL, asked);
    }

    /** The camera's ports of RTP and RTCP; two zeros where it names none. */
    Pair serverPorts() {
        return pair("server_port", HIGHEST_PORT, new Pair(0, 0));
    }

    /** The multicast group's ports of RTP and RTCP. */
    Pair groupPorts(Pair described) {
        return pair("port", HIGHEST_PORT, described);
    }

    private Pair pair(String name, int most, Pair otherwise) {
        String[] parts = get(name, "").split("-", 2);
        int first = SdpDocument.number(parts[0].strip(), 0, most, -1);
        if (first < 0) {
            return otherwise;
        }
        int second = parts.length < 2 ? -1 : SdpDocument.number(parts[1].strip(), 0, most, -1);
        return new Pair(first, second >= 0 && second != first ? second : Math.min(first + 1, most));
    }
}
