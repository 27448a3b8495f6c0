package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import valkka.rtsp.RtpSession.Track;

/**
 * A track whose packets come by UDP. They count from the camera's own address, whatever its port,
 * and from the address that the camera has named as their source; to a multicast group anybody may
 * send, unless one source is named.
 */
final class RtpUdpTrack {
    /** Empty ones, which make a firewall in between let the camera's packets in. */
    private static final byte[] EMPTY_RTP = {(byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    private static final byte[] EMPTY_REPORT = {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 0};

    private final RtpPorts ports;
    private final RtpDelivery delivery;
    private @Nullable Track track; // null before the camera has agreed
    private @Nullable InetAddress camera; // null where anybody may send
    private @Nullable InetAddress source; // null where the camera has named none
    private @Nullable InetSocketAddress reportsTo; // null as long as nobody knows

    RtpUdpTrack(RtspNetwork network, int receiveBufferBytes, RtpDelivery delivery) {
        this.ports = new RtpPorts(network, receiveBufferBytes, this::datagram);
        this.delivery = delivery;
    }

    RtpPorts ports() {
        return ports;
    }

    /**
     * The track is one by UDP from now on.
     *
     * @param from the one address that may send, or {@code null} for any
     * @param alsoFrom another address that may send, or {@code null}
     */
    void begin(Track agreed, @Nullable InetAddress from, @Nullable InetAddress alsoFrom) {
        track = agreed;
        camera = from;
        source = alsoFrom;
    }

    /** The camera sends from these ports of its own: opens the way from there, and for reports. */
    void punch(InetAddress from, RtspTransportHeader.Pair serverPorts) {
        if (serverPorts.first() > 0) {
            InetSocketAddress reports = new InetSocketAddress(from, serverPorts.second());
            reportsTo = reports;
            ports.send(false, Unpooled.wrappedBuffer(EMPTY_RTP), new InetSocketAddress(from, serverPorts.first()));
            ports.send(true, Unpooled.wrappedBuffer(EMPTY_REPORT), reports);
        }
    }

    private void datagram(boolean rtcp, ByteBuf packet, InetSocketAddress sender) {
        Track present = track;
        InetAddress host = sender.getAddress();
        boolean welcome = camera == null || camera.equals(host) || host.equals(source);
        if (present == null || !welcome) {
            delivery.strayPacket();
            return;
        }
        if (rtcp && reportsTo == null) {
            reportsTo = sender;
        }
        delivery.packet(present, rtcp, packet);
    }

    boolean is(Track other) {
        return other.equals(track);
    }

    /** Sends a report; releases it. */
    void sendRtcp(ByteBuf packet) {
        InetSocketAddress target = reportsTo;
        if (target == null) {
            packet.release();
        } else {
            ports.send(true, packet, target);
        }
    }

    void close() {
        ports.close();
    }

    /** Returns the address that a text of numbers names; {@code null} for anything else, a name say. */
    static @Nullable InetAddress numeric(@Nullable String text) {
        byte[] bytes = text == null ? null : NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return null; // of a length that no address has
        }
    }
}
