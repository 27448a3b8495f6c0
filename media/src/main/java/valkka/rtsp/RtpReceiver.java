package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Receives one track: takes its RTP and RTCP packets as they come from the network, checks them, puts
 * them in order and gives the units that a {@link Depacketizer} makes of them.
 *
 * <ul>
 *   <li>Loss is known by sequence numbers: counted, and told by the next unit.
 *   <li>A camera that begins anew has another SSRC, or its sequence numbers jump by thousands. The
 *       units go on, and timestamps are unwrapped on. While the sender of before sends, packets of
 *       another SSRC are a stray's, and ignored.
 *   <li>Sender reports tell the camera's wall clock, {@link #senderTime}. They never change a timestamp.
 * </ul>
 *
 * It runs on the event loop alone: every method is called there, and units are given there.
 */
public final class RtpReceiver implements AutoCloseable {
    /** How long packets of UDP wait for those in front of them, usually. */
    public static final Duration REORDERING = Duration.ofMillis(100);

    /** So long must a sender be silent before another one takes its place. */
    private static final long SILENCE_NANOS = 1_000_000_000L;

    private static final byte[] CNAME = "jvalkka".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_REMARKS = 8;

    /** Takes what a receiver gives. */
    public interface Listener {
        /** Takes the next unit. */
        void unit(MediaUnit unit);

        /** Takes a line on what is strange about the camera's packets. Each comes once. */
        default void remark(String line) {}

        /** The camera said that it sends no more. */
        default void goodbye() {}
    }

    private final EventExecutor loop;
    private final int payloadType;
    private final int clockRate;
    private final boolean reorders;
    private final Depacketizer depacketizer;
    private final Listener listener;
    private final Consumer<MediaUnit> units;
    private final RtpSequencer sequencer;
    private final SenderClock senderClock;
    private final RtcpReader.Listener reports = new Reports();
    private final RtpPacket view = new RtpPacket();
    private final RivalSender rival = new RivalSender();
    private final int ownSsrc = ThreadLocalRandom.current().nextInt();
    private final Set<String> remarks = new HashSet<>();

    private boolean started;
    private boolean saidGoodbye;
    private boolean restarted; // and no packet was passed on since
    private int ssrc;
    private long heardNanos;
    private boolean timed; // whether a packet has given the timestamp
    private long timestamp;
    private long timedNanos;
    private double jitterTicks;
    private long packets;
    private long bytes;
    private long ignored;
    private long malformed;
    private long restarts;
    private long reportedPackets;
    private long reportedLost;
    private final SentPackets sent = new SentPackets();

    /**
     * Makes a receiver.
     *
     * @param track the track as the camera described it
     * @param depacketizer of this track alone
     * @param loop its ticker tells the time, and its timers end waits
     * @param reordering how long packets wait for missing ones in front of them;
     *     {@link Duration#ZERO} where packets come in order, as by TCP
     * @param listener who takes the units
     */
    public RtpReceiver(
            MediaDescription track,
            Depacketizer depacketizer,
            EventExecutor loop,
            Duration reordering,
            Listener listener) {
        this.loop = loop;
        this.payloadType = track.payloadType();
        this.clockRate = Math.max(1, track.clockRate());
        this.reorders = !reordering.isZero();
        this.depacketizer = depacketizer;
        this.listener = listener;
        this.units = listener::unit;
        this.sequencer = new RtpSequencer(loop, reordering, this::inOrder);
        this.senderClock = new SenderClock(clockRate);
    }

    /**
     * Takes an RTP packet: the readable bytes, which stay the caller's. RTCP that comes here, as some
     * cameras send it, is taken too.
     */
    public void rtp(ByteBuf packet) {
        if (RtcpReader.isRtcp(packet) && packet.getByte(packet.readerIndex() + 1) != (byte) (0x80 | payloadType)) {
            rtcp(packet);
        } else if (!view.read(packet)) {
            malformed++;
        } else if (view.payloadType() != payloadType) {
            ignored++;
            remark("packets of payload type " + view.payloadType() + " are ignored: the camera's description has type "
                    + payloadType + " for this track");
        } else {
            packet(packet, loop.ticker().nanoTime());
        }
    }

    private void packet(ByteBuf packet, long now) {
        if (!started) {
            start();
        } else if (!isOfTheSame() && !takesOver(packet, now)) {
            return;
        }
        if (!rival.isEmpty()) {
            ignored += rival.clear();
        }
        heardNanos = now;
        saidGoodbye = false;
        sequencer.packet(view, packet, now);
    }

    private void start() {
        started = true;
        ssrc = view.ssrc();
        sequencer.start(view.sequenceNumber());
    }

    private boolean isOfTheSame() {
        if (view.ssrc() == ssrc) {
            return sequencer.isNear(view.sequenceNumber());
        }
        if (sequencer.isNext(view.sequenceNumber())) {
            ssrc = view.ssrc(); // the same camera, which has changed its mind on its name only
            return true;
        }
        return false;
    }

    /**
     * Decides on a packet that does not go on with the sequence. Either the camera began anew, or the
     * packet is a stray's, which is kept until that is known.
     */
    private boolean takesOver(ByteBuf packet, long now) {
        boolean jump = view.ssrc() == ssrc;
        boolean certain = jump
                ? !reorders || rival.isSucceededBy(view)
                : saidGoodbye || now - heardNanos >= SILENCE_NANOS || rival.isFull();
        if (!certain) {
            ignored += rival.keep(view, packet, now);
            if (!jump) {
                remark("packets of a second sender come: they are ignored while the first one sends");
            }
            return false;
        }
        sequencer.flush();
        depacketizer.lost();
        restarts++;
        restarted = true;
        timedNanos = now;
        if (!rival.isOf(view.ssrc())) {
            ignored += rival.clear();
        }
        List<RivalSender.Kept> kept = rival.take();
        if (!kept.isEmpty()) {
            view.read(kept.get(0).packet());
        }
        start();
        for (RivalSender.Kept before : kept) {
            view.read(before.packet());
            sequencer.packet(view, before.packet(), before.arrivalNanos());
        }
        view.read(packet);
        return true;
    }

    private void inOrder(RtpPacket packet, long arrivalNanos, boolean afterLoss) {
        packets++;
        bytes += packet.size();
        if (!timed) {
            timed = true;
            timestamp = packet.rtpTimestamp() & 0xffffffffL;
        } else {
            int ticks = packet.rtpTimestamp() - (int) timestamp;
            timestamp += ticks;
            if (!restarted) {
                double uneven = (arrivalNanos - timedNanos) * (clockRate / 1e9) - ticks;
                jitterTicks += (Math.abs(uneven) - jitterTicks) / 16;
            }
        }
        restarted = false;
        timedNanos = arrivalNanos;
        packet.received(timestamp, arrivalNanos, afterLoss);
        depacketizer.packet(packet, units);
    }

    /** Takes RTCP packets: the readable bytes, which stay the caller's. */
    public void rtcp(ByteBuf packet) {
        if (!RtcpReader.read(packet, reports)) {
            malformed++;
        }
    }

    private final class Reports implements RtcpReader.Listener {
        @Override
        public void senderReport(int sender, long ntp, int rtpTimestamp, int packetsSent) {
            if (!started || sender == ssrc) {
                sent.report(sender, packetsSent, packets + sequencer.lost());
                senderClock.report(sender, ntp, rtpTimestamp, loop.ticker().nanoTime());
            }
        }

        @Override
        public void goodbye(int sender) {
            if (started && sender == ssrc) {
                saidGoodbye = true;
                listener.goodbye();
            }
        }
    }

    private void remark(String line) {
        if (remarks.size() < MOST_REMARKS && remarks.add(line)) {
            listener.remark(line);
        }
    }

    /**
     * Returns what the camera's own clock showed at a unit's timestamp, by the last sender report. Empty
     * when no report has come, or when the camera's clock was never set.
     */
    public Optional<Instant> senderTime(long unitTimestamp) {
        return started ? senderClock.at(ssrc, unitTimestamp) : Optional.empty();
    }

    /**
     * Writes the receiver report that is due to the camera now (RFC 3550, section 6.4.2), with the
     * canonical name that belongs to it. Its loss counts from the report before.
     */
    public void writeReceiverReport(ByteBuf out) {
        out.writeByte(started ? 0x81 : 0x80)
                .writeByte(201)
                .writeShort(started ? 7 : 1)
                .writeInt(ownSsrc);
        if (started) {
            long lost = sequencer.lost();
            long lostNow = lost - reportedLost;
            long due = packets - reportedPackets + lostNow;
            long fraction = due > 0 ? Math.min(255, lostNow * 256 / due) : 0;
            reportedLost = lost;
            reportedPackets = packets;
            out.writeInt(ssrc);
            out.writeByte((int) fraction).writeMedium((int) Math.min(0x7fffff, lost));
            out.writeInt((int) (sequencer.next() - 1));
            out.writeInt((int) jitterTicks);
            out.writeInt(senderClock.lastReport(ssrc));
            out.writeInt(senderClock.sinceLastReport(ssrc, loop.ticker().nanoTime()));
        }
        int padding = 4 - (CNAME.length + 2) % 4;
        out.writeByte(0x81)
                .writeByte(202)
                .writeShort((4 + CNAME.length + 2 + padding) / 4)
                .writeInt(ownSsrc);
        out.writeByte(1).writeByte(CNAME.length).writeBytes(CNAME).writeZero(padding);
    }

    /** Returns what was counted so far. */
    public RtpStats stats() {
        return new RtpStats(
                sent.sum(),
                packets,
                bytes,
                sequencer.lost(),
                sequencer.late(),
                ignored,
                malformed + depacketizer.malformedPayloads(),
                restarts,
                depacketizer.damagedUnits(),
                jitterTicks * 1000 / clockRate);
    }

    /** Forgets what is held; no unit follows. */
    @Override
    public void close() {
        sequencer.close();
        rival.clear();
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return "receiver of payload type " + payloadType + ": " + packets + " packets, " + bytes + " bytes, "
                + malformed + " malformed";
    }
}
