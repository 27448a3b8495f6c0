package valkka.frame;

/**
 * What kind of media a stream carries. The numbers are FFmpeg's {@code AVMediaType}, as ValkkaFS stores them (format.md,
 * frame record, byte 20).
 */
public enum MediaType {
    UNKNOWN(-1),
    VIDEO(0),
    AUDIO(1),
    DATA(2),
    SUBTITLE(3),
    ATTACHMENT(4);

    private final int id;

    MediaType(int id) {
        this.id = id;
    }

    /** FFmpeg's number of this media type. */
    public int id() {
        return id;
    }

    /** The media type with FFmpeg's number {@code id}; {@link #UNKNOWN} for a number that FFmpeg does not use. */
    public static MediaType of(int id) {
        for (MediaType type : values()) {
            if (type.id == id) {
                return type;
            }
        }
        return UNKNOWN;
    }
}
