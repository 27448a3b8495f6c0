package valkka.frame;

import java.util.List;

/**
 * The encoding of a frame's payload. The numbers are FFmpeg's {@code AVCodecID}, as ValkkaFS stores
 * them (format.md, frame record, byte 24). A number that this library does not know survives
 * reading and writing unchanged.
 *
 * @param id FFmpeg's number
 * @param label the name that dumps and messages print
 * @param mediaType the kind of media that the codec encodes
 */
public record Codec(int id, String label, MediaType mediaType) {
    /** H.264 video, also called AVC. */
    public static final Codec H264 = new Codec(27, "H264", MediaType.VIDEO);
    /** H.265 video, also called HEVC. */
    public static final Codec H265 = new Codec(173, "H265", MediaType.VIDEO);
    /** AAC audio. */
    public static final Codec AAC = new Codec(86018, "AAC", MediaType.AUDIO);
    /** G.711 audio with the mu-law. */
    public static final Codec PCMU = new Codec(65542, "PCMU", MediaType.AUDIO);
    /** G.711 audio with the A-law. */
    public static final Codec PCMA = new Codec(65543, "PCMA", MediaType.AUDIO);
    /** Opus audio. */
    public static final Codec OPUS = new Codec(86076, "OPUS", MediaType.AUDIO);
    /**
     * G.726 audio as RTP packs it (RFC 3551, 4.5.4), the low bits first: FFmpeg's
     * {@code ADPCM_G726LE}. The packing of AAL2, the high bits first, has another number.
     */
    public static final Codec G726 = new Codec(69667, "G726", MediaType.AUDIO);
    /** Linear audio of 16 bits, the high byte first: RTP's L16 (RFC 3551, 4.5.11). */
    public static final Codec PCM_S16BE = new Codec(65537, "L16", MediaType.AUDIO);

    /** The length of the start code in front of a NAL unit, 00 00 00 01. */
    static final int START_CODE_LENGTH = 4;

    private static final int H264_SPS = 7;
    private static final int H265_VPS = 32;
    private static final List<Codec> KNOWN = List.of(H264, H265, AAC, PCMU, PCMA, OPUS, G726, PCM_S16BE);
    private static final int H264_IN_FFMPEG_3 = 28;

    /**
     * Returns the codec with FFmpeg's number {@code id}. The number 28, FFmpeg 3's number of H.264,
     * gives {@link #H264} too.
     */
    public static Codec of(int id) {
        if (id == H264_IN_FFMPEG_3) {
            return H264;
        }
        for (Codec codec : KNOWN) {
            if (codec.id == id) {
                return codec;
            }
        }
        return new Codec(id, "codec " + id, MediaType.UNKNOWN);
    }

    /**
     * Returns the NAL unit type of a payload of this codec. It is {@link BasicFrame#nalUnitType()}
     * for a frame that is not in memory.
     *
     * @param payloadLength the length of the payload in bytes
     * @param nalUnitHeader byte 4 of the payload, the first one behind the start code; any value
     *     when the payload is shorter
     */
    public int nalUnitType(long payloadLength, byte nalUnitHeader) {
        if (payloadLength <= START_CODE_LENGTH) {
            return -1;
        }
        if (id == H264.id) {
            return nalUnitHeader & 31;
        }
        return id == H265.id ? (nalUnitHeader >> 1) & 63 : -1;
    }

    /**
     * Returns whether reading may start at a payload of this codec. It is
     * {@link BasicFrame#isSeekable()} for a frame that is not in memory, with the parameters of
     * {@link #nalUnitType}.
     */
    public boolean isSeekable(long payloadLength, byte nalUnitHeader) {
        boolean whole = payloadLength > START_CODE_LENGTH + 1;
        int type = nalUnitType(payloadLength, nalUnitHeader);
        if (id == H264.id) {
            return whole && type == H264_SPS;
        }
        return id != H265.id || (whole && type == H265_VPS);
    }

    @Override
    public String toString() {
        return label;
    }
}
