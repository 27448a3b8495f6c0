package valkka.rtsp;

import java.util.Optional;
import java.util.function.Consumer;
import valkka.frame.Codec;

/**
 * A payload format: how the payloads of RTP packets become units again. One depacketizer serves one
 * track, on one thread. It holds at most one unit that is not whole yet.
 *
 * <p>Packets come in order, without repetitions. A unit that misses a part is dropped and counted, and
 * the next unit says so.
 */
public abstract class Depacketizer {
    private boolean afterLoss;
    private long malformed;
    private long damaged;

    Depacketizer() {}

    /** Returns the depacketizer for a track; empty for an encoding that cannot be recorded. */
    public static Optional<Depacketizer> of(MediaDescription track) {
        return switch (track.encoding()) {
            case "H264" -> Optional.of(new H264Depacketizer());
            case "H265", "HEVC" -> Optional.of(new H265Depacketizer(track));
            case "MPEG4-GENERIC" -> AacDepacketizer.forTrack(track);
            case "MP4A-LATM" -> LatmDepacketizer.forTrack(track);
            case "PCMA" -> Optional.of(new SampleDepacketizer(Codec.PCMA));
            case "PCMU" -> Optional.of(new SampleDepacketizer(Codec.PCMU));
            case "L16" -> Optional.of(new SampleDepacketizer(Codec.PCM_S16BE));
            case "OPUS" -> Optional.of(new SampleDepacketizer(Codec.OPUS));
            case "G726-16", "G726-24", "G726-32", "G726-40" -> Optional.of(new SampleDepacketizer(Codec.G726));
            case "AAL2-G726-16" -> Optional.of(new Aal2G726Depacketizer(2));
            case "AAL2-G726-24" -> Optional.of(new Aal2G726Depacketizer(3));
            case "AAL2-G726-32" -> Optional.of(new Aal2G726Depacketizer(4));
            case "AAL2-G726-40" -> Optional.of(new Aal2G726Depacketizer(5));
            default -> Optional.empty();
        };
    }

    /** Returns the codec of the frames that the units become. */
    public abstract Codec codec();

    /** Takes the next packet, and gives the units that end with it. */
    final void packet(RtpPacket packet, Consumer<MediaUnit> units) {
        if (packet.afterLoss()) {
            lost();
        }
        if (packet.payloadLength() > 0) {
            payload(packet, units);
        }
    }

    /** Gives up what is open: packets are missing, or the camera begins anew. */
    final void lost() {
        afterLoss = true;
        forgetOpen();
    }

    /** Takes a payload of at least one byte. */
    abstract void payload(RtpPacket packet, Consumer<MediaUnit> units);

    /** Drops a unit that is not whole yet, by {@link #damaged()}. */
    abstract void forgetOpen();

    /** Passes on a unit. */
    final void emit(byte[] unit, long timestamp, boolean marker, long arrivalNanos, Consumer<MediaUnit> units) {
        boolean behindLoss = afterLoss;
        afterLoss = false;
        units.accept(new MediaUnit(unit, timestamp, marker, behindLoss, arrivalNanos));
    }

    /** Returns whether something is missing in front of the next unit. */
    final boolean isAfterLoss() {
        return afterLoss;
    }

    /** Counts a payload that makes no sense. What it held is missing now. */
    final void malformed() {
        malformed++;
        afterLoss = true;
    }

    /** Counts a unit that is dropped. */
    final void damaged() {
        damaged++;
        afterLoss = true;
    }

    /** Returns how many payloads made no sense. */
    final long malformedPayloads() {
        return malformed;
    }

    /** Returns how many units were dropped. */
    final long damagedUnits() {
        return damaged;
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return codec() + " out of RTP packets: " + malformed + " packets malformed, " + damaged + " units damaged";
    }
}
