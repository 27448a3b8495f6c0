package valkka.live;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.MediaType;
import valkka.live.StreamState.State;

/**
 * The counters of a stream since its registration. The event loop and the filters' threads write
 * them; any thread may read them.
 */
final class StreamCounters {
    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong keyFrames = new AtomicLong();
    private final AtomicLong droppedBeforeKey = new AtomicLong();
    private final AtomicLong droppedInQueue = new AtomicLong();
    private final AtomicLong sentPackets = new AtomicLong();
    private final AtomicLong packets = new AtomicLong();
    private final AtomicLong lostPackets = new AtomicLong();
    private final AtomicLong damagedPictures = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong audioFrames = new AtomicLong();
    private volatile boolean overUdp;
    private volatile long clockOffset = Long.MIN_VALUE;
    private volatile String lastError = "";
    private volatile State state = State.STOPPED;

    /** A frame goes to the filter. */
    void given(Frame frame) {
        if (frame instanceof BasicFrame basic) {
            (basic.mediaType() == MediaType.AUDIO ? audioFrames : frames).incrementAndGet();
            bytes.addAndGet(basic.size());
        }
    }

    /** How far the camera's clock is ahead of ours, in ms. */
    void clockOffset(long millis) {
        clockOffset = millis;
    }

    /** How the packets of the newest connection come. */
    void overUdp(boolean datagrams) {
        overUdp = datagrams;
    }

    void keyFrame() {
        keyFrames.incrementAndGet();
    }

    void droppedBeforeKey(int count) {
        droppedBeforeKey.addAndGet(count);
    }

    void droppedInQueue(int count) {
        droppedInQueue.addAndGet(count);
    }

    /** More packets were sent by the camera's count, more came, and more were lost on the way. */
    void network(long sent, long came, long lost) {
        sentPackets.addAndGet(sent);
        packets.addAndGet(came);
        lostPackets.addAndGet(lost);
    }

    void damagedPictures(long count) {
        damagedPictures.addAndGet(count);
    }

    /** Frames come from a new connection. */
    void connected() {
        connections.incrementAndGet();
    }

    void error(String message) {
        lastError = message;
        errors.incrementAndGet();
    }

    void state(State newState) {
        state = newState;
    }

    LiveStreamStats snapshot(int slot, String address) {
        return new LiveStreamStats(
                slot,
                address,
                state,
                frames.get(),
                bytes.get(),
                keyFrames.get(),
                audioFrames.get(),
                droppedBeforeKey.get(),
                droppedInQueue.get(),
                sentPackets.get(),
                packets.get(),
                lostPackets.get(),
                damagedPictures.get(),
                overUdp,
                Math.max(0, connections.get() - 1),
                errors.get(),
                clockOffset(),
                lastError);
    }

    private Optional<Duration> clockOffset() {
        long millis = clockOffset;
        return millis == Long.MIN_VALUE ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    }
}
