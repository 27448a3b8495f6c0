package valkka.rtsp;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import valkka.frame.Codec;

/**
 * AAC as most cameras send it (mpeg4-generic, RFC 3640): one or several access units a packet, or an
 * access unit in several packets.
 *
 * <pre>
 *   | length of the headers in bits, 16 | size, index | size, index difference | ... | unit | unit | ...
 * </pre>
 *
 * The format parameters of the description say how many bits a size and an index have, and which
 * other fields a header has.
 */
final class AacDepacketizer extends Depacketizer {
    private static final int HEADERS_LENGTH = 2;
    private static final int MOST_BYTES = AdtsHeader.LONGEST_FRAME - AdtsHeader.LENGTH;

    private final AdtsHeader adts;
    private final long unitTicks;
    private final int sizeBits;
    private final int indexBits;
    private final int indexDeltaBits;
    private final int compositionBits;
    private final int decodingBits;
    private final boolean randomAccess;
    private final int stateBits;
    private final int auxiliaryBits;
    private final int constantSize;

    private final UnitBuffer open = new UnitBuffer();
    private int openSize; // of the whole access unit that comes in pieces; 0 for none
    private long openTimestamp;
    private long openArrival;
    private byte[] headers = new byte[16];

    private AacDepacketizer(MediaDescription track, AudioSpecificConfig config) {
        String mode = track.formatParameters().getOrDefault("mode", "").toLowerCase(Locale.ROOT);
        boolean named = track.parameter("sizelength") != null || track.parameter("constantsize") != null;
        boolean low = mode.equals("aac-lbr");
        adts = AdtsHeader.of(config);
        unitTicks = number(track, "constantduration", config.ticks(track.clockRate()), Integer.MAX_VALUE);
        sizeBits = bits(track, "sizelength", named ? 0 : low ? 6 : 13);
        indexBits = bits(track, "indexlength", named ? 0 : low ? 2 : 3);
        indexDeltaBits = bits(track, "indexdeltalength", named ? 0 : low ? 2 : 3);
        compositionBits = bits(track, "ctsdeltalength", 0);
        decodingBits = bits(track, "dtsdeltalength", 0);
        randomAccess = number(track, "randomaccessindication", 0, 1) == 1;
        stateBits = bits(track, "streamstateindication", 0);
        auxiliaryBits = bits(track, "auxiliarydatasizelength", 0);
        constantSize = (int) number(track, "constantsize", 0, MOST_BYTES);
    }

    /** Returns the depacketizer for a track; empty when its sound is none that ADTS can describe. */
    static Optional<Depacketizer> forTrack(MediaDescription track) {
        return config(track).map(config -> new AacDepacketizer(track, config));
    }

    private static Optional<AudioSpecificConfig> config(MediaDescription track) {
        String config = track.formatParameters().getOrDefault("config", "").strip();
        return config.isEmpty()
                ? AudioSpecificConfig.usual(track.clockRate(), track.channels())
                : bytes(config).flatMap(bytes -> AudioSpecificConfig.read(new BitReader(bytes)));
    }

    /** Returns the bytes of a format parameter in hexadecimal; empty when it is malformed. */
    static Optional<byte[]> bytes(String hexadecimal) {
        String even = hexadecimal.length() % 2 == 0 ? hexadecimal : hexadecimal + "0";
        try {
            return Optional.of(HexFormat.of().parseHex(even));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static int bits(MediaDescription track, String name, int otherwise) {
        return (int) number(track, name, otherwise, 32);
    }

    private static long number(MediaDescription track, String name, long otherwise, long most) {
        String value = track.formatParameters().getOrDefault(name, "").strip();
        return value.matches("[0-9]{1,9}") ? Math.min(most, Long.parseLong(value)) : otherwise;
    }

    @Override
    public Codec codec() {
        return Codec.AAC;
    }

    @Override
    void forgetOpen() {
        if (openSize > 0) {
            openSize = 0;
            open.clear();
            damaged();
        }
    }

    @Override
    void payload(RtpPacket packet, Consumer<MediaUnit> units) {
        if (openSize > 0 && packet.timestamp() != openTimestamp) {
            forgetOpen();
        }
        if (hasHeaders()) {
            withHeaders(packet, units);
        } else {
            withoutHeaders(packet, units);
        }
    }

    private boolean hasHeaders() {
        return sizeBits + indexBits + indexDeltaBits + compositionBits + decodingBits + stateBits > 0 || randomAccess;
    }

    /** All access units have one size, or the payload is one access unit. */
    private void withoutHeaders(RtpPacket packet, Consumer<MediaUnit> units) {
        int length = packet.payloadLength();
        int size = constantSize > 0 ? constantSize : length;
        if (length % size != 0) {
            malformed();
            return;
        }
        for (int i = 0; i < length / size; i++) {
            boolean marker = packet.marker() && (i + 1) * size == length;
            emit(packet, i * size, size, packet.timestamp() + i * unitTicks, marker, units);
        }
    }

    private void withHeaders(RtpPacket packet, Consumer<MediaUnit> units) {
        int end = packet.payloadLength();
        int headerBits = end < HEADERS_LENGTH ? Integer.MAX_VALUE : packet.unsignedShort(0);
        int headerBytes = (int) ((headerBits + 7L) / 8);
        if (headerBits == 0 || headerBytes > end - HEADERS_LENGTH) {
            malformed();
            return;
        }
        if (headers.length < headerBytes) {
            headers = new byte[headerBytes];
        }
        packet.copy(HEADERS_LENGTH, headers, 0, headerBytes);
        BitReader bits = new BitReader(headers, 0, headerBytes);
        int spare = headerBytes * 8 - headerBits;
        int at = HEADERS_LENGTH + headerBytes + auxiliaryLength(packet, HEADERS_LENGTH + headerBytes);
        long timestamp = packet.timestamp();
        for (boolean first = true; bits.left() > spare; first = false) {
            int before = bits.left();
            int size = sizeBits > 0 ? bits.read(sizeBits) : constantSize > 0 ? constantSize : end - at;
            int index = bits.read(first ? indexBits : indexDeltaBits);
            otherFields(bits);
            if (bits.left() == before || bits.left() < spare || at > end || size < 0 || size > MOST_BYTES) {
                malformed();
                return;
            }
            timestamp += first ? 0 : (index + 1) * unitTicks;
            boolean last = bits.left() <= spare;
            if (openSize > 0 || (first && last && size > end - at)) {
                piece(packet, at, size, units);
                return;
            }
            if (size > end - at) {
                malformed();
                return;
            }
            emit(packet, at, size, timestamp, packet.marker() && last, units);
            at += size;
        }
    }

    private void otherFields(BitReader bits) {
        if (compositionBits > 0 && bits.flag()) {
            bits.read(compositionBits);
        }
        if (decodingBits > 0 && bits.flag()) {
            bits.read(decodingBits);
        }
        bits.read(randomAccess ? 1 : 0);
        bits.read(stateBits);
    }

    /** Returns the length of the auxiliary section, which nobody uses. */
    private int auxiliaryLength(RtpPacket packet, int from) {
        if (auxiliaryBits == 0) {
            return 0;
        }
        int have = Math.min(4, packet.payloadLength() - from);
        byte[] start = new byte[4];
        packet.copy(from, start, 0, have);
        long length = new BitReader(start).read(auxiliaryBits) & 0xffffffffL;
        return (int) Math.min(packet.payloadLength(), (auxiliaryBits + length + 7) / 8);
    }

    /** Takes a piece of an access unit whose header says how long the whole access unit is. */
    private void piece(RtpPacket packet, int at, int size, Consumer<MediaUnit> units) {
        int length = packet.payloadLength() - at;
        if (openSize == 0) {
            openSize = size;
            openTimestamp = packet.timestamp();
            openArrival = packet.arrivalNanos();
            for (int i = 0; i < AdtsHeader.LENGTH; i++) {
                open.append(0);
            }
        }
        int missing = openSize + AdtsHeader.LENGTH - open.length();
        if (size != openSize || length > missing || !open.append(packet, at, length)) {
            forgetOpen();
            malformed();
            return;
        }
        if (length == missing) {
            openSize = 0;
            emit(adts.framed(open.take()), openTimestamp, packet.marker(), openArrival, units);
        }
    }

    private void emit(RtpPacket packet, int at, int size, long timestamp, boolean marker, Consumer<MediaUnit> units) {
        if (size == 0) {
            return;
        }
        byte[] unit = new byte[AdtsHeader.LENGTH + size];
        packet.copy(at, unit, AdtsHeader.LENGTH, size);
        emit(adts.framed(unit), timestamp, marker, packet.arrivalNanos(), units);
    }
}
