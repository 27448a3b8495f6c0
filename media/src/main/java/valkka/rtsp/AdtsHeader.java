package valkka.rtsp;

import java.util.Optional;

/**
 * The header in front of each AAC frame that says how to decode it (ISO/IEC 13818-7, 6.2): 7 bytes,
 * without a checksum.
 *
 * <pre>
 * bits  12 syncword FFF | 1 MPEG-2 | 2 layer | 1 no checksum | 2 profile | 4 sampling rate | 1 private
 *        3 channels | 4 flags | 13 frame length with header | 11 buffer fullness 7FF | 2 frames - 1
 * </pre>
 */
public final class AdtsHeader {
    public static final int LENGTH = 7;
    /** The largest number of 13 bits, with the header. */
    public static final int LONGEST_FRAME = 0x1fff;

    private static final int MAIN = 1;
    private static final int LONG_TERM_PREDICTION = 4;
    private static final int SPECTRAL_BAND_REPLICATION = 5;
    private static final int PARAMETRIC_STEREO = 29;
    private static final int EXPLICIT_RATE = 15;
    private static final int MOST_CHANNELS = 7;

    private final int profile;
    private final int rateIndex;
    private final int channels;

    private AdtsHeader(int profile, int rateIndex, int channels) {
        this.profile = profile;
        this.rateIndex = rateIndex;
        this.channels = channels;
    }

    /**
     * Returns the header for an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1); empty when the
     * bytes are malformed, or when ADTS cannot describe this kind. For HE-AAC the header announces
     * the core, as usual: decoders find the rest.
     */
    public static Optional<AdtsHeader> of(byte[] config) {
        if (config.length < 2) {
            return Optional.empty();
        }
        Bits bits = new Bits(config);
        int type = bits.read(5);
        int rateIndex = bits.read(4);
        if (rateIndex == EXPLICIT_RATE) {
            return Optional.empty();
        }
        int channels = bits.read(4);
        if (type == SPECTRAL_BAND_REPLICATION || type == PARAMETRIC_STEREO) {
            bits.read(4); // the rate of the extension
            type = bits.read(5);
        }
        boolean known = type >= MAIN && type <= LONG_TERM_PREDICTION && channels >= 1 && channels <= MOST_CHANNELS;
        return known && rateIndex <= 12 ? Optional.of(new AdtsHeader(type - 1, rateIndex, channels)) : Optional.empty();
    }

    /** Writes the header of the frame that fills {@code frame}, at its beginning. */
    public void write(byte[] frame) {
        int length = frame.length;
        frame[0] = (byte) 0xff;
        frame[1] = (byte) 0xf1;
        frame[2] = (byte) (profile << 6 | rateIndex << 2 | channels >> 2);
        frame[3] = (byte) ((channels & 3) << 6 | length >> 11);
        frame[4] = (byte) (length >> 3);
        frame[5] = (byte) ((length & 7) << 5 | 0x1f);
        frame[6] = (byte) 0xfc;
    }

    /** Reads bits, the highest first; zeros behind the end. */
    private static final class Bits {
        private final byte[] bytes;
        private int at;

        Bits(byte[] bytes) {
            this.bytes = bytes;
        }

        int read(int count) {
            int value = 0;
            for (int i = 0; i < count; i++, at++) {
                int bit = at / 8 < bytes.length ? bytes[at / 8] >> (7 - at % 8) & 1 : 0;
                value = value << 1 | bit;
            }
            return value;
        }
    }
}
