package valkka.rtsp;

import java.util.Arrays;
import java.util.function.Consumer;
import valkka.frame.Codec;
import valkka.nal.NalSyntax;

/**
 * What H.264 (RFC 6184) and H.265 (RFC 7798) have in common: a payload is a NAL unit, several of
 * them with their lengths, or a fragment of a long one.
 *
 * <p>Cameras that put start codes into a NAL unit have sent several units as one: each becomes a unit
 * of its own. Zeros at the end of a unit belong to no unit.
 */
abstract class VideoDepacketizer extends Depacketizer {
    private static final int START_CODE = 4;

    private final NalSyntax syntax;
    private final UnitBuffer open = new UnitBuffer();
    private int openType = -1; // -1 while no fragmented unit is open
    private long openTimestamp;
    private long openArrival;
    private boolean openMarker;
    /** Fragments come of a unit that was counted as dropped before. */
    private boolean skipping;
    /** Whether the camera has marked the end of any fragmented unit. Some never do. */
    private boolean marksEnds;

    private int openFragments;
    /** Whether the marker bit stood on a fragment that is the first of several: it ends no unit then. */
    private boolean marksStarts;

    VideoDepacketizer(NalSyntax syntax) {
        this.syntax = syntax;
    }

    @Override
    public Codec codec() {
        return syntax.codec();
    }

    @Override
    void forgetOpen() {
        if (openType >= 0) {
            dropOpen();
            skipping = true;
        }
    }

    private void dropOpen() {
        openType = -1;
        open.clear();
        damaged();
    }

    /** Takes a NAL unit that stands in the payload as it is, but for {@code gap} bytes behind its header. */
    final void single(RtpPacket packet, int header, int gap, Consumer<MediaUnit> units) {
        endOpen(units);
        byte[] unit = new byte[START_CODE + packet.payloadLength() - gap];
        packet.copy(0, unit, START_CODE, header);
        packet.copy(header + gap, unit, START_CODE + header, unit.length - START_CODE - header);
        split(unit, packet.timestamp(), packet.marker(), packet.arrivalNanos(), units);
    }

    /**
     * Takes NAL units behind their lengths of 16 bits.
     *
     * @param from where the first length stands
     * @param gap bytes between a unit and the next length
     */
    final void aggregate(RtpPacket packet, int from, int gap, Consumer<MediaUnit> units) {
        endOpen(units);
        int end = packet.payloadLength();
        int at = from;
        while (at < end) {
            int length = at + 2 <= end ? packet.unsignedShort(at) : Integer.MAX_VALUE;
            at += 2;
            if (length > end - at) {
                malformed();
                return;
            }
            int next = at + length + gap;
            if (length > 0) {
                byte[] unit = new byte[START_CODE + length];
                packet.copy(at, unit, START_CODE, length);
                boolean marker = packet.marker() && next >= end;
                split(unit, packet.timestamp(), marker, packet.arrivalNanos(), units);
            }
            at = next;
        }
    }

    /**
     * Begins a unit that comes in fragments. The caller appends the unit's header by
     * {@link #append(int)} and its first piece by {@link #fragment}.
     */
    final void begin(RtpPacket packet, int type, Consumer<MediaUnit> units) {
        endOpen(units);
        openType = type;
        openTimestamp = packet.timestamp();
        openArrival = packet.arrivalNanos();
        openFragments = 0;
        for (int i = 0; i < START_CODE; i++) {
            open.append(0);
        }
    }

    final void append(int headerByte) {
        open.append(headerByte);
    }

    /** Takes a piece of the unit that is open. */
    final void fragment(RtpPacket packet, int type, int from, boolean end, Consumer<MediaUnit> units) {
        if (type != openType) {
            orphan();
            return;
        }
        if (!open.append(packet, from, packet.payloadLength() - from)) {
            forgetOpen();
            return;
        }
        marksEnds |= end;
        openMarker = packet.marker();
        openFragments++;
        marksStarts |= openFragments == 1 && openMarker && !end;
        if (end || (openMarker && !marksEnds && !marksStarts)) {
            finish(units);
        }
    }

    /** A fragment of a unit whose beginning is missing: the unit is counted once. */
    private void orphan() {
        if (openType >= 0) {
            dropOpen();
        } else if (!skipping) {
            damaged();
        }
        skipping = true;
    }

    /**
     * Another unit begins. When nothing of the open unit was lost and the camera never marks ends,
     * the open unit is whole.
     */
    private void endOpen(Consumer<MediaUnit> units) {
        skipping = false;
        if (openType < 0) {
            return;
        }
        if (marksEnds) {
            dropOpen();
        } else {
            finish(units);
        }
    }

    private void finish(Consumer<MediaUnit> units) {
        openType = -1;
        split(open.take(), openTimestamp, openMarker, openArrival, units);
    }

    /** Passes on a unit behind {@link #START_CODE} free bytes; the parts, where it has start codes within. */
    private void split(byte[] unit, long timestamp, boolean marker, long arrival, Consumer<MediaUnit> units) {
        unit[START_CODE - 1] = 1;
        int from = START_CODE;
        byte[] part = null;
        while (from >= 0) {
            int code = StartCodes.find(unit, from);
            int to = code < 0 ? unit.length : code;
            while (to > from && unit[to - 1] == 0) {
                to--;
            }
            if (to > from) {
                if (part != null) {
                    emit(part, timestamp, false, arrival, units);
                }
                part = from == START_CODE && to == unit.length ? unit : part(unit, from, to);
            }
            from = code < 0 ? -1 : code + 3;
        }
        if (part != null) {
            emit(part, timestamp, marker, arrival, units);
        }
    }

    private static byte[] part(byte[] unit, int from, int to) {
        byte[] part = Arrays.copyOfRange(unit, from - START_CODE, to);
        Arrays.fill(part, 0, START_CODE - 1, (byte) 0);
        part[START_CODE - 1] = 1;
        return part;
    }
}
