package valkka.rtsp;

import java.util.List;

/** A way through a recording, piece by piece. It holds one block in memory. One thread at a time. */
interface RecordingCursor {
    /** The bytes after which a piece ends. */
    int PIECE_BYTES = 256 << 10;

    /**
     * Reads the next piece, at most one block from the disk.
     *
     * @return the units in the order of sending; perhaps none, also before the end
     */
    List<RtpAccessUnit> read();

    /** Returns whether nothing more comes. */
    boolean isAtEnd();
}
