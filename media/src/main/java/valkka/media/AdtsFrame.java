package valkka.media;

import java.nio.ByteBuffer;
import java.util.Optional;
import valkka.frame.BasicFrame;

/**
 * An AAC frame with the content of its ADTS header (ISO/IEC 13818-7, 6.2). Containers want the
 * frame without this header, and the header's content once.
 *
 * @param header its length in bytes, 7 or 9
 * @param config the AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1) that says the same
 * @param sampleRate Hz
 */
record AdtsFrame(int header, byte[] config, int sampleRate, int channels) {
    /** Samples of each channel in a frame. */
    static final int SAMPLES = 1024;

    private static final int[] RATES = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350
    };

    /** Empty when there is no such header. */
    static Optional<AdtsFrame> of(BasicFrame packet) {
        ByteBuffer bytes = packet.payload();
        if (bytes.limit() <= 7 || (bytes.getShort(0) & 0xfff6) != 0xfff0) {
            return Optional.empty();
        }
        int header = (bytes.get(1) & 1) == 1 ? 7 : 9;
        int fields = bytes.getShort(2) & 0xffff;
        int type = (fields >> 14) + 1;
        int rate = fields >> 10 & 15;
        int channels = fields >> 6 & 7;
        if (rate >= RATES.length || channels == 0 || bytes.limit() <= header) {
            return Optional.empty();
        }
        int config = type << 11 | rate << 7 | channels << 3;
        return Optional.of(new AdtsFrame(
                header, new byte[] {(byte) (config >> 8), (byte) config}, RATES[rate], channels == 7 ? 8 : channels));
    }
}
