package valkka.simulator;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import valkka.simulator.CameraScript.Quirk;
import valkka.simulator.SimulatedNetwork.Connection;

/** A camera: answers RTSP, and sends its pictures to every session that plays. */
final class SimulatedCamera {
    private static final int RTSP_PORT = 554;
    private static final int FIRST_SERVER_PORT = 6970;
    private static final Pattern CLIENT_PORT = Pattern.compile("client_port=(\\d+)-");
    private static final Pattern SEQUENCE = Pattern.compile("(?m)^CSeq: *(\\d+)");

    private final int number;
    private final CameraScript script;
    private final SimulatedTime time;
    private final Dice dice;
    private final Pictures pictures;
    private final SentUnits sent;
    private final Map<Connection, Session> sessions = new LinkedHashMap<>();
    private long picture;
    private long soundPackets;

    private static final class Session {
        private final StringBuilder head = new StringBuilder();
        private final List<RtpTrack> tracks = new ArrayList<>();
        private boolean playing;
    }

    SimulatedCamera(int number, CameraScript script, SimulatedTime time, Dice dice, Pictures pictures, SentUnits sent) {
        this.number = number;
        this.script = script;
        this.time = time;
        this.dice = dice;
        this.pictures = pictures;
        this.sent = sent;
    }

    CameraScript script() {
        return script;
    }

    SentUnits sent() {
        return sent;
    }

    InetAddress address() {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) (number + 1)});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    String url() {
        return "rtsp://10.0.0." + (number + 1) + "/live";
    }

    /** Lets the camera take pictures from now on. */
    void start() {
        time.afterMillis(dice.below(script.interval()), this::takePicture);
        if (script.has(Quirk.SOUND)) {
            time.afterMillis(dice.below(100), this::takeSound);
        }
    }

    private void takePicture() {
        time.afterMillis(script.interval(), this::takePicture);
        Pictures.Picture next = pictures.picture(picture++);
        sent.add(next);
        double rate = script.has(Quirk.FAST_CLOCK) ? 1.01 : 1;
        long ticks = script.has(Quirk.TIMES_STAND) ? 0 : Math.round(next.number() * script.interval() * 90 * rate);
        for (Session session : List.copyOf(sessions.values())) {
            if (session.playing) {
                session.tracks.get(0).send(next.units(), ticks);
            }
        }
    }

    private void takeSound() {
        time.afterMillis(100, this::takeSound);
        byte[] packet = new byte[80];
        for (int i = 0; i < packet.length; i++) {
            packet[i] = (byte) (i < 8 ? 0x40 + (soundPackets >>> (6 * i) & 63) : dice.below(256));
        }
        soundPackets++;
        sent.addSound(packet);
        for (Session session : List.copyOf(sessions.values())) {
            if (session.playing && session.tracks.size() > 1) {
                session.tracks.get(1).send(List.of(packet), soundPackets * 800);
            }
        }
    }

    void accepted(Connection connection) {
        sessions.put(connection, new Session());
    }

    void gone(Connection connection) {
        sessions.remove(connection);
    }

    /** Breaks all connections. */
    void reset() {
        List.copyOf(sessions.keySet()).forEach(Connection::reset);
    }

    /** Takes what a client sends: requests, and reports between them, which it ignores. */
    void received(Connection connection, byte[] bytes) {
        Session session = sessions.get(connection);
        if (session == null) {
            return;
        }
        session.head.append(new String(bytes, StandardCharsets.ISO_8859_1));
        while (session.head.length() > 0) {
            if (session.head.charAt(0) == '$') {
                int end = session.head.length() < 4 ? 4 : 4 + (session.head.charAt(2) << 8) + session.head.charAt(3);
                if (session.head.length() < end) {
                    return;
                }
                session.head.delete(0, end);
            } else {
                int end = session.head.indexOf("\r\n\r\n");
                if (end < 0) {
                    return;
                }
                String request = session.head.substring(0, end);
                session.head.delete(0, end + 4);
                answer(connection, session, request);
            }
        }
    }

    private void answer(Connection connection, Session session, String request) {
        String method = request.substring(0, request.indexOf(' '));
        Matcher sequence = SEQUENCE.matcher(request);
        String head = "RTSP/1.0 200 OK\r\nCSeq: " + (sequence.find() ? sequence.group(1) : "0") + "\r\n";
        switch (method) {
            case "DESCRIBE" -> {
                String sdp = description();
                head += "Content-Type: application/sdp\r\nContent-Length: " + sdp.length() + "\r\n\r\n" + sdp;
            }
            case "SETUP" ->
                head += "Session: 1;timeout=60\r\nTransport: " + setUp(connection, session, request) + "\r\n\r\n";
            default -> head += "Session: 1\r\n\r\n";
        }
        connection.fromCamera(head.getBytes(StandardCharsets.US_ASCII));
        if (method.equals("PLAY")) {
            session.playing = true;
            sent.begins();
        } else if (method.equals("TEARDOWN")) {
            session.playing = false;
        }
    }

    private String setUp(Connection connection, Session session, String request) {
        boolean sound = request.substring(0, request.indexOf('\r')).contains("track1");
        int track = session.tracks.size();
        Matcher port = CLIENT_PORT.matcher(request);
        if (port.find()) {
            int client = Integer.parseInt(port.group(1));
            int server = FIRST_SERVER_PORT + 2 * track;
            InetSocketAddress from = new InetSocketAddress(address(), server);
            session.tracks.add(new RtpTrack(script, sound, dice, time, (rtcp, packet) -> {
                count(rtcp);
                connection.network().datagram(rtcp ? client + 1 : client, packet, from);
            }));
            return "RTP/AVP;unicast;client_port=" + client + "-" + (client + 1) + ";server_port=" + server + "-"
                    + (server + 1);
        }
        session.tracks.add(new RtpTrack(script, sound, dice, time, (rtcp, packet) -> {
            count(rtcp);
            connection.fromCamera(interleaved(2 * track + (rtcp ? 1 : 0), packet));
        }));
        return "RTP/AVP/TCP;unicast;interleaved=" + 2 * track + "-" + (2 * track + 1);
    }

    private void count(boolean rtcp) {
        if (!rtcp) {
            sent.packetSent();
        }
    }

    private static byte[] interleaved(int channel, byte[] packet) {
        byte[] frame = new byte[4 + packet.length];
        frame[0] = '$';
        frame[1] = (byte) channel;
        frame[2] = (byte) (packet.length >> 8);
        frame[3] = (byte) packet.length;
        System.arraycopy(packet, 0, frame, 4, packet.length);
        return frame;
    }

    private String description() {
        Base64.Encoder base64 = Base64.getEncoder();
        String sets = script.has(Quirk.SETS_ANNOUNCED)
                ? ";sprop-parameter-sets=" + base64.encodeToString(pictures.sps()) + ","
                        + base64.encodeToString(pictures.pps())
                : "";
        String video = "v=0\r\no=- 0 0 IN IP4 10.0.0.1\r\ns=simulated\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"
                + "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1" + sets
                + "\r\na=control:track0\r\n";
        return script.has(Quirk.SOUND)
                ? video + "m=audio 0 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=control:track1\r\n"
                : video;
    }

    @Override
    public String toString() {
        return url() + (RTSP_PORT == 554 ? "" : ":" + RTSP_PORT);
    }
}
