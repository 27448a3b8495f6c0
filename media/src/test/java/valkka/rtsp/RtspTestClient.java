package valkka.rtsp;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A client that does exactly what a test tells it to, right or wrong. */
public final class RtspTestClient implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;
    private static final int BYE = 203;
    private static final int SMALL_BUFFER = 16 * 1024;

    /** An answer; the names of its headers in lower case. */
    public record Answer(int status, Map<String, String> headers, String body) {
        public String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }
    }

    int byes;
    final List<byte[]> sound = new ArrayList<>();
    final List<byte[]> rtcp = new ArrayList<>();
    public final RtpTestDepacketizer received = new RtpTestDepacketizer();

    private final String address;
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private String session = "";
    private int sequence;

    /** @param address as the server gives it, without user and password */
    public RtspTestClient(String address) throws IOException {
        this(address, "127.0.0.1");
    }

    /** @param from an address of this machine */
    RtspTestClient(String address, String from) throws IOException {
        this.address = address;
        String authority = address.split("/", 4)[2];
        socket = new Socket();
        socket.setReceiveBufferSize(SMALL_BUFFER);
        socket.bind(new java.net.InetSocketAddress(from, 0));
        int port = Integer.parseInt(authority.substring(authority.indexOf(':') + 1));
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
        socket.setSoTimeout(PATIENCE_MS);
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
    }

    /** Sends a request, the session's number in it, and waits for the answer; packets on the way are taken in. */
    public Answer request(String method, String headers) throws IOException {
        return request(method, address, headers);
    }

    public Answer request(String method, String uri, String headers) throws IOException {
        sequence++;
        send(method + " " + uri + " RTSP/1.0\r\nCSeq: " + sequence + "\r\n" + session + headers + "\r\n");
        Answer answer = answer();
        if (answer.header("Session") != null) {
            session = "Session: " + answer.header("Session").split(";", 2)[0] + "\r\n";
        }
        return answer;
    }

    /** SETUP and PLAY over this connection. */
    public RtspTestClient play() throws IOException {
        request("SETUP", address + "/trackID=0", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n");
        request("PLAY", "Range: npt=0.000-\r\n");
        return this;
    }

    public void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Waits for the next answer. */
    public Answer answer() throws IOException {
        while (true) {
            int first = in.readByte();
            if (first == '$') {
                packet();
            } else {
                return answer((char) first + line());
            }
        }
    }

    /** Waits for {@code count} access units more. */
    public List<RtpTestDepacketizer.Unit> units(int count) throws IOException {
        int from = received.units.size();
        while (received.units.size() < from + count) {
            int first = in.readByte();
            if (first != '$') {
                throw new IOException("an answer that nobody waits for: " + (char) first + line());
            }
            packet();
        }
        return received.units.subList(from, from + count);
    }

    /** Reads until the server has said farewell in {@code tracks} tracks; returns the access units on the way. */
    List<RtpTestDepacketizer.Unit> unitsToBye(int tracks) throws IOException {
        int from = received.units.size();
        int before = byes;
        while (byes < before + tracks) {
            int first = in.readByte();
            if (first != '$') {
                throw new IOException("an answer that nobody waits for: " + (char) first + line());
            }
            packet();
        }
        return List.copyOf(received.units.subList(from, received.units.size()));
    }

    /** SETUP of a track over this connection. */
    RtspTestClient setUp(int track) throws IOException {
        request(
                "SETUP",
                address + "/trackID=" + track,
                "Transport: RTP/AVP/TCP;unicast;interleaved=" + 2 * track + "-" + (2 * track + 1) + "\r\n");
        return this;
    }

    /** Reads all that still comes until the server closes the connection. */
    public void readToEnd() throws IOException {
        try {
            while (true) {
                units(1);
            }
        } catch (EOFException e) {
            // That is what was waited for.
        }
    }

    private void packet() throws IOException {
        int channel = in.readUnsignedByte();
        byte[] packet = new byte[in.readUnsignedShort()];
        in.readFully(packet);
        if (channel % 2 == 1) {
            rtcp.add(packet);
            if (packet.length > 9 && (packet[9] & 0xff) == BYE) {
                byes++;
            }
        } else if (channel == 0) {
            received.packet(packet);
        } else {
            sound.add(packet);
        }
    }

    private Answer answer(String statusLine) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = new byte[Integer.parseInt(headers.getOrDefault("content-length", "0"))];
        in.readFully(body);
        return new Answer(
                Integer.parseInt(statusLine.split(" ", 3)[1]), headers, new String(body, StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (byte next = in.readByte(); next != '\n'; next = in.readByte()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Disappears without a word. */
    public void vanish() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
