package valkka.fs;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import valkka.disk.DiskFile;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.MediaType;
import valkka.testkit.DelegatingDisk;

/** The files of a ring of three blocks in memory, with somebody who may come before any read of them. */
final class RamRing extends DelegatingDisk {
    static final int BLOCKSIZE = 512 * 1024;
    static final int BLOCKS = 3;

    /** A frame of a block; {@code filler} fills its payload. */
    record Spec(long id, int subsession, long time, MediaType media, Codec codec, int size, int filler) {}

    /** Somebody who comes just before a read; the first read is number 0. */
    interface Before {
        void read(int number);
    }

    final byte[] dump = new byte[BLOCKS * BLOCKSIZE];
    final byte[] table = new byte[(int) TableRow.position(BLOCKS)];
    int length = dump.length; // of the dumpfile
    long modified;
    int dumpReads;
    int tableReads;
    long bytes; // read from the dumpfile
    int opened;
    boolean closesFail;

    @Nullable
    String missing;

    Before beforeDumpRead = read -> {};
    Before beforeTableRead = read -> {};

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        if (file.endsWith("valkkafs.json")) {
            throw new EOFException("no test needs the json");
        }
        if (missing != null && file.endsWith(missing)) {
            throw new IOException(missing);
        }
        opened++;
        return new MemoryFile(file.endsWith("dumpfile") ? dump : table) {
            @Override
            public int read(ByteBuffer target, long position) {
                if (!file.endsWith("dumpfile")) {
                    beforeTableRead.read(tableReads++);
                    return super.read(target, position);
                }
                beforeDumpRead.read(dumpReads++);
                if (position >= length) {
                    return -1;
                }
                int limit = target.limit();
                target.limit((int) Math.min(limit, target.position() + length - position));
                int count = super.read(target, position);
                target.limit(limit);
                bytes += count;
                return count;
            }

            @Override
            public long size() {
                return file.endsWith("dumpfile") ? length : super.size();
            }

            @Override
            public void close() {
                opened--;
                if (closesFail) {
                    throw new IllegalStateException("close");
                }
            }
        };
    }

    @Override
    public long modifiedNanos(Path file) {
        return modified;
    }

    /** Fills a block: these frames, and zeros behind. */
    void put(int block, List<Spec> frames) {
        ByteBuffer target = dumpBuffer().position(block * BLOCKSIZE);
        for (Spec one : frames) {
            byte[] payload = new byte[one.size];
            Arrays.fill(payload, (byte) one.filler);
            ByteBuffer.wrap(payload).putInt(1).put((byte) 0x67);
            BasicFrame frame = BasicFrame.of(0, one.subsession, one.time, one.media, one.codec, payload);
            RecordFormat.putHeader(target, one.id, frame);
            target.put(payload);
        }
        Arrays.fill(dump, target.position(), (block + 1) * BLOCKSIZE, (byte) 0);
    }

    void setRow(int block, TableRow row) {
        row.put(ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN).position((int) TableRow.position(block)));
    }

    /** The bytes of the dumpfile, to be changed. */
    ByteBuffer dumpBuffer() {
        return ByteBuffer.wrap(dump).order(ByteOrder.LITTLE_ENDIAN);
    }
}
