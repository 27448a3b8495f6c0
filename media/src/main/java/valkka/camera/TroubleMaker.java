package valkka.camera;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import valkka.nal.NalUnits;
import valkka.rtsp.RtpAccessUnit;

/**
 * Stands between a virtual camera's encoder and its clients, and does to the pictures what
 * {@link CameraTrouble} says. Used by the camera's thread, but for the settings and
 * {@link #losesPacket}, which is the server thread's.
 */
final class TroubleMaker {
    private final Random frames;
    private final Random delays;
    private final Random packets;
    private final Queue<Delayed> onTheirWay = new ArrayDeque<>();
    private final AtomicLong picturesLost = new AtomicLong();
    private final AtomicLong packetsLost = new AtomicLong();
    private volatile CameraTrouble trouble;
    private volatile long stepMs; // all steps of the clock together
    private double driftMs;
    private long driftedAt = Long.MIN_VALUE;
    private long newestDelivery = Long.MIN_VALUE;

    private record Delayed(long at, RtpAccessUnit unit) {}

    TroubleMaker(CameraTrouble trouble, long seed) {
        this.trouble = trouble;
        // One of its own for each, so that one kind of trouble does not change what another does.
        this.frames = new Random(seed);
        this.delays = new Random(seed + 1);
        this.packets = new Random(seed + 2);
    }

    void set(CameraTrouble newTrouble) {
        trouble = newTrouble;
    }

    synchronized void stepClock(long millis) {
        stepMs += millis;
    }

    long picturesLost() {
        return picturesLost.get();
    }

    long packetsLost() {
        return packetsLost.get();
    }

    /**
     * Returns the time of the camera's own clock at {@code time}, in Unix ms. This clock goes back
     * only when the underlying clock steps back.
     */
    long cameraTime(long time) {
        if (driftedAt != Long.MIN_VALUE) {
            driftMs += (time - driftedAt) * trouble.clockDrift() / 1e6;
        }
        driftedAt = time;
        return time + stepMs + Math.round(driftMs);
    }

    /** Takes a picture that is sent at {@code time}, or somewhat later, or never. */
    void take(long time, RtpAccessUnit unit) {
        CameraTrouble now = trouble;
        // Chance is asked for each picture, so that it is the same whatever else is wrong.
        boolean lost = frames.nextDouble() < now.frameLoss();
        double delay = delays.nextDouble() * now.jitter().toMillis();
        if (lost || now.silence()) {
            picturesLost.incrementAndGet();
            return;
        }
        newestDelivery = Math.max(newestDelivery, time + Math.round(delay));
        onTheirWay.add(new Delayed(newestDelivery, now.parameterSetsInBand() ? unit : withoutParameterSets(unit)));
    }

    /** Takes a packet of sound, which is sent at {@code time}, or behind a picture that is late. */
    void takeSound(long time, RtpAccessUnit packet) {
        if (trouble.silence()) {
            packetsLost.incrementAndGet();
        } else {
            newestDelivery = Math.max(newestDelivery, time);
            onTheirWay.add(new Delayed(newestDelivery, packet));
        }
    }

    private static RtpAccessUnit withoutParameterSets(RtpAccessUnit unit) {
        List<byte[]> others = unit.nalUnits().stream()
                .filter(nal -> NalUnits.type(nal[0]) != NalUnits.SPS && NalUnits.type(nal[0]) != NalUnits.PPS)
                .toList();
        return others.isEmpty() ? unit : new RtpAccessUnit(others, unit.mstimestamp(), unit.key());
    }

    /** Passes on all pictures that are due by {@code time}. */
    void deliver(long time, Consumer<RtpAccessUnit> receiver) {
        while (!onTheirWay.isEmpty() && onTheirWay.peek().at() <= time) {
            receiver.accept(onTheirWay.remove().unit());
        }
    }

    /** The clock was set: all waiting pictures are due now. */
    void deliverAll(Consumer<RtpAccessUnit> receiver) {
        newestDelivery = Long.MIN_VALUE;
        deliver(Long.MAX_VALUE, receiver);
    }

    /**
     * Returns how long until the next picture is due, in ms; a very long time when none is on its
     * way.
     */
    long untilDelivery(long time) {
        return onTheirWay.isEmpty() ? Long.MAX_VALUE : onTheirWay.peek().at() - time;
    }

    /** Returns whether the network loses the next packet. */
    boolean losesPacket() {
        boolean lost = packets.nextDouble() < trouble.packetLoss();
        if (lost) {
            packetsLost.incrementAndGet();
        }
        return lost;
    }
}
