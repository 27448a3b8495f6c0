package valkka.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The least work that moves bytes to and from a file: the limit beside our figures. */
final class RawFile {
    /**
     * Buffers begin at a page. On AMD's Zen 3 a copy whose target begins up to 63 bytes behind its
     * source, modulo 4096, runs at a fifth of the speed. Memory that malloc took from mmap begins
     * 16 bytes into a page.
     */
    private static final int PAGE = 4096;

    private static final int ROW_PAIR_BYTES = 32;
    private static final int ROW_BYTES = 16;

    private RawFile() {}

    static ByteBuffer buffer(int size) {
        // An aligned slice loses partial pages at both ends.
        return ByteBuffer.allocateDirect((size / PAGE + 2) * PAGE)
                .alignedSlice(PAGE)
                .slice(0, size);
    }

    /** Writes blocks one after the other, forces nothing, and returns the bytes written. */
    static long write(Path dumpfile, int blockSize, int blocks) throws IOException {
        try (FileChannel dump = FileChannel.open(dumpfile, StandardOpenOption.WRITE)) {
            ByteBuffer block = filled(blockSize);
            for (int i = 0; i < blocks; i++) {
                writeFully(dump, block, (long) i * blockSize);
            }
        }
        return (long) blocks * blockSize;
    }

    /** Writes as a durable recorder must: the block, force, two rows of the table, force. */
    static long writeForced(Path dumpfile, Path blockfile, int blockSize, int blocks) throws IOException {
        try (FileChannel dump = FileChannel.open(dumpfile, StandardOpenOption.WRITE);
                FileChannel table = FileChannel.open(blockfile, StandardOpenOption.WRITE)) {
            ByteBuffer block = filled(blockSize);
            ByteBuffer rows = filled(ROW_PAIR_BYTES);
            for (int i = 0; i < blocks; i++) {
                writeFully(dump, block, (long) i * blockSize);
                dump.force(false);
                writeFully(table, rows, (long) i % (blocks - 1) * ROW_BYTES);
                table.force(false);
            }
        }
        return (long) blocks * blockSize;
    }

    /** Reads a whole file in chunks, and returns the bytes read. */
    static long read(Path file, int chunkSize) throws IOException {
        long total = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer chunk = buffer(chunkSize);
            int count = channel.read(chunk, total);
            while (count >= 0) {
                total += count;
                chunk.clear();
                count = channel.read(chunk, total);
            }
        }
        return total;
    }

    private static ByteBuffer filled(int size) {
        ByteBuffer buffer = buffer(size);
        while (buffer.hasRemaining()) {
            buffer.put((byte) (1 + buffer.position() * 31));
        }
        return buffer;
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            channel.write(buffer, position + buffer.position());
        }
    }
}
