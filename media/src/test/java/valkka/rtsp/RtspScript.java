package valkka.rtsp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A camera whose every answer a test writes. */
final class RtspScript implements MisbehavingServer.Behaviour {
    /** A request; the names of its headers in any case. */
    record Request(String method, String uri, Map<String, String> headers) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** Writes what a request leads to; an empty text for nothing, {@link #CLOSE} for the end. */
    @FunctionalInterface
    interface Answers {
        String to(Request request);
    }

    static final String CLOSE = "close";

    static final String SDP = String.join(
            "\r\n",
            "v=0",
            "o=- 0 0 IN IP4 127.0.0.1",
            "s=scripted",
            "t=0 0",
            "m=video 0 RTP/AVP 96",
            "a=rtpmap:96 H264/90000",
            "a=control:track1",
            "m=audio 0 RTP/AVP 8",
            "a=control:track2",
            "");

    /** {@code $} frames of one RTP packet each, for channels 0 and 2. */
    static final String PICTURE = "$\0\0\16\u0080\140\0\1\0\0\0\1\0\0\0\1\101\1";

    static final String SOUND = "$\2\0\16\u0080\10\0\1\0\0\0\1\0\0\0\2\101\1";

    private final Answers answers;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    RtspScript(Answers answers) {
        this.answers = answers;
    }

    /** The requests so far. */
    List<Request> requests() {
        return requests;
    }

    List<String> methods() {
        return requests.stream().map(Request::method).toList();
    }

    long count(String method) {
        return methods().stream().filter(method::equals).count();
    }

    /** Answers as a camera without faults does. */
    static String well(Request request) {
        String cseq = "CSeq: " + request.header("CSeq") + "\r\n";
        return "RTSP/1.0 200 OK\r\n" + cseq
                + switch (request.method()) {
                    case "OPTIONS" -> "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n\r\n";
                    case "DESCRIBE" ->
                        "Content-Type: application/sdp\r\nContent-Length: " + SDP.length() + "\r\n\r\n" + SDP;
                    case "SETUP" -> "Session: 77;timeout=60\r\nTransport: " + request.header("Transport") + "\r\n\r\n";
                    case "PLAY" -> "Session: 77\r\n\r\n" + PICTURE + SOUND;
                    default -> "Session: 77\r\n\r\n";
                };
    }

    static String refuse(Request request, String status, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return "RTSP/1.0 " + status + "\r\nCSeq: " + request.header("CSeq") + "\r\n" + more + "\r\n";
    }

    @Override
    public void serve(InputStream in, OutputStream out) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
        String first = "";
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            int colon = line.indexOf(':');
            if (line.endsWith(" RTSP/1.0")) {
                first = line;
            } else if (colon > 0) {
                headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
            } else if (line.isEmpty() && !first.isEmpty()) {
                String[] words = first.split(" ");
                Request request = new Request(words[0], words[1], headers);
                headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                requests.add(request);
                String answer = answers.to(request);
                if (answer.equals(CLOSE)) {
                    return;
                }
                out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                first = "";
            }
        }
    }
}
