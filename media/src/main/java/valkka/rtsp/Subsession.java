package valkka.rtsp;

/** The numbers of a camera's streams within its slot. libValkka: {@code subsession_index}. */
public final class Subsession {
    /** The picture. */
    public static final int VIDEO = 0;

    /** The sound. */
    public static final int AUDIO = 1;

    private Subsession() {}
}
