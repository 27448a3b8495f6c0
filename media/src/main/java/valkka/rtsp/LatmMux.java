package valkka.rtsp;

import java.util.Optional;

/**
 * How LATM packs AAC (StreamMuxConfig, ISO/IEC 14496-3, 1.7.3), of one program with one layer, as all
 * cameras send it.
 *
 * @param audio how the sound is encoded
 * @param subFrames access units in one element
 * @param frameLength bytes of each access unit; 0 when each has its length in front
 * @param hasOtherData whether other data may stand behind the access units
 */
record LatmMux(AudioSpecificConfig audio, int subFrames, int frameLength, boolean hasOtherData) {
    private static final int FIXED_LENGTH = 1;
    private static final int SHORTEST_FIXED = 20;

    /** Reads a config; empty when it is malformed, or of a kind that nobody sends. */
    static Optional<LatmMux> read(BitReader bits) {
        boolean version1 = bits.flag();
        if (version1 && bits.flag()) {
            return Optional.empty(); // a version A of later
        }
        if (version1) {
            number(bits); // buffer fullness
        }
        boolean sameTimeFraming = bits.flag();
        int subFrames = bits.read(6) + 1;
        int programs = bits.read(4) + 1;
        int layers = bits.read(3) + 1;
        if (!sameTimeFraming || programs > 1 || layers > 1) {
            return Optional.empty();
        }
        int configBits = version1 ? number(bits) : 0;
        int before = bits.left();
        Optional<AudioSpecificConfig> audio = AudioSpecificConfig.read(bits);
        int rest = configBits - (before - bits.left());
        if (version1 && (rest < 0 || rest > bits.left())) {
            return Optional.empty();
        }
        bits.skip(version1 ? rest : 0);
        int lengthType = bits.read(3);
        int frameLength = bits.read(lengthType == FIXED_LENGTH ? 9 : 8);
        boolean hasOtherData = otherData(bits, version1);
        if (lengthType > FIXED_LENGTH) { // zeros may be left out at the end: GStreamer does so
            return Optional.empty();
        }
        int fixed = lengthType == FIXED_LENGTH ? frameLength + SHORTEST_FIXED : 0;
        return audio.map(config -> new LatmMux(config, subFrames, fixed, hasOtherData));
    }

    /** Other data may stand behind the access units; nobody uses them. Then a checksum may come. */
    private static boolean otherData(BitReader bits, boolean version1) {
        boolean present = bits.flag();
        if (present) {
            if (version1) {
                number(bits);
            } else {
                boolean more = true;
                while (more && bits.left() > 0) {
                    more = bits.flag();
                    bits.read(8);
                }
            }
        }
        if (bits.flag()) {
            bits.read(8);
        }
        return present;
    }

    /** LatmGetValue: a number behind how many bytes it has. */
    private static int number(BitReader bits) {
        return bits.read((bits.read(2) + 1) * 8);
    }
}
