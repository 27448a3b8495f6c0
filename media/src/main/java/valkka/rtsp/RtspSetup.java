package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import valkka.rtsp.RtpSession.Track;
import valkka.rtsp.RtspClientSettings.Transport;
import valkka.rtsp.RtspConnection.Request;
import valkka.rtsp.RtspTransportHeader.Pair;

/**
 * The SETUP of a stream's tracks, one behind the other, all by the same transport. A camera that
 * does not know the transport is asked for the next one; a refused sound is left out. Used on the
 * event loop alone.
 */
final class RtspSetup {
    private final RtspDialogue dialogue;
    private final RtspNetwork network;
    private final RtspClientSettings settings;
    private final RtpDelivery delivery;
    private final RtspRoutes routes = new RtspRoutes();
    private final List<RtpUdpTrack> udpTracks = new ArrayList<>();
    private final List<Track> tracks = new ArrayList<>();
    private final List<String> notes;
    private final Deque<Transport> transports = new ArrayDeque<>(); // still to be tried
    private final Deque<MediaDescription> toDo = new ArrayDeque<>();
    private final TrackChoice choice;
    private final String uri; // of the whole session
    private final String base;
    private boolean closed;
    private boolean otherBaseTried;
    private String session = "";
    private String timeout = "";

    RtspSetup(
            RtspDialogue dialogue,
            RtspNetwork network,
            RtspClientSettings settings,
            RtpDelivery delivery,
            SdpDocument description,
            TrackChoice choice,
            String base) {
        this.dialogue = dialogue;
        this.network = network;
        this.settings = settings;
        this.delivery = delivery;
        this.choice = choice;
        this.notes = new ArrayList<>(choice.notes());
        this.uri = RtspUris.resolve(base, description.control());
        this.base = RtspUris.isAbsolute(description.control()) ? uri : base;
        if (dialogue.address().isSecure()) {
            transports.add(Transport.TCP); // datagrams would go unencrypted
        } else {
            transports.add(settings.transport());
            Stream.of(Transport.UDP, Transport.TCP)
                    .filter(other -> other != settings.transport())
                    .forEach(transports::add);
        }
    }

    /** Begins; the dialogue hears of the end. */
    void begin() {
        toDo.clear();
        toDo.addAll(choice.tracks());
        next();
    }

    private Transport transport() {
        return transports.getFirst();
    }

    private void next() {
        if (toDo.isEmpty()) {
            dialogue.play(true);
            return;
        }
        MediaDescription track = toDo.getFirst();
        switch (transport()) {
            case TCP -> {
                Pair asked = new Pair(2 * tracks.size(), 2 * tracks.size() + 1);
                ask(track, "RTP/AVP/TCP;unicast;interleaved=" + asked.first() + "-" + asked.second(), asked, null);
            }
            case UDP -> {
                RtpUdpTrack udp = udpTrack();
                udp.ports().open(dialogue.local(), failure -> {
                    if (closed) {
                        return;
                    }
                    if (failure != null) {
                        dialogue.fail(dialogue.failures().noPorts(failure));
                        return;
                    }
                    int port = udp.ports().rtpPort();
                    ask(track, "RTP/AVP;unicast;client_port=" + port + "-" + (port + 1), new Pair(0, 1), udp);
                });
            }
            case MULTICAST -> ask(track, "RTP/AVP;multicast", new Pair(0, 1), udpTrack());
        }
    }

    private RtpUdpTrack udpTrack() {
        RtpUdpTrack udp = new RtpUdpTrack(network, settings.receiveBufferBytes(), delivery);
        udpTracks.add(udp);
        return udp;
    }

    private void ask(MediaDescription track, String transport, Pair channels, @Nullable RtpUdpTrack udp) {
        String where = RtspUris.resolve(otherBaseTried ? dialogue.address().uri() : base, track.control());
        dialogue.send(new Request("SETUP", where, session("Transport", transport)), answer -> {
            if (answer.isOk()) {
                agreed(track, channels, udp, answer);
            } else {
                if (udp != null) {
                    udp.close();
                }
                refused(track, answer);
            }
        });
    }

    private void refused(MediaDescription track, RtspMessage answer) {
        boolean sound = track.equals(choice.audio()) && choice.video() != null;
        if (answer.status() == RtspMessage.UNAUTHORIZED || answer.isRedirection()) {
            dialogue.refused("SETUP", answer);
        } else if (answer.status() == RtspMessage.UNSUPPORTED_TRANSPORT && tracks.isEmpty()) {
            nextTransport(answer);
        } else if (sound) {
            notes.add(
                    "the sound (" + track + ") is left out: the camera refused its SETUP with " + answer.statusLine());
            toDo.removeFirst();
            next();
        } else if (!otherBaseTried && !base.equals(dialogue.address().uri())) {
            otherBaseTried = true; // its Content-Base may be wrong
            next();
        } else {
            dialogue.refused("SETUP", answer);
        }
    }

    /** All tracks come by the same transport: those that were set up are given up. */
    private void nextTransport(RtspMessage answer) {
        Transport refused = transports.removeFirst();
        if (transports.isEmpty()) {
            dialogue.fail(
                    dialogue.failures().noTransport(settings.transport().name(), refused != settings.transport()));
            return;
        }
        notes.add("the camera does not send over " + refused + " (" + answer.statusLine() + "): it is asked for "
                + transport() + " instead");
        Map<String, String> before = session();
        boolean inSession = hasSession();
        forgetTracks();
        if (inSession) {
            dialogue.send(new Request("TEARDOWN", uri, before), ignored -> begin());
        } else {
            begin();
        }
    }

    private void forgetTracks() {
        udpTracks.forEach(RtpUdpTrack::close);
        udpTracks.clear();
        tracks.clear();
        routes.clear();
        session = "";
    }

    private void agreed(MediaDescription media, Pair channels, @Nullable RtpUdpTrack udp, RtspMessage answer) {
        takeSession(answer.header("Session"));
        RtspTransportHeader given = RtspTransportHeader.parse(answer.header("Transport"));
        boolean silent = given.profile().isEmpty(); // then what was asked for counts
        boolean interleaved = silent ? udp == null : given.isInterleaved();
        int subsession = media.equals(choice.video()) ? Subsession.VIDEO : Subsession.AUDIO;
        Track track = new Track(subsession, media, !interleaved);
        if (interleaved) {
            if (udp != null) {
                udp.close();
                udpTracks.remove(udp);
            }
            routes.add(track, channels, given.interleaved(channels));
            done(track);
        } else if (udp == null) {
            nextTransport(answer); // asked for TCP, it answers with UDP
        } else if (given.isMulticast() || transport() == Transport.MULTICAST) {
            join(track, udp, given);
        } else {
            InetAddress source = RtpUdpTrack.numeric(given.get("source", ""));
            udp.begin(track, dialogue.remote(), source);
            udp.punch(source == null ? dialogue.remote() : source, given.serverPorts());
            done(track);
        }
    }

    private void join(Track track, RtpUdpTrack udp, RtspTransportHeader given) {
        MediaDescription media = track.description();
        String named = given.get("destination", String.valueOf(media.address()));
        InetAddress group = RtpUdpTrack.numeric(named);
        Pair ports = given.groupPorts(new Pair(media.port(), media.rtcpPort()));
        if (group == null || !group.isMulticastAddress() || ports.first() == 0) {
            String missing = "it names no group and port";
            dialogue.fail(dialogue.failures().noGroup(named, new IOException(missing)));
            return;
        }
        InetAddress source = RtpUdpTrack.numeric(given.get("source", String.valueOf(media.source())));
        udp.begin(track, source, null);
        udp.ports().join(group, ports.first(), ports.second(), source, dialogue.local(), failure -> {
            if (closed) {
                return;
            }
            if (failure == null) {
                done(track);
            } else {
                dialogue.fail(dialogue.failures().noGroup(named, failure));
            }
        });
    }

    private void done(Track track) {
        tracks.add(track);
        toDo.removeFirst();
        next();
    }

    /** {@code 12345678;timeout=60}. */
    private void takeSession(String header) {
        String[] parts = header.split(";");
        if (!parts[0].isBlank()) {
            session = parts[0].strip();
        }
        for (String part : parts) {
            if (SdpDocument.lower(part.strip()).startsWith("timeout=")) {
                timeout = part.strip().substring("timeout=".length()).strip();
            }
        }
    }

    RtspRoutes routes() {
        return routes;
    }

    /** Returns those that were set up. */
    List<Track> tracks() {
        return List.copyOf(tracks);
    }

    /** Returns what is otherwise than asked for, and why. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Returns the address of the whole session. */
    String uri() {
        return uri;
    }

    /** Returns the seconds after which the camera ends a silent session; empty where it names none. */
    String timeout() {
        return timeout;
    }

    boolean hasSession() {
        return !session.isEmpty();
    }

    /** Returns the headers of a request in the session. */
    Map<String, String> session() {
        return hasSession() ? Map.of("Session", session) : Map.of();
    }

    /** Returns them with one more. */
    Map<String, String> session(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(name, value);
        all.putAll(session());
        return all;
    }

    /** Sends a report of a track by UDP; releases it. */
    void sendRtcp(Track track, ByteBuf packet) {
        for (RtpUdpTrack udp : udpTracks) {
            if (udp.is(track)) {
                udp.sendRtcp(packet);
                return;
            }
        }
        packet.release();
    }

    void close() {
        closed = true;
        forgetTracks();
    }
}
