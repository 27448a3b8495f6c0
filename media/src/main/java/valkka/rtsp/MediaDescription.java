package valkka.rtsp;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import valkka.nal.NalUnits;

/**
 * One track of a stream, as a session description (SDP, RFC 4566) describes the track: one
 * {@code m=} line, with the one of its formats that can be recorded.
 *
 * @param media {@code video}, {@code audio} or {@code application}; in lower case
 * @param payloadType the RTP payload type of the format
 * @param encoding the name of the format, in upper case: H264, H265, MPEG4-GENERIC, PCMA, OPUS
 * @param clockRate how many units of RTP time a second has
 * @param channels of sound; 1 where the description names no number, and 0 for a picture
 * @param formatParameters those of the {@code a=fmtp} line, their names in lower case
 * @param control the {@code a=control} attribute, or {@code null}
 * @param direction which way the track goes, seen by the camera's peer
 * @param port the port of the {@code m=} line; 0 where RTSP chooses the port
 * @param rtcpPort the port of an {@code a=rtcp} line, else the port behind {@code port}
 * @param address the address of the {@code c=} line, or {@code null}: a multicast group, or an
 *     address of this machine
 * @param source the one sender whose packets count ({@code a=source-filter}), or {@code null}
 */
public record MediaDescription(
        String media,
        int payloadType,
        String encoding,
        int clockRate,
        int channels,
        Map<String, String> formatParameters,
        @Nullable String control,
        Direction direction,
        int port,
        int rtcpPort,
        @Nullable String address,
        @Nullable String source) {
    private static final int START_CODE = 4;
    /** The names that messages show. Any other is a stranger's text, which may repeat a secret. */
    private static final Set<String> KNOWN_NAMES = Set.of(
            ("AAC AC3 AMR AMR-WB AV1 BT656 CN DVI4 EAC3 G719 G722 G7221 G723 G726-16 G726-24 G726-32 G726-40 G728 G729"
                            + " G7291 GSM H261 H263 H263-1998 H263-2000 H264 H264-SVC H265 H266 ILBC JPEG JPEG2000 L8 L16"
                            + " L20 L24 MP2P MP2T MP4A-LATM MP4V-ES MPA MPEG4-GENERIC MPV OPUS ONVIF.METADATA"
                            + " VND.ONVIF.METADATA VND.ONVIF.METADATA.GZIP PCMA PCMU QCELP RED RTX SPEEX"
                            + " TELEPHONE-EVENT THEORA ULPFEC VC1 VDVI VORBIS VP8 VP9")
                    .split(" "));

    /** Which way packets go. */
    public enum Direction {
        /** Both ways; also where the description names none. */
        SENDRECV,
        /** From us to the camera: a back channel to its loudspeaker, as ONVIF writes it. */
        SENDONLY,
        /** From the camera to us. */
        RECVONLY,
        /** Neither way. */
        INACTIVE
    }

    /** Makes a description. */
    public MediaDescription {
        formatParameters = Map.copyOf(formatParameters);
    }

    /** Returns a format parameter, or {@code null}; the name in lower case. */
    public @Nullable String parameter(String name) {
        return formatParameters.get(name);
    }

    /**
     * Returns the parameter sets that the description announces, each behind {@code 00 00 00 01}
     * (RFC 6184, 8.1; RFC 7798, 7.1). What is no Base64 is left out.
     */
    public List<byte[]> parameterSets() {
        List<byte[]> sets = new ArrayList<>();
        for (String name : List.of("sprop-parameter-sets", "sprop-vps", "sprop-sps", "sprop-pps")) {
            for (String set : formatParameters.getOrDefault(name, "").split(",")) {
                byte[] annexB = annexB(set);
                // Some cameras put several sets with start codes into one.
                NalUnits.forEach(annexB, annexB.length, (bytes, offset, length) -> {
                    byte[] unit = new byte[START_CODE + length];
                    unit[START_CODE - 1] = 1;
                    System.arraycopy(bytes, offset, unit, START_CODE, length);
                    sets.add(unit);
                });
            }
        }
        return sets;
    }

    private static byte[] annexB(String base64) {
        try {
            byte[] set = Base64.getMimeDecoder().decode(base64);
            byte[] annexB = new byte[START_CODE + set.length];
            annexB[START_CODE - 1] = 1;
            System.arraycopy(set, 0, annexB, START_CODE, set.length);
            return annexB;
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** Returns whether packets may come from the camera. */
    boolean comesFromCamera() {
        return direction != Direction.SENDONLY && direction != Direction.INACTIVE;
    }

    /** As messages name the track: {@code PCMA}, {@code PCMA/16000}. */
    @Override
    public String toString() {
        String name = KNOWN_NAMES.contains(encoding.replaceFirst("^AAL2-", "")) ? encoding : "an unknown encoding";
        boolean usual = clockRate == 90_000 || (clockRate == 8000 && encoding.startsWith("PCM"));
        return usual ? name : name + "/" + clockRate;
    }
}
