package valkka.rtsp;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * An RTSP message as a camera sends it: an answer, or a request of the camera's own.
 *
 * @param status of an answer; 0 for a request
 * @param method of a request; empty for an answer
 * @param headers by their names in any case; a name may come more than once
 * @param body may be empty
 */
record RtspMessage(int status, String method, HttpHeaders headers, byte[] body) {
    static final int OK = 200;
    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int SESSION_NOT_FOUND = 454;
    static final int INVALID_RANGE = 457;
    static final int UNSUPPORTED_TRANSPORT = 461;

    /**
     * What a status means. The camera's own words are not shown: a camera may repeat in them what it
     * was asked for, with its secrets.
     */
    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(FORBIDDEN, "Forbidden"),
            Map.entry(NOT_FOUND, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(406, "Not Acceptable"),
            Map.entry(408, "Request Timeout"),
            Map.entry(410, "Gone"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(451, "Parameter Not Understood"),
            Map.entry(453, "Not Enough Bandwidth"),
            Map.entry(SESSION_NOT_FOUND, "Session Not Found"),
            Map.entry(455, "Method Not Valid in This State"),
            Map.entry(INVALID_RANGE, "Invalid Range"),
            Map.entry(459, "Aggregate Operation Not Allowed"),
            Map.entry(460, "Only Aggregate Operation Allowed"),
            Map.entry(UNSUPPORTED_TRANSPORT, "Unsupported Transport"),
            Map.entry(462, "Destination Unreachable"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(505, "RTSP Version Not Supported"),
            Map.entry(551, "Option not supported"));

    /** Returns what Netty has decoded, whose buffers may be released then. */
    static RtspMessage of(FullHttpMessage decoded) {
        byte[] body = ByteBufUtil.getBytes(decoded.content());
        if (decoded instanceof FullHttpResponse answer) {
            return new RtspMessage(answer.status().code(), "", answer.headers(), body);
        }
        String method = ((FullHttpRequest) decoded).method().name();
        return new RtspMessage(0, method, decoded.headers(), body);
    }

    /** Netty reads a byte as a character. */
    private static String utf8(String decoded) {
        return new String(decoded.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).strip();
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
        return headers.getAll(name).stream().map(RtspMessage::utf8).toList();
    }

    /** Returns the first value of a header; empty where there is none. */
    String header(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? "" : values.get(0);
    }

    /** {@code 404 Not Found}. */
    String statusLine() {
        return (status + " " + REASONS.getOrDefault(status, "")).strip();
    }
}
