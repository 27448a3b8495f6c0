package valkka.rtsp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A camera that answers every request well, by one transport alone, and then sends what a test makes it send. */
public final class ScriptedCamera implements MisbehavingServer.Behaviour {
    /** Sends RTP packets, each by {@link #sendNalUnit}. */
    @FunctionalInterface
    public interface Script {
        void send(OutputStream out) throws IOException;
    }

    private static final String SDP = String.join(
            "\r\n",
            "v=0",
            "o=- 0 0 IN IP4 127.0.0.1",
            "s=scripted",
            "c=IN IP4 0.0.0.0",
            "t=0 0",
            "m=video 0 RTP/AVP 96",
            "a=rtpmap:96 H264/90000",
            "a=control:track0",
            "");

    private final String transport;
    private final Script script;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile boolean played;

    /** Over TCP. */
    public ScriptedCamera(Script script) {
        this("RTP/AVP/TCP;unicast;interleaved=0-1", script);
    }

    public ScriptedCamera(String transport, Script script) {
        this.transport = transport;
        this.script = script;
    }

    /** The methods of the requests so far. */
    public List<String> requests() {
        return requests;
    }

    /** Whether the script has been sent to its end. */
    public boolean hasPlayed() {
        return played;
    }

    @Override
    public void serve(InputStream in, OutputStream out) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
        String method = null;
        String sequence = "";
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.endsWith(" RTSP/1.0")) {
                // Receiver reports, binary and without a line's end, may stand in front of a request.
                String request = line.substring(0, line.indexOf(" rtsp://"));
                method = request.replaceAll(".*[^A-Z_]", "");
            } else if (line.startsWith("CSeq:")) {
                sequence = line;
            } else if (line.isEmpty() && method != null) {
                requests.add(method);
                answer(out, method, sequence);
                method = null;
            }
        }
    }

    private void answer(OutputStream out, String method, String sequence) throws IOException {
        String more = switch (method) {
            case "DESCRIBE" -> "Content-Type: application/sdp\r\nContent-Length: " + SDP.length() + "\r\n";
            case "SETUP" -> "Session: 1\r\nTransport: " + transport + "\r\n";
            default -> "Session: 1\r\n";
        };
        String body = method.equals("DESCRIBE") ? SDP : "";
        String response = "RTSP/1.0 200 OK\r\n" + sequence + "\r\n" + more + "\r\n" + body;
        out.write(response.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        if (method.equals("PLAY")) {
            script.send(out);
            played = true;
        }
    }

    /**
     * One NAL unit, without start code and under 64 kB, as one packet. FFmpeg takes a first timestamp of 0 for none, and
     * gives the second picture the pts of the first.
     */
    public static void sendNalUnit(OutputStream out, int sequence, int timestamp, byte[] unit) throws IOException {
        byte[] packet = rtp(sequence, timestamp, unit);
        ByteBuffer interleaved = ByteBuffer.allocate(4 + packet.length);
        interleaved
                .put((byte) '$')
                .put((byte) 0)
                .putShort((short) packet.length)
                .put(packet);
        out.write(interleaved.array());
        out.flush();
    }

    /** One NAL unit as one packet. */
    public static byte[] rtp(int sequence, int timestamp, byte[] unit) {
        return ByteBuffer.allocate(12 + unit.length)
                .put((byte) 0x80)
                .put((byte) 96)
                .putShort((short) sequence)
                .putInt(timestamp)
                .putInt(1)
                .put(unit)
                .array();
    }
}
