package valkka.rtsp;

import java.util.Optional;

/**
 * How AAC is encoded (AudioSpecificConfig, ISO/IEC 14496-3, 1.6.2.1), of those kinds that ADTS can
 * describe. For HE-AAC it is what the core is.
 *
 * <pre>
 * bits  5 object type | 4 rate (15: 24 bits more) | 4 channels | of HE-AAC: 4 rate | 5 object type |
 *       1 frames of 960 samples | 1 depends on a core coder (14 bits more) | 1 extension (1 bit more)
 * </pre>
 *
 * @param objectType 1 Main, 2 LC, 3 SSR, 4 LTP
 * @param rateIndex the place of the rate in the standard's table, 0 to 12
 * @param channels 1 to 7
 * @param samples in a frame, of each channel
 */
record AudioSpecificConfig(int objectType, int rateIndex, int channels, int samples) {
    private static final int[] RATES = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350
    };
    private static final int MAIN = 1;
    private static final int LOW_COMPLEXITY = 2;
    private static final int LONG_TERM_PREDICTION = 4;
    private static final int SPECTRAL_BAND_REPLICATION = 5;
    private static final int PARAMETRIC_STEREO = 29;
    private static final int BIT_SLICED = 22;
    private static final int ESCAPE = 31;
    /** Says behind a config that HE-AAC is around this core. No length type of LATM begins so. */
    private static final int SYNC_EXTENSION = 0x2b7;

    private static final int SYNC_EXTENSION_OF_STEREO = 0x548;
    private static final int EXPLICIT_RATE = 15;
    private static final int MOST_CHANNELS = 7;

    /** Returns what is usual where a camera says nothing: LC. Empty for a rate that AAC does not have. */
    static Optional<AudioSpecificConfig> usual(int rate, int channels) {
        int index = index(rate);
        boolean known = index >= 0 && channels >= 1 && channels <= MOST_CHANNELS;
        return known ? Optional.of(new AudioSpecificConfig(LOW_COMPLEXITY, index, channels, 1024)) : Optional.empty();
    }

    /** Reads a config; empty when it is malformed, or of a kind that ADTS has no words for. */
    static Optional<AudioSpecificConfig> read(BitReader bits) {
        int type = objectType(bits);
        int rateIndex = rateIndex(bits);
        int channels = bits.read(4);
        if (bits.left() < 0) {
            return Optional.empty();
        }
        if (type == SPECTRAL_BAND_REPLICATION || type == PARAMETRIC_STEREO) {
            rateIndex(bits); // of the extension
            type = objectType(bits);
            if (type == BIT_SLICED) {
                return Optional.empty();
            }
        }
        boolean known = type >= MAIN
                && type <= LONG_TERM_PREDICTION
                && channels >= 1
                && channels <= MOST_CHANNELS
                && rateIndex >= 0
                && rateIndex < RATES.length;
        if (!known) {
            return Optional.empty();
        }
        int samples = bits.flag() ? 960 : 1024;
        if (bits.flag()) {
            bits.read(14); // the core coder's delay
        }
        if (bits.flag()) {
            bits.read(1); // of later versions
        }
        if (bits.peek(11) == SYNC_EXTENSION) {
            passExtension(bits);
        }
        return Optional.of(new AudioSpecificConfig(type, rateIndex, channels, samples));
    }

    private static void passExtension(BitReader bits) {
        bits.read(11);
        if (objectType(bits) == SPECTRAL_BAND_REPLICATION && bits.flag()) {
            rateIndex(bits);
            if (bits.peek(11) == SYNC_EXTENSION_OF_STEREO) {
                bits.read(12);
            }
        }
    }

    private static int objectType(BitReader bits) {
        int type = bits.read(5);
        return type == ESCAPE ? 32 + bits.read(6) : type;
    }

    private static int rateIndex(BitReader bits) {
        int index = bits.read(4);
        return index == EXPLICIT_RATE ? index(bits.read(24)) : index;
    }

    private static int index(int rate) {
        for (int i = 0; i < RATES.length; i++) {
            if (RATES[i] == rate) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the samples a second of the core. */
    int rate() {
        return RATES[rateIndex];
    }

    /** Returns how long a frame is, in ticks of a clock. */
    long ticks(int clockRate) {
        return (long) samples * clockRate / rate();
    }
}
