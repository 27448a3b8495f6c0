package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Receives the stream that an SDP file describes: nobody is asked for it, and its packets arrive at
 * the ports or in the multicast groups that the file names. The file is read when the receiver
 * starts.
 */
public final class SdpReceiver implements RtpSession {
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");

    private final RtspNetwork network;
    private final Path file;
    private final int receiveBufferBytes;
    private final boolean audio;
    private final Listener listener;
    private final RtpDelivery delivery;
    private final List<RtpUdpTrack> udpTracks = new ArrayList<>();
    private final List<Track> tracks = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Deque<MediaDescription> toDo = new ArrayDeque<>();
    private Map<String, InetAddress> named = Map.of(); // by the names in the description
    private boolean closed;

    /**
     * Makes a receiver.
     *
     * @param file a description of at most 64 KiB
     * @param receiveBufferBytes of each UDP socket; 0 for {@link RtspNetwork#USUAL_RECEIVE_BUFFER}
     * @param audio the sound is wanted too
     */
    public SdpReceiver(RtspNetwork network, Path file, int receiveBufferBytes, boolean audio, Listener listener) {
        this.network = network;
        this.file = file;
        this.receiveBufferBytes = receiveBufferBytes;
        this.audio = audio;
        this.listener = listener;
        this.delivery = new RtpDelivery(listener, cause -> fail(Kind.IO, "unexpected error " + cause, cause));
    }

    @Override
    public void start() {
        network.loop().execute(() -> {
            try {
                network.blocking().execute(this::read);
            } catch (ValkkaException e) {
                fail(e); // the system has no thread left
            }
        });
    }

    /** Runs where it may block. */
    private void read() {
        try {
            if (!Files.isRegularFile(file)) {
                throw new ValkkaException(
                        Kind.NOT_FOUND,
                        file + ": there is no such SDP file: write the path of one that describes a stream");
            }
            byte[] content;
            try (InputStream in = Files.newInputStream(file)) {
                content = in.readNBytes(SdpDocument.MAX_BYTES + 1);
            }
            SdpDocument description = SdpDocument.parse(content, TrackChoice::isRecordable);
            Map<String, InetAddress> found = lookUp(description);
            network.loop().execute(() -> begin(description, found));
        } catch (IOException e) {
            ValkkaException failure = cannot("it cannot be read: " + e.getMessage(), e);
            network.loop().execute(() -> fail(failure));
        } catch (ValkkaException e) {
            ValkkaException failure = e.kind() == Kind.NOT_FOUND ? e : cannot(e.getMessage(), e);
            network.loop().execute(() -> fail(failure));
        }
    }

    /** A description may name a host or a group in place of its address. A name that nobody knows tells nothing. */
    private static Map<String, InetAddress> lookUp(SdpDocument description) {
        Map<String, InetAddress> found = new HashMap<>();
        for (MediaDescription media : description.media()) {
            String name = media.address();
            if (name != null
                    && RtpUdpTrack.numeric(name) == null
                    && HOST_NAME.matcher(name).matches()) {
                try {
                    found.putIfAbsent(name, InetAddress.getByName(name));
                } catch (UnknownHostException e) {
                    // Then the packets of everybody are taken, as for an address of the sender.
                }
            }
        }
        return found;
    }

    private void begin(SdpDocument description, Map<String, InetAddress> found) {
        named = found;
        TrackChoice choice = TrackChoice.of(description, audio);
        if (choice.tracks().isEmpty()) {
            String fault = "it describes no H.264 or H.265 video" + (audio ? " and no sound" : "") + ", but "
                    + description.offered();
            fail(cannot(fault, null));
            return;
        }
        notes.addAll(choice.notes());
        toDo.addAll(choice.tracks());
        next(choice);
    }

    private void next(TrackChoice choice) {
        MediaDescription media = toDo.pollFirst();
        if (closed) {
            return;
        }
        if (media == null) {
            delivery.play(List.copyOf(tracks), List.copyOf(notes));
            return;
        }
        int subsession = media.equals(choice.video()) ? Subsession.VIDEO : Subsession.AUDIO;
        Track track = new Track(subsession, media, true);
        RtpUdpTrack udp = new RtpUdpTrack(network, receiveBufferBytes, delivery);
        udpTracks.add(udp);
        InetAddress source = RtpUdpTrack.numeric(media.source());
        udp.begin(track, source, null);
        open(media, udp.ports(), source, failure -> opened(choice, track, udp, failure));
    }

    private void opened(TrackChoice choice, Track track, RtpUdpTrack udp, @Nullable Throwable failure) {
        if (closed) {
            return;
        }
        if (failure != null) {
            String fault = "its port " + track.description().port() + ": " + failure.getMessage();
            fail(cannot(fault, failure));
            return;
        }
        tracks.add(track);
        if (!udp.ports().hasRtcp()) {
            notes.add("port " + track.description().rtcpPort() + " is taken: no reports of the sender come");
        }
        next(choice);
    }

    private void open(
            MediaDescription media, RtpPorts ports, @Nullable InetAddress source, Consumer<@Nullable Throwable> then) {
        InetAddress numeric = RtpUdpTrack.numeric(media.address());
        InetAddress address = numeric == null ? named.get(String.valueOf(media.address())) : numeric;
        if (media.port() == 0) {
            then.accept(new IOException("it names none"));
        } else if (address != null && address.isMulticastAddress()) {
            ports.join(address, media.port(), media.rtcpPort(), source, null, then);
        } else {
            ports.open(local(address), media.port(), media.rtcpPort(), then);
        }
    }

    /** Senders write their own address there, or this machine's: only the loopback is sure. */
    private static InetAddress local(@Nullable InetAddress described) {
        if (described != null && described.isLoopbackAddress()) {
            return described;
        }
        InetAddress anyIpv6 = described instanceof Inet6Address ? RtpUdpTrack.numeric("::") : null;
        return anyIpv6 == null ? new InetSocketAddress(0).getAddress() : anyIpv6;
    }

    private ValkkaException cannot(String fault, @Nullable Throwable cause) {
        return new ValkkaException(
                Kind.IO,
                file + ": what the file describes cannot be received (" + fault
                        + "): it must be an SDP (RFC 4566) with a port of this machine that nobody else has",
                cause);
    }

    private void fail(Kind kind, String words, Throwable cause) {
        fail(new ValkkaException(kind, file + ": " + words, cause));
    }

    private void fail(ValkkaException failure) {
        if (!closed) {
            try {
                listener.onFailure(failure);
            } finally {
                end();
            }
        }
    }

    @Override
    public void close() {
        network.loop().execute(this::end);
    }

    private void end() {
        if (!closed) {
            closed = true;
            delivery.close();
            udpTracks.forEach(RtpUdpTrack::close);
            listener.onClosed();
        }
    }

    @Override
    public void sendRtcp(Track track, ByteBuf packet) {
        for (RtpUdpTrack udp : udpTracks) {
            if (udp.is(track)) {
                udp.sendRtcp(packet);
                return;
            }
        }
        packet.release();
    }

    @Override
    public Strays strays() {
        return delivery.strays();
    }

    /** The file. */
    @Override
    public String toString() {
        return "<SdpReceiver: " + file + ">";
    }
}
