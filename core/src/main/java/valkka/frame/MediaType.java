package valkka.frame;

/**
 * The kind of media that a stream carries. The numbers are FFmpeg's {@code AVMediaType}, as
 * ValkkaFS stores them (format.md, frame record, byte 20).
 */
public enum MediaType {
    /** A kind of media that this library does not know. */
    UNKNOWN(-1),
    /** Video. */
    VIDEO(0),
    /** Audio. */
    AUDIO(1),
    /** Data that is neither picture nor sound. */
    DATA(2),
    /** Subtitles. */
    SUBTITLE(3),
    /** An attached file. */
    ATTACHMENT(4);

    private final int id;

    MediaType(int id) {
        this.id = id;
    }

    /** Returns FFmpeg's number of this media type. */
    public int id() {
        return id;
    }

    /**
     * Returns the media type with FFmpeg's number {@code id}, or {@link #UNKNOWN} for a number that
     * FFmpeg does not use.
     */
    public static MediaType of(int id) {
        for (MediaType type : values()) {
            if (type.id == id) {
                return type;
            }
        }
        return UNKNOWN;
    }
}
