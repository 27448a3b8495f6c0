package valkka.rtsp;

import java.util.Arrays;
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
final class AdtsHeader {
    /** Bytes of a header. */
    public static final int LENGTH = 7;
    /** The largest number of 13 bits, with the header. */
    public static final int LONGEST_FRAME = 0x1fff;

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
        return AudioSpecificConfig.read(new BitReader(config)).map(AdtsHeader::of);
    }

    static AdtsHeader of(AudioSpecificConfig config) {
        return new AdtsHeader(config.objectType() - 1, config.rateIndex(), config.channels());
    }

    /**
     * Puts the header in front of an access unit, which begins at {@link #LENGTH}. A few cameras send
     * access units that have such a header already: those come back as they were sent.
     */
    byte[] framed(byte[] frame) {
        if (hasOwn(frame)) {
            return Arrays.copyOfRange(frame, LENGTH, frame.length);
        }
        write(frame);
        return frame;
    }

    private static boolean hasOwn(byte[] frame) {
        if (frame.length < 2 * LENGTH || frame[LENGTH] != (byte) 0xff || (frame[LENGTH + 1] & 0xf6) != 0xf0) {
            return false;
        }
        int length = (frame[LENGTH + 3] & 3) << 11 | (frame[LENGTH + 4] & 0xff) << 3 | (frame[LENGTH + 5] & 0xff) >> 5;
        return length == frame.length - LENGTH;
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
}
