package valkka.live;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Cuts access units into RTP packets (RFC 6184: whole NAL units, and FU-A fragments of those that are too long) and adds a
 * sender report each second (RFC 3550), by which a client knows the wall clock of each picture.
 *
 * <pre>
 *   0       1       2       3       4               8               12
 *   +-------+-------+-------+-------+---------------+---------------+----------
 *   | 80    |M| 96  | sequence      | time, 90 kHz  | ssrc          | payload
 *   +-------+-------+-------+-------+---------------+---------------+----------
 *   payload:  NAL unit            or   FU indicator, FU header, piece of the NAL unit
 * </pre>
 *
 * M marks the last packet of an access unit.
 */
final class RtpH264Packetizer {
    /** The longest payload: with IP, UDP and RTP headers it stays below every network's limit. */
    static final int MAX_PAYLOAD = 1400;

    private static final int RTP_HEADER = 12;
    private static final int VERSION = 0x80;
    private static final int MARKER = 0x80;
    private static final int FU_A = 28;
    private static final int FU_START = 0x80;
    private static final int FU_END = 0x40;
    private static final int FU_HEADERS = 2;
    private static final long REPORT_EVERY_MS = 1000;
    private static final long TICKS_PER_MS = 90;
    /** Seconds from 1900, where NTP begins, to 1970. */
    private static final long NTP_OFFSET = 2_208_988_800L;

    private static final byte[] CNAME = "jvalkka".getBytes(StandardCharsets.US_ASCII);

    private final int ssrc;
    private int firstTicks;
    private int sequence;
    private boolean started;
    private long firstMs;
    private long reportedMs;
    private int packets;
    private int octets;

    /** A stream that begins at random numbers, as it shall (RFC 3550, section 5.1). */
    RtpH264Packetizer() {
        this(ThreadLocalRandom.current());
    }

    RtpH264Packetizer(RandomGenerator random) {
        ssrc = random.nextInt();
        sequence = random.nextInt();
        restartTimestamps(random);
    }

    /** Timestamps go on from a number by chance, and a sender report says how they have to do with the wall clock now. */
    void restartTimestamps(RandomGenerator random) {
        // Never 0, which FFmpeg takes for "not known yet": it gives the first two pictures the same time then.
        firstTicks = random.nextInt() | 1;
        started = false;
    }

    /** The number by which this stream's packets are known. */
    int ssrc() {
        return ssrc;
    }

    /** Sends one access unit, a sender report in front of it when one is due. */
    void packetize(RtpAccessUnit unit, RtpSink sink) {
        long ms = unit.mstimestamp();
        if (!started) {
            firstMs = ms;
        }
        int ticks = firstTicks + (int) ((ms - firstMs) * TICKS_PER_MS);
        if (!started || Math.abs(ms - reportedMs) >= REPORT_EVERY_MS) {
            report(ms, ticks, sink);
            reportedMs = ms;
        }
        started = true;
        int count = unit.nalUnits().size();
        for (int i = 0; i < count; i++) {
            nalUnit(unit.nalUnits().get(i), ticks, i == count - 1, sink);
        }
    }

    /** Tells the client that nothing more comes. */
    void bye(RtpSink sink) {
        ByteBuf out = sink.begin(true, 16);
        out.writeByte(VERSION).writeByte(201).writeShort(1).writeInt(ssrc);
        out.writeByte(VERSION | 1).writeByte(203).writeShort(1).writeInt(ssrc);
        sink.send();
    }

    private void nalUnit(byte[] nal, int ticks, boolean last, RtpSink sink) {
        if (nal.length <= MAX_PAYLOAD) {
            header(nal.length, ticks, last, sink).writeBytes(nal);
            sink.send();
            return;
        }
        int importance = nal[0] & 0xe0;
        int type = NalUnits.type(nal[0]);
        int position = 1;
        while (position < nal.length) {
            int length = Math.min(MAX_PAYLOAD - FU_HEADERS, nal.length - position);
            boolean end = position + length == nal.length;
            int edges = (position == 1 ? FU_START : 0) | (end ? FU_END : 0);
            header(length + FU_HEADERS, ticks, last && end, sink)
                    .writeByte(importance | FU_A)
                    .writeByte(edges | type)
                    .writeBytes(nal, position, length);
            sink.send();
            position += length;
        }
    }

    private ByteBuf header(int payload, int ticks, boolean marker, RtpSink sink) {
        packets++;
        octets += payload;
        return sink.begin(false, RTP_HEADER + payload)
                .writeByte(VERSION)
                .writeByte((marker ? MARKER : 0) | SessionDescription.PAYLOAD_TYPE)
                .writeShort(sequence++)
                .writeInt(ticks)
                .writeInt(ssrc);
    }

    /** A sender report and the canonical name that must go with it. */
    private void report(long ms, int ticks, RtpSink sink) {
        int nameItem = CNAME.length + 2;
        int padding = 4 - nameItem % 4;
        int nameWords = (4 + nameItem + padding) / 4;
        ByteBuf out = sink.begin(true, 28 + 4 + nameWords * 4);
        out.writeByte(VERSION).writeByte(200).writeShort(6).writeInt(ssrc);
        out.writeInt((int) (Math.floorDiv(ms, 1000L) + NTP_OFFSET));
        out.writeInt((int) ((Math.floorMod(ms, 1000L) << 32) / 1000));
        out.writeInt(ticks).writeInt(packets).writeInt(octets);
        out.writeByte(VERSION | 1).writeByte(202).writeShort(nameWords).writeInt(ssrc);
        out.writeByte(1).writeByte(CNAME.length).writeBytes(CNAME).writeZero(padding);
        sink.send();
    }
}
