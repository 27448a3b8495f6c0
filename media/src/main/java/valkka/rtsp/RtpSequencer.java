package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts the packets of one sender in order. Without a wait they stay as they come, and only gaps are
 * counted. With a wait, packets behind a gap are held until the missing ones come or the wait is over.
 *
 * <p>A late packet, or one that comes twice, is dropped and counted. At most {@link #MOST_PACKETS} and
 * {@link #MOST_BYTES} are held.
 */
final class RtpSequencer {
    /** A power of two. */
    static final int MOST_PACKETS = 1024;

    static final int MOST_BYTES = 2 << 20;
    /** A jump forward by so many numbers is a new beginning and no loss (RFC 3550, appendix A.1). */
    static final int LARGEST_LOSS = 3000;
    /** A jump back by more numbers is a new beginning and no late packet. */
    static final int LATEST = 1000;
    /** So many late packets in a row are a new beginning too. */
    static final int MOST_LATE = 50;

    /** Where the packets go, in order. */
    interface Output {
        /** Takes a packet, which the view shows until the next call. */
        void packet(RtpPacket packet, long arrivalNanos, boolean afterLoss);
    }

    private record Held(ByteBuf packet, long arrivalNanos) {}

    private final EventExecutor loop;
    private final long waitNanos;
    private final Output output;
    private final RtpPacket heldView = new RtpPacket();
    /** A packet of number n is at n modulo the length. No array while nothing was ever held. */
    private @Nullable Held[] held = {};

    private int heldPackets;
    private int heldBytes;
    private long gapNanos; // when the gap in front of the held ones was seen
    private @Nullable Future<?> timer;
    private long next; // the number that is due, with the wraps in its high bits
    private long lost;
    private long late;
    private int lateInARow;

    RtpSequencer(EventExecutor loop, Duration wait, Output output) {
        this.loop = loop;
        this.waitNanos = wait.toNanos();
        this.output = output;
    }

    /** Begins anew with the packet of this number. Nothing may be held. */
    void start(int sequenceNumber) {
        next = sequenceNumber;
        lateInARow = 0;
    }

    /** Returns whether the number is near enough to the one that is due to be of the same sequence. */
    boolean isNear(int sequenceNumber) {
        int ahead = ahead(sequenceNumber);
        return ahead < LARGEST_LOSS && ahead >= -LATEST && (ahead >= 0 || lateInARow < MOST_LATE);
    }

    /** Returns whether it is exactly the number that is due. */
    boolean isNext(int sequenceNumber) {
        return ahead(sequenceNumber) == 0;
    }

    private int ahead(int sequenceNumber) {
        return (short) (sequenceNumber - (int) next);
    }

    /** Takes a packet, as it came. {@code view} shows the bytes of {@code packet}. */
    void packet(RtpPacket view, ByteBuf packet, long nowNanos) {
        int ahead = ahead(view.sequenceNumber());
        if (ahead < 0) {
            late++;
            lateInARow++;
            return;
        }
        lateInARow = 0;
        while (ahead > 0 && heldPackets > 0 && (ahead >= MOST_PACKETS || heldBytes + view.size() > MOST_BYTES)) {
            giveUpGap();
            ahead = ahead(view.sequenceNumber());
        }
        if (ahead < 0) {
            late++;
        } else if (ahead == 0) {
            pass(view, nowNanos, false);
            passHeld();
        } else if (waitNanos == 0 || ahead >= MOST_PACKETS) {
            lost += ahead;
            next += ahead;
            pass(view, nowNanos, true);
        } else {
            hold(view, packet, nowNanos, next + ahead);
        }
    }

    private void pass(RtpPacket view, long arrivalNanos, boolean afterLoss) {
        next++;
        output.packet(view, arrivalNanos, afterLoss);
    }

    private void hold(RtpPacket view, ByteBuf packet, long nowNanos, long number) {
        if (held.length == 0) {
            held = new @Nullable Held[MOST_PACKETS];
        }
        int slot = slot(number);
        if (held[slot] != null) {
            late++;
            return;
        }
        held[slot] = new Held(Unpooled.copiedBuffer(packet), nowNanos);
        heldBytes += view.size();
        if (heldPackets++ == 0) {
            gapNanos = nowNanos;
            startTimer(waitNanos);
        }
    }

    private static int slot(long number) {
        return (int) number & (MOST_PACKETS - 1);
    }

    private void startTimer(long nanos) {
        if (timer == null) {
            timer = loop.schedule(this::waited, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void waited() {
        timer = null;
        long now = loop.ticker().nanoTime();
        while (heldPackets > 0 && now - gapNanos >= waitNanos) {
            giveUpGap();
        }
        if (heldPackets > 0) {
            startTimer(gapNanos + waitNanos - now);
        }
    }

    /** Passes on the packets behind the first gap. At least one is held. */
    private void giveUpGap() {
        while (held[slot(next)] == null) {
            next++;
            lost++;
        }
        passFirst(true);
        passHeld();
    }

    /** Passes on what is held up to the next gap. */
    private void passHeld() {
        while (heldPackets > 0 && held[slot(next)] != null) {
            passFirst(false);
        }
        if (heldPackets > 0) {
            long first = next;
            Held behindGap = held[slot(first)];
            while (behindGap == null) {
                behindGap = held[slot(++first)];
            }
            gapNanos = behindGap.arrivalNanos();
        }
    }

    private void passFirst(boolean afterLoss) {
        int slot = slot(next);
        Held first = held[slot];
        if (first == null || !heldView.read(first.packet())) {
            throw new IllegalStateException("no packet " + next + " is held");
        }
        held[slot] = null;
        heldPackets--;
        heldBytes -= heldView.size();
        pass(heldView, first.arrivalNanos(), afterLoss);
    }

    /** Passes on all that is held. */
    void flush() {
        while (heldPackets > 0) {
            giveUpGap();
        }
    }

    /** Forgets what is held, and stops the timer. */
    void close() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        held = new @Nullable Held[0];
        heldPackets = 0;
        heldBytes = 0;
    }

    /** Returns the number that is due; the bits above 16 count wraps. */
    long next() {
        return next;
    }

    long lost() {
        return lost;
    }

    long late() {
        return late;
    }
}
