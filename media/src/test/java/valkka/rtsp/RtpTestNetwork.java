package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * A network that loses packets, repeats them, lets them overtake one another, and passes through senders that
 * add padding, extension headers and sources. The first packet comes first, so that it is known where all begins.
 */
final class RtpTestNetwork {
    private static final long SPACING_NANOS = 200_000;

    private final Random random;
    private final double loss;
    private final double repetition;
    private final long longestDelay;

    final BitSet lost = new BitSet();
    int repeated;

    private record Delivery(long nanos, byte[] packet) {}

    RtpTestNetwork(Random random, double loss, double repetition, Duration longestDelay) {
        this.random = random;
        this.loss = loss;
        this.repetition = repetition;
        this.longestDelay = longestDelay.toNanos();
    }

    /** Brings all that comes to the track's receiver, in the time that it takes. */
    void deliver(List<byte[]> packets, RtpTestTrack track) {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < packets.size(); i++) {
            if (i > 0 && random.nextDouble() < loss) {
                lost.set(i);
                continue;
            }
            deliveries.add(new Delivery(i * SPACING_NANOS + (i > 0 ? delay() : 0), packets.get(i)));
            if (random.nextDouble() < repetition) {
                repeated++;
                deliveries.add(new Delivery(i * SPACING_NANOS + 1 + delay(), packets.get(i)));
            }
        }
        deliveries.sort(Comparator.comparingLong(Delivery::nanos));
        long now = 0;
        for (Delivery delivery : deliveries) {
            if (delivery.nanos() - now > 1_000_000) {
                track.pass(Duration.ofNanos(delivery.nanos() - now));
                now = delivery.nanos();
            }
            track.rtp(decorated(delivery.packet()));
        }
        track.pass(Duration.ofSeconds(1));
    }

    private long delay() {
        return longestDelay == 0 ? 0 : random.nextLong(longestDelay);
    }

    private ByteBuf decorated(byte[] packet) {
        int kind = random.nextInt(8);
        int first = packet[0];
        ByteBuf out = Unpooled.buffer().writeBytes(packet, 0, 12);
        if (kind == 1 || kind == 4) {
            first |= 2;
            out.writeLong(random.nextLong());
        }
        if (kind == 2 || kind == 4) {
            first |= 0x10;
            out.writeInt(0xbede_0001).writeInt(random.nextInt());
        }
        out.writeBytes(packet, 12, packet.length - 12);
        if (kind == 3 || kind == 4) {
            first |= 0x20;
            out.writeShort(random.nextInt()).writeByte(3);
        }
        return out.setByte(0, first);
    }
}
