package valkka.player;

import java.util.Locale;
import java.util.Optional;
import valkka.frame.Codec;
import valkka.nal.AccessUnit;
import valkka.nal.AvcDecoderConfiguration;
import valkka.nal.HevcDecoderConfiguration;

/**
 * How a browser is told of a stream.
 *
 * @param codec as in RFC 6381: {@code avc1.42c01e}, {@code hvc1.1.6.L93.B0}
 * @param description the decoder configuration record for an mp4
 */
record CodecName(String codec, byte[] description) {
    private static final int COMPATIBILITY = 2;
    private static final int CONSTRAINTS = 6;
    private static final int LEVEL = 12;

    /** Returns the name of the stream of a key frame; empty when its parameter sets cannot be used. */
    static Optional<CodecName> of(AccessUnit key) {
        return key.codec().equals(Codec.H264)
                ? AvcDecoderConfiguration.of(key).map(record -> new CodecName(avc(record), record))
                : HevcDecoderConfiguration.of(key, false).map(record -> new CodecName(hevc(record), record));
    }

    private static String avc(byte[] record) {
        return String.format(Locale.ROOT, "avc1.%02x%02x%02x", record[1], record[2], record[3]);
    }

    /** ISO/IEC 14496-15, annex E.3. */
    private static String hevc(byte[] record) {
        int general = record[1] & 0xff;
        String space = general < 0x40 ? "" : String.valueOf((char) ('A' - 1 + (general >> 6)));
        int flags = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            flags = (flags << 8) | (record[COMPATIBILITY + i] & 0xff);
        }
        StringBuilder name = new StringBuilder("hvc1.");
        name.append(space).append(general & 0x1f).append('.').append(Integer.toHexString(Integer.reverse(flags)));
        name.append((general & 0x20) == 0 ? ".L" : ".H").append(record[LEVEL] & 0xff);
        int end = LEVEL;
        while (end > CONSTRAINTS && record[end - 1] == 0) {
            end--;
        }
        for (int i = CONSTRAINTS; i < end; i++) {
            name.append('.').append(Integer.toHexString(record[i] & 0xff));
        }
        return name.toString();
    }
}
