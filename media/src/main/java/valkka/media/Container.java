package valkka.media;

import java.util.Map;
import valkka.frame.Codec;

/** A kind of file that recordings are exported to. */
enum Container {
    /**
     * Without checksums of its clusters, as mkvmerge writes it: FFmpeg takes two thirds of its time
     * for them.
     */
    MATROSKA("matroska", Map.of("write_crc32", "0")),
    MP4("mp4", Map.of()),
    /**
     * An mp4 in fragments, each with its own index. Such an mp4 can be written without seeking
     * back, and played from a data URL.
     */
    MP4_IN_PIECES("mp4", Map.of("movflags", "frag_keyframe+empty_moov+default_base_moof"));

    private final String ffmpegName;
    private final Map<String, String> options;

    Container(String ffmpegName, Map<String, String> options) {
        this.ffmpegName = ffmpegName;
        this.options = options;
    }

    String ffmpegName() {
        return ffmpegName;
    }

    Map<String, String> options() {
        return options;
    }

    /** Returns whether players find sound that is encoded so in such a file. */
    boolean takes(Codec sound) {
        return this == MATROSKA || sound.equals(Codec.AAC) || sound.equals(Codec.OPUS);
    }

    /**
     * Returns whether parameter sets stand in front of the file's pictures alone, and not again
     * within: so Apple's players want H.265 in mp4, which is marked {@code hvc1} then (ISO/IEC
     * 14496-15, 8.3.2).
     */
    boolean wantsSetsInFront(Codec picture) {
        return this != MATROSKA && picture.equals(Codec.H265);
    }

    @Override
    public String toString() {
        return ffmpegName;
    }
}
