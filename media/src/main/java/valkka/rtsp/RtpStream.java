package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One track on its way to one client. This class writes the headers, numbers and times of the RTP
 * packets; a {@link RtpPacketizer} writes the payloads. A sender report each second (RFC 3550)
 * tells the client the wall clock of each access unit. So a client can play tracks of one clock in
 * step.
 *
 * <pre>
 *   0       1       2       3       4               8               12
 *   +-------+-------+-------+-------+---------------+---------------+----------
 *   | 80    |M| type| sequence      | time          | ssrc          | payload
 *   +-------+-------+-------+-------+---------------+---------------+----------
 * </pre>
 */
final class RtpStream {
    private static final int RTP_HEADER = 12;
    private static final int VERSION = 0x80;
    private static final int MARKER = 0x80;
    private static final long REPORT_EVERY_MS = 1000;
    /** Seconds from 1900, where NTP begins, to 1970. */
    private static final long NTP_OFFSET = 2_208_988_800L;

    private static final byte[] CNAME = "jvalkka".getBytes(StandardCharsets.US_ASCII);

    private final RtpPacketizer packetizer;
    private final Ticker ticker;
    private final int ssrc;
    private int firstTicks;
    private int sequence;
    private boolean started;
    private long firstMs;
    private long reportedMs;
    private long sentNanos; // when the last access unit was sent
    private int packets;
    private int octets;
    private int ticks;
    private @Nullable RtpSink sink; // of the access unit at hand

    /** A stream that begins at random numbers, as it shall (RFC 3550, section 5.1). */
    RtpStream(RtpPacketizer packetizer, Ticker ticker) {
        this(packetizer, ticker, ThreadLocalRandom.current());
    }

    RtpStream(RtpPacketizer packetizer, Ticker ticker, RandomGenerator random) {
        this.packetizer = packetizer;
        this.ticker = ticker;
        ssrc = random.nextInt();
        sequence = random.nextInt();
        restartTimestamps(random);
    }

    /**
     * Timestamps go on from a number by chance, and a sender report says how they have to do with
     * the wall clock now.
     */
    void restartTimestamps(RandomGenerator random) {
        // Never 0, which FFmpeg takes for "not known yet": it gives the first two pictures the same
        // time then.
        firstTicks = random.nextInt() | 1;
        started = false;
    }

    /**
     * Lets timestamps go on with the next access unit, whatever its time is, as long after the last
     * one as the clock says. A sender report says how they have to do with the new time.
     */
    void resume() {
        if (packets > 0) {
            long millis = Math.max(1, (ticker.nanoTime() - sentNanos) / 1_000_000);
            int next = ticks + (int) (millis * packetizer.clockRate() / 1000);
            firstTicks = next == 0 ? 1 : next; // for FFmpeg's sake, as above
        }
        started = false;
    }

    /** Returns the sequence number of the next packet. */
    int nextSequence() {
        return sequence & 0xffff;
    }

    /** Returns the timestamp of the next packet, before the first one and after a resume. */
    long nextTimestamp() {
        return Integer.toUnsignedLong(firstTicks);
    }

    /** Returns the number by which this stream's packets are known. */
    int ssrc() {
        return ssrc;
    }

    /** Sends one access unit, with a sender report in front of the unit when a report is due. */
    void send(RtpAccessUnit unit, RtpSink to) {
        sink = to;
        long ms = unit.mstimestamp();
        if (!started) {
            firstMs = ms;
        }
        ticks = firstTicks + (int) ((ms - firstMs) * packetizer.clockRate() / 1000);
        if (!started || Math.abs(ms - reportedMs) >= REPORT_EVERY_MS) {
            report(ms, to);
            reportedMs = ms;
        }
        started = true;
        sentNanos = ticker.nanoTime();
        packetizer.packetize(unit, this);
    }

    /** Tells the client that nothing more comes. */
    void bye(RtpSink to) {
        ByteBuf out = to.begin(true, 16);
        out.writeByte(VERSION).writeByte(201).writeShort(1).writeInt(ssrc);
        out.writeByte(VERSION | 1).writeByte(203).writeShort(1).writeInt(ssrc);
        to.send();
    }

    /**
     * Begins a packet of the present access unit; the caller writes exactly {@code payload} bytes
     * into the returned buffer.
     *
     * @param marker whether it is the last packet of the access unit
     */
    ByteBuf begin(int payload, boolean marker) {
        packets++;
        octets += payload;
        return current()
                .begin(false, RTP_HEADER + payload)
                .writeByte(VERSION)
                .writeByte((marker ? MARKER : 0) | packetizer.payloadType())
                .writeShort(sequence++)
                .writeInt(ticks)
                .writeInt(ssrc);
    }

    /** Ends the packet that was begun. */
    void send() {
        current().send();
    }

    private RtpSink current() {
        return Objects.requireNonNull(sink, "packets are begun and sent within send(unit, to)");
    }

    /** A sender report and the canonical name that must go with it. */
    private void report(long ms, RtpSink to) {
        int nameItem = CNAME.length + 2;
        int padding = 4 - nameItem % 4;
        int nameWords = (4 + nameItem + padding) / 4;
        ByteBuf out = to.begin(true, 28 + 4 + nameWords * 4);
        out.writeByte(VERSION).writeByte(200).writeShort(6).writeInt(ssrc);
        out.writeInt((int) (Math.floorDiv(ms, 1000L) + NTP_OFFSET));
        // Upwards, so that who cuts it off again has the same millisecond.
        out.writeInt((int) (((Math.floorMod(ms, 1000L) << 32) + 999) / 1000));
        out.writeInt(ticks).writeInt(packets).writeInt(octets);
        out.writeByte(VERSION | 1).writeByte(202).writeShort(nameWords).writeInt(ssrc);
        out.writeByte(1).writeByte(CNAME.length).writeBytes(CNAME).writeZero(padding);
        to.send();
    }
}
