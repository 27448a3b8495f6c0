package valkka.fs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import valkka.disk.DiskFile;

/** A file in memory, which remembers where it was read. */
class MemoryFile implements DiskFile {
    private final byte[] bytes;
    /** Position and length of each read. */
    final List<long[]> reads = new ArrayList<>();

    MemoryFile(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read(ByteBuffer target, long position) {
        if (position >= bytes.length) {
            return -1;
        }
        int length = (int) Math.min(target.remaining(), bytes.length - position);
        reads.add(new long[] {position, length});
        target.put(bytes, (int) position, length);
        return length;
    }

    @Override
    public void write(ByteBuffer source, long position) {
        source.get(bytes, (int) position, source.remaining());
    }

    @Override
    public void force() {}

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public void close() {}
}
