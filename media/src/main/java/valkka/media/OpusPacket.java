package valkka.media;

import java.nio.ByteBuffer;
import valkka.frame.BasicFrame;

/** A packet of Opus: its first bytes tell its length in time (RFC 6716, 3). */
final class OpusPacket {
    /** Decoders give so many samples a second, whatever was encoded. */
    static final int RATE = 48_000;

    private static final int LONGEST = RATE * 120 / 1000;
    private static final int STEREO = 4;

    /** Samples of a frame at 48,000 Hz, by the configuration in the first byte (RFC 6716, 3.1). */
    private static final int[] SILK = {480, 960, 1920, 2880};

    private static final int[] HYBRID = {480, 960};
    private static final int[] CELT = {120, 240, 480, 960};

    private OpusPacket() {}

    static int channels(BasicFrame packet) {
        return (packet.payload().get(0) & STEREO) != 0 ? 2 : 1;
    }

    /** Returns how many samples a packet has; 0 for a packet that breaks the rules. */
    static long samples(BasicFrame packet) {
        ByteBuffer bytes = packet.payload();
        if (bytes.limit() == 0) {
            return 0;
        }
        int first = bytes.get(0) & 0xff;
        int configuration = first >> 3;
        int frame = configuration < 12
                ? SILK[configuration % 4]
                : configuration < 16 ? HYBRID[configuration % 2] : CELT[configuration % 4];
        int frames = switch (first & 3) {
            case 0 -> 1;
            case 1, 2 -> 2;
            default -> bytes.limit() > 1 ? bytes.get(1) & 0x3f : 0;
        };
        long samples = (long) frame * frames;
        return samples > LONGEST ? 0 : samples;
    }

    /**
     * Returns the identification header (RFC 7845, 5.1) of a stream that begins with this packet.
     * It skips nothing: the recording begins amid the sound, and not with an encoder's run-in.
     */
    static byte[] head(BasicFrame packet) {
        return new byte[] {
            'O',
            'p',
            'u',
            's',
            'H',
            'e',
            'a',
            'd',
            1,
            (byte) channels(packet),
            0,
            0,
            (byte) 0x80,
            (byte) 0xbb,
            0,
            0,
            0,
            0,
            0
        };
    }
}
