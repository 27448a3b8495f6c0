package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/** Keeps the packets. */
public final class RtpTestSink implements RtpSink {
    final List<byte[]> rtp = new ArrayList<>();
    final List<byte[]> rtcp = new ArrayList<>();
    private ByteBuf packet;
    private boolean packetIsRtcp;
    private int promised;

    @Override
    public ByteBuf begin(boolean isRtcp, int length) {
        assertThat(packet).as("a packet that was begun and not sent").isNull();
        packet = Unpooled.buffer();
        packetIsRtcp = isRtcp;
        promised = length;
        return packet;
    }

    @Override
    public void send() {
        byte[] bytes = new byte[packet.readableBytes()];
        packet.readBytes(bytes);
        packet = null;
        assertThat(bytes).as("as long as was said").hasSize(promised);
        (packetIsRtcp ? rtcp : rtp).add(bytes);
    }

    @Override
    public void flush() {}

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public long lastHeardNanos() {
        return System.nanoTime();
    }

    @Override
    public String transportHeader() {
        return "";
    }

    @Override
    public void close() {}
}
