package valkka.rtsp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An RTSP message as a camera sends it: an answer, or a request of the camera's own.
 *
 * @param status of an answer; 0 for a request
 * @param words the reason phrase of an answer, or the method of a request
 * @param isRtsp the message is RTSP, and not HTTP
 * @param headers by their names in any case; a name may come more than once
 * @param body may be empty
 */
record RtspMessage(int status, String words, boolean isRtsp, Map<String, List<String>> headers, byte[] body) {
    static final int OK = 200;
    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int SESSION_NOT_FOUND = 454;
    static final int INVALID_RANGE = 457;
    static final int UNSUPPORTED_TRANSPORT = 461;

    private static final Pattern ANSWER = Pattern.compile("(RTSP|HTTP)/\\d\\.\\d\\s+(\\d{3})\\b\\s*(.*)");
    private static final Pattern REQUEST = Pattern.compile("([A-Z_]{3,20})\\s+\\S+\\s+RTSP/\\d\\.\\d");
    private static final int LONGEST_REASON = 60;

    /** Returns whether a line may be the first of a message. */
    static boolean isFirstLine(String line) {
        return ANSWER.matcher(line).matches() || REQUEST.matcher(line).matches();
    }

    /**
     * Reads the lines in front of the body. A line that begins with a blank continues the one
     * before; a line without a colon says nothing.
     *
     * @param head whose first line {@link #isFirstLine}
     */
    static RtspMessage parse(byte[] head) {
        String[] lines = new String(head, StandardCharsets.UTF_8).split("\r?\n");
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        List<String> last = null;
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            boolean continued = lines[i].startsWith(" ") || lines[i].startsWith("\t");
            if (continued && last != null) {
                int newest = last.size() - 1;
                last.set(newest, last.get(newest) + " " + lines[i].strip());
            } else if (colon > 0) {
                String name = lines[i].substring(0, colon).strip();
                last = headers.computeIfAbsent(name, absent -> new ArrayList<>());
                last.add(lines[i].substring(colon + 1).strip());
            }
        }
        Matcher answer = ANSWER.matcher(lines[0]);
        if (answer.matches()) {
            boolean isRtsp = answer.group(1).equals("RTSP");
            return new RtspMessage(
                    Integer.parseInt(answer.group(2)), reason(answer.group(3)), isRtsp, headers, new byte[0]);
        }
        Matcher request = REQUEST.matcher(lines[0]);
        return new RtspMessage(0, request.matches() ? request.group(1) : "", true, headers, new byte[0]);
    }

    /** As a message of ours may quote it. */
    private static String reason(String given) {
        String plain = given.replaceAll("[^\\w .,'()-]", " ").strip();
        return plain.length() > LONGEST_REASON ? plain.substring(0, LONGEST_REASON) : plain;
    }

    RtspMessage withBody(byte[] content) {
        return new RtspMessage(status, words, isRtsp, headers, content);
    }

    boolean isRequest() {
        return status == 0;
    }

    boolean isOk() {
        return status >= OK && status < 300;
    }

    boolean isRedirection() {
        return status >= 300 && status < 400 && !header("Location").isEmpty();
    }

    /** Returns all values of a header. */
    List<String> all(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /** Returns the first value of a header; empty where there is none. */
    String header(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? "" : values.get(0);
    }

    /** {@code 404 Not Found}. */
    String statusLine() {
        return (status + " " + words).strip();
    }
}
