package valkka.fs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Positions and sizes are in bytes. */
public interface DiskFile extends Closeable {
    /**
     * Reads at {@code position}, as much as is there and fits into {@code target}.
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

    /** Writes all of {@code source} at {@code position}. After a failure any part of it may have been written. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Returns when all that was written is on the disk. After a failure nothing is known of what is. */
    void force() throws IOException;

    /** The size of the file. */
    long size() throws IOException;
}
