package valkka.player;

import java.nio.ByteBuffer;

/** The times in the bytes of a piece of pictures, or of sound. */
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

    /** Returns the time of the last packet of sound; 0 without packets. */
    static long lastPacket(byte[] bytes) {
        ByteBuffer packets = ByteBuffer.wrap(bytes);
        long last = 0;
        while (packets.hasRemaining()) {
            last = packets.getLong();
            int length = packets.getInt();
            packets.position(packets.position() + length);
        }
        return last;
    }
}
