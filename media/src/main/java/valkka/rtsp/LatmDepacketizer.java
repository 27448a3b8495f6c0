package valkka.rtsp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import valkka.frame.Codec;

/**
 * AAC in LATM (RFC 6416): a packet has one element with one or several access units, or a piece of an
 * element, whose last packet has the marker bit. How elements are packed is in the description, or,
 * with {@code cpresent=1}, at the beginning of an element now and then.
 *
 * <pre>
 *   [1 bit: as before] [config]  | length: bytes of 255, and a smaller one | access unit | length | ...
 * </pre>
 */
final class LatmDepacketizer extends Depacketizer {
    private final int clockRate;
    private final boolean configInBand;
    private @Nullable LatmMux mux;
    private final UnitBuffer open = new UnitBuffer();
    private long openTimestamp;
    private long openArrival;
    private boolean comesInPieces;
    /** Whether the rest of an element comes whose beginning is missing. */
    private boolean skipping;

    private boolean skipped; // a packet of it, of the time openTimestamp

    private LatmDepacketizer(MediaDescription track, boolean configInBand, @Nullable LatmMux mux) {
        this.clockRate = track.clockRate();
        this.configInBand = configInBand;
        this.mux = mux;
    }

    /** Returns the depacketizer for a track; empty when its sound is none that ADTS can describe. */
    static Optional<Depacketizer> forTrack(MediaDescription track) {
        String config = track.formatParameters().getOrDefault("config", "").strip();
        boolean inBand =
                !track.formatParameters().getOrDefault("cpresent", "1").strip().equals("0");
        Optional<LatmMux> mux = config.isEmpty()
                ? AudioSpecificConfig.usual(track.clockRate(), track.channels()).map(LatmDepacketizer::usual)
                : AacDepacketizer.bytes(config).flatMap(LatmDepacketizer::mux);
        if (inBand) {
            return Optional.of(new LatmDepacketizer(track, true, config.isEmpty() ? null : mux.orElse(null)));
        }
        return mux.map(known -> new LatmDepacketizer(track, false, known));
    }

    /** Some cameras write the sound's own config there, without what LATM adds. */
    private static Optional<LatmMux> mux(byte[] config) {
        return LatmMux.read(new BitReader(config))
                .or(() -> AudioSpecificConfig.read(new BitReader(config)).map(LatmDepacketizer::usual));
    }

    private static LatmMux usual(AudioSpecificConfig audio) {
        return new LatmMux(audio, 1, 0, false);
    }

    @Override
    public Codec codec() {
        return Codec.AAC;
    }

    @Override
    void forgetOpen() {
        boolean dropped = open.length() > 0;
        open.clear();
        skipping = comesInPieces || dropped; // what was lost may be the beginning of what comes
        skipped = false;
        if (skipping) {
            damaged();
        }
    }

    @Override
    void payload(RtpPacket packet, Consumer<MediaUnit> units) {
        if (isRest(packet)) {
            return;
        }
        if (open.length() > 0 && packet.timestamp() != openTimestamp) {
            element(false, units); // by a camera that sets no marker bits
        }
        if (open.length() == 0) {
            openTimestamp = packet.timestamp();
            openArrival = packet.arrivalNanos();
        }
        if (!open.append(packet, 0, packet.payloadLength())) {
            forgetOpen();
        } else if (packet.marker()) {
            element(true, units);
        } else {
            comesInPieces = true;
        }
    }

    private boolean isRest(RtpPacket packet) {
        if (!skipping || (skipped && packet.timestamp() != openTimestamp)) {
            skipping = false;
            return false;
        }
        skipped = true;
        openTimestamp = packet.timestamp();
        skipping = !packet.marker();
        return true;
    }

    private void element(boolean marker, Consumer<MediaUnit> units) {
        byte[] element = open.take();
        BitReader bits = new BitReader(element);
        if (configInBand && !bits.flag()) {
            Optional<LatmMux> read = LatmMux.read(bits);
            if (read.isEmpty()) {
                malformed();
                return;
            }
            mux = read.get();
        }
        LatmMux present = mux;
        if (present == null) {
            damaged(); // nothing can be done with an access unit before the first config
            return;
        }
        AdtsHeader adts = AdtsHeader.of(present.audio());
        List<byte[]> parts = new ArrayList<>(1);
        for (int i = 0; i < present.subFrames(); i++) {
            int length = present.frameLength() > 0 ? present.frameLength() : length(bits);
            if (length > bits.left() / 8 || bits.left() < 0 || length > AdtsHeader.LONGEST_FRAME - AdtsHeader.LENGTH) {
                malformed();
                return;
            }
            byte[] unit = new byte[AdtsHeader.LENGTH + length];
            bits.copy(unit, AdtsHeader.LENGTH, length);
            parts.add(unit);
        }
        if (isAfterLoss() && !present.hasOtherData() && bits.left() >= 8) {
            damaged(); // the rest of an element whose beginning is lost
            return;
        }
        emit(parts, adts, present.audio().ticks(clockRate), marker, units);
    }

    private void emit(List<byte[]> parts, AdtsHeader adts, long ticks, boolean marker, Consumer<MediaUnit> units) {
        for (int i = 0; i < parts.size(); i++) {
            byte[] unit = parts.get(i);
            if (unit.length > AdtsHeader.LENGTH) {
                boolean last = i == parts.size() - 1;
                emit(adts.framed(unit), openTimestamp + i * ticks, marker && last, openArrival, units);
            }
        }
    }

    private static int length(BitReader bits) {
        int length = 0;
        int more = 255;
        while (more == 255 && bits.left() >= 8) {
            more = bits.read(8);
            length += more;
        }
        return length;
    }
}
