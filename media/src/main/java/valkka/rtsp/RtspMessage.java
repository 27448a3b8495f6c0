package valkka.rtsp;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An RTSP message as a camera sends it: an answer, or a request of the camera's own.
 *
 * @param status of an answer; 0 for a request
 * @param words the reason phrase of an answer, or the method of a request
 * @param headers by their names in any case; a name may come more than once
 * @param body may be empty
 */
record RtspMessage(int status, String words, HttpHeaders headers, byte[] body) {
    static final int OK = 200;
    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int SESSION_NOT_FOUND = 454;
    static final int INVALID_RANGE = 457;
    static final int UNSUPPORTED_TRANSPORT = 461;

    private static final int LONGEST_REASON = 60;

    /** Returns what Netty has decoded, whose buffers may be released then. */
    static RtspMessage of(FullHttpMessage decoded) {
        byte[] body = ByteBufUtil.getBytes(decoded.content());
        if (decoded instanceof FullHttpResponse answer) {
            String reason = reason(utf8(answer.status().reasonPhrase()));
            return new RtspMessage(answer.status().code(), reason, answer.headers(), body);
        }
        String method = ((FullHttpRequest) decoded).method().name();
        return new RtspMessage(0, method, decoded.headers(), body);
    }

    /** Netty reads a byte as a character. */
    private static String utf8(String decoded) {
        return new String(decoded.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).strip();
    }

    /** As a message of ours may quote it. */
    private static String reason(String given) {
        String plain = given.replaceAll("[^\\w .,'()-]", " ").strip();
        return plain.length() > LONGEST_REASON ? plain.substring(0, LONGEST_REASON) : plain;
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
        return (status + " " + words).strip();
    }
}
