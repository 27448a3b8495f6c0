package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * Packets that do not go on with a track's sequence, kept until it is known whether the camera began
 * anew or somebody else sends here. Bounded: a camera that began anew is believed when no more fits.
 */
final class RivalSender {
    private static final int MOST_PACKETS = 1024;
    private static final int MOST_BYTES = 2 << 20;
    /** Packets of one sequence are not farther apart. */
    private static final int NEAR = 100;

    /** A copy of a packet, and when it came. */
    record Kept(ByteBuf packet, long arrivalNanos) {}

    private List<Kept> kept = new ArrayList<>();
    private int bytes;
    private int ssrc;
    private int lastNumber;

    boolean isEmpty() {
        return kept.isEmpty();
    }

    boolean isFull() {
        return kept.size() >= MOST_PACKETS || bytes >= MOST_BYTES;
    }

    /** Returns whether the packet goes on with the sequence of those that are kept. */
    boolean isSucceededBy(RtpPacket packet) {
        int ahead = (short) (packet.sequenceNumber() - lastNumber);
        return !kept.isEmpty() && packet.ssrc() == ssrc && ahead > 0 && ahead < NEAR;
    }

    /**
     * Keeps a copy of a packet. Packets of yet another sender are forgotten.
     *
     * @return how many were forgotten
     */
    int keep(RtpPacket view, ByteBuf packet, long nowNanos) {
        int forgotten = isOf(view.ssrc()) ? 0 : clear();
        if (isFull()) {
            forgotten += clear();
        }
        ssrc = view.ssrc();
        lastNumber = view.sequenceNumber();
        bytes += view.size();
        kept.add(new Kept(Unpooled.copiedBuffer(packet), nowNanos));
        return forgotten;
    }

    boolean isOf(int sender) {
        return sender == ssrc;
    }

    /** Returns the kept packets, and forgets them. */
    List<Kept> take() {
        List<Kept> taken = kept;
        kept = new ArrayList<>();
        bytes = 0;
        return taken;
    }

    /**
     * Forgets all.
     *
     * @return how many were kept
     */
    int clear() {
        int count = kept.size();
        kept.clear();
        bytes = 0;
        return count;
    }
}
