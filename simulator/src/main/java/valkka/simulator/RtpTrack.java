package valkka.simulator;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import valkka.simulator.CameraScript.Quirk;

/** Sends the units of a track as RTP packets, with sender reports between them. */
final class RtpTrack {
    private static final int STAP_A = 24;
    private static final int FU_A = 28;
    private static final long REPORT_NANOS = 2_000_000_000L;

    /** The way of a packet. */
    @FunctionalInterface
    interface Way {
        void send(boolean rtcp, byte[] packet);
    }

    private final CameraScript script;
    private final boolean sound;
    private final SimulatedTime time;
    private final Way way;
    private final int ssrc;
    private final long firstTicks;
    private int sequence;
    private int packets;
    private long reportAt;

    RtpTrack(CameraScript script, boolean sound, Dice dice, SimulatedTime time, Way way) {
        this.script = script;
        this.sound = sound;
        this.time = time;
        this.way = way;
        this.ssrc = (int) dice.next();
        this.sequence = script.has(Quirk.SEQUENCE_WRAPS) ? 0xffff - dice.below(40) : dice.below(1 << 15);
        this.firstTicks = script.has(Quirk.TIMES_WRAP) ? 0xffffffffL - dice.below(500_000) : dice.below(1 << 30);
        this.reportAt = time.nanos() + REPORT_NANOS;
    }

    /** Sends a picture, or a packet of sound. */
    void send(List<byte[]> units, long ticks) {
        int timestamp = (int) (firstTicks + ticks);
        if (sound) {
            packet(timestamp, true, units.get(0));
        } else {
            picture(units, timestamp);
        }
        if (time.nanos() >= reportAt) {
            reportAt += REPORT_NANOS;
            report(timestamp);
        }
    }

    private void picture(List<byte[]> units, int timestamp) {
        int first = 0;
        if (script.has(Quirk.AGGREGATES)) {
            while (first < units.size() - 1 && units.get(first).length < 40) {
                first++;
            }
            if (first > 0) {
                packet(timestamp, false, aggregate(units.subList(0, first)));
            }
        }
        for (int i = first; i < units.size(); i++) {
            unit(units.get(i), timestamp, i == units.size() - 1 && !script.has(Quirk.NO_MARKER));
        }
    }

    private static byte[] aggregate(List<byte[]> units) {
        ByteBuffer together = ByteBuffer.allocate(
                1 + units.stream().mapToInt(unit -> 2 + unit.length).sum());
        together.put((byte) (0x60 | STAP_A));
        units.forEach(unit -> together.putShort((short) unit.length).put(unit));
        return together.array();
    }

    private void unit(byte[] unit, int timestamp, boolean last) {
        if (unit.length <= script.packet()) {
            packet(timestamp, last, unit);
            return;
        }
        for (int from = 1; from < unit.length; from += script.packet()) {
            int to = Math.min(unit.length, from + script.packet());
            int edges = (from == 1 ? 0x80 : 0) | (to == unit.length ? 0x40 : 0);
            ByteBuffer piece = ByteBuffer.allocate(2 + to - from);
            piece.put((byte) ((unit[0] & 0xe0) | FU_A)).put((byte) (edges | (unit[0] & 0x1f)));
            packet(
                    timestamp,
                    last && to == unit.length,
                    piece.put(unit, from, to - from).array());
        }
    }

    private void packet(int timestamp, boolean marker, byte[] payload) {
        ByteBuffer packet = ByteBuffer.allocate(12 + payload.length);
        packet.put((byte) 0x80).put((byte) ((marker ? 0x80 : 0) | (sound ? 8 : 96)));
        packet.putShort((short) sequence++).putInt(timestamp).putInt(ssrc).put(payload);
        packets++;
        way.send(false, packet.array());
    }

    private void report(int timestamp) {
        ByteBuffer report = ByteBuffer.allocate(28);
        report.put((byte) 0x80).put((byte) 200).putShort((short) 6).putInt(ssrc);
        long millis = time.millis();
        report.putInt((int) (millis / 1000 + 2_208_988_800L)).putInt((int) ((millis % 1000 << 32) / 1000));
        report.putInt(timestamp).putInt(packets).putInt(packets * 100);
        way.send(true, Arrays.copyOf(report.array(), 28));
    }
}
