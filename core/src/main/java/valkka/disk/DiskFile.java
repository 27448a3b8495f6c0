package valkka.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Positions and sizes are in bytes. */
public interface DiskFile extends Closeable {
    /**
     * Reads the bytes at {@code position} that the file has, as many as fit into {@code target}.
     *
     * @return the number of bytes read, or -1 at the end of the file
     */
    int read(ByteBuffer target, long position) throws IOException;

    /**
     * Reads from {@code position} on until {@code target} is full or the file ends.
     *
     * @return whether {@code target} is full
     */
    default boolean readFully(ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int read = read(target, at);
            if (read <= 0) {
                return false;
            }
            at += read;
        }
        return true;
    }

    /**
     * Writes all of {@code source} at {@code position}. After a failure any part of the bytes may
     * have been written.
     */
    void write(ByteBuffer source, long position) throws IOException;

    /**
     * Forces all written bytes to the disk, and returns when they are there. After a failure nobody
     * knows which bytes are on the disk.
     */
    void force() throws IOException;

    /** Returns the size of the file. */
    long size() throws IOException;
}
