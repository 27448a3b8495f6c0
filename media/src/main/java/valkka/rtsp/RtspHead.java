package valkka.rtsp;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The lines in front of a message's body, as Netty's decoder takes them: without the lines that say
 * how long the body is, and without the lines that say nothing.
 *
 * @param lines whole lines, the first one as the RFC has it
 * @param bodyLength as announced; -1 for none, {@link Integer#MAX_VALUE} for a malformed one
 * @param hasDescription the body is a session description, of an answer that accepts
 */
record RtspHead(String lines, int bodyLength, boolean hasDescription) {
    /**
     * Reads it.
     *
     * @param tolerant lines that say nothing are left out; else Netty refuses them
     */
    static RtspHead of(byte[] bytes, boolean tolerant) {
        String[] all = new String(bytes, StandardCharsets.ISO_8859_1).split("\r*\n");
        StringBuilder kept = new StringBuilder(firstLine(all[0])).append("\r\n");
        int length = -1;
        boolean isDescription = false;
        boolean keeps = false; // the line before, and what continues it
        for (int i = 1; i < all.length; i++) {
            String line = all[i];
            int colon = line.indexOf(':');
            boolean continued = line.startsWith(" ") || line.startsWith("\t");
            if (!continued) {
                String name = colon < 0
                        ? ""
                        : SdpDocument.lower(line.substring(0, colon).strip());
                String value = line.substring(colon + 1).strip();
                if (name.equals("content-length")) {
                    length = SdpDocument.number(value, 0, RtspDeinterleaver.MAX_BODY, Integer.MAX_VALUE);
                }
                isDescription |=
                        name.equals("content-type") && SdpDocument.lower(value).contains("sdp");
                keeps = !(tolerant && name.isEmpty())
                        && !name.equals("content-length")
                        && !name.equals("transfer-encoding");
            }
            if (keeps) {
                kept.append(line).append("\r\n");
            }
        }
        String first = kept.substring(0, kept.indexOf("\r\n"));
        return new RtspHead(kept.toString(), length, isDescription && first.matches("RTSP/\\S+\\s+2.*"));
    }

    /** A version in lower case would not be known as one. */
    private static String firstLine(String line) {
        String upper = line.toUpperCase(Locale.ROOT);
        return upper.startsWith("RTSP/") || upper.startsWith("HTTP/")
                ? upper.substring(0, 5) + line.substring(5)
                : line;
    }

    /** Returns whether it is an answer in HTTP. */
    boolean isHttp() {
        return lines.startsWith("HTTP/");
    }

    /** Returns the head of a message with a body of that length. */
    byte[] withLength(int length) {
        return (lines + "Content-Length: " + length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
