package valkka.player;

import java.nio.ByteBuffer;

/** The times in the bytes of a piece of pictures. */
final class PieceTimes {
    private PieceTimes() {}

    /** Returns the time of the last picture; 0 without pictures. */
    static long last(byte[] bytes) {
        ByteBuffer pictures = ByteBuffer.wrap(bytes);
        long last = 0;
        while (pictures.hasRemaining()) {
            last = pictures.getLong();
            pictures.get(); // whether it is a key frame
            int length = pictures.getInt();
            pictures.position(pictures.position() + length);
        }
        return last;
    }
}
