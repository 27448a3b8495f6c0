package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import valkka.rtsp.RtpSession.Listener;
import valkka.rtsp.RtpSession.Strays;
import valkka.rtsp.RtpSession.Track;

/**
 * Gives a session's packets to its listener. Cameras send the first ones in front of their answer to
 * PLAY, and with them the first key frame: such packets wait here. Used on the event loop alone.
 */
final class RtpDelivery {
    /** As much may come in front of the answer to PLAY: a large key frame, and some sound. */
    private static final int MOST_EARLY_BYTES = 4 << 20;

    private record Early(Track track, boolean rtcp, ByteBuf packet) {}

    private final Listener listener;
    private final Consumer<Throwable> failed;
    private final Deque<Early> early = new ArrayDeque<>();
    private final AtomicLong strayBytes = new AtomicLong();
    private final AtomicLong strayPackets = new AtomicLong();
    private int earlyBytes;
    private boolean playing;
    private boolean closed;

    /** @param failed hears of what the listener throws, which ends the session */
    RtpDelivery(Listener listener, Consumer<Throwable> failed) {
        this.listener = listener;
        this.failed = failed;
    }

    /** Gives a packet on, which is still the caller's. */
    void packet(Track track, boolean rtcp, ByteBuf packet) {
        if (closed) {
            return;
        }
        if (playing) {
            give(track, rtcp, packet);
        } else if (earlyBytes + packet.readableBytes() <= MOST_EARLY_BYTES) {
            earlyBytes += packet.readableBytes();
            early.addLast(new Early(track, rtcp, packet.copy()));
        } else {
            strayPacket();
        }
    }

    private void give(Track track, boolean rtcp, ByteBuf packet) {
        try {
            if (rtcp) {
                listener.onRtcp(track, packet);
            } else {
                listener.onRtp(track, packet);
            }
        } catch (RuntimeException | Error e) {
            failed.accept(e);
        }
    }

    /** Says that it plays, and gives the packets that came before. */
    void play(List<Track> tracks, List<String> notes) {
        if (closed) {
            return;
        }
        playing = true;
        try {
            listener.onPlaying(tracks, notes);
        } catch (RuntimeException | Error e) {
            failed.accept(e);
        }
        for (Early one = early.pollFirst(); one != null; one = early.pollFirst()) {
            if (!closed && tracks.contains(one.track())) {
                give(one.track(), one.rtcp(), one.packet());
            }
            one.packet().release();
        }
    }

    void strayPacket() {
        strayPackets.incrementAndGet();
    }

    void strayBytes(int bytes) {
        strayBytes.addAndGet(bytes);
    }

    /** Any thread may ask. */
    Strays strays() {
        return new Strays(strayBytes.get(), strayPackets.get());
    }

    /** Nothing is given any more. */
    void close() {
        closed = true;
        early.forEach(one -> one.packet().release());
        early.clear();
    }
}
