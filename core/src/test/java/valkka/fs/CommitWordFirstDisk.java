package valkka.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What must not be: the system's disk, on which the commit word of each flush arrives first, and the records that it commits
 * behind it, page by page. The kill test has to notice.
 */
final class CommitWordFirstDisk implements Disk {
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    /** A write that waits for its commit word. */
    private record Held(ByteBuffer bytes, long position) {}

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return Disk.SYSTEM.openForReading(file);
    }

    @Override
    public DiskFile openForWriting(Path file) throws IOException {
        DiskFile real = Disk.SYSTEM.openForWriting(file);
        return file.endsWith("dumpfile") ? new Reordered(real) : real;
    }

    @Override
    public void create(Path file, long size) throws IOException {
        Disk.SYSTEM.create(file, size);
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        Disk.SYSTEM.replace(file, content);
    }

    @Override
    public byte[] readAll(Path file, int limit) throws IOException {
        return Disk.SYSTEM.readAll(file, limit);
    }

    @Override
    public long modifiedNanos(Path file) throws IOException {
        return Disk.SYSTEM.modifiedNanos(file);
    }

    private static final class Reordered implements DiskFile {
        private final DiskFile real;
        private final List<Held> held = new ArrayList<>();

        private Reordered(DiskFile real) {
            this.real = real;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return real.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            if (source.remaining() != RecordFormat.END_MARK_LENGTH) {
                // Its first 8 bytes are the old end mark: without them it is what would have stood behind the word.
                ByteBuffer copy = ByteBuffer.allocate(source.remaining()).put(source);
                held.add(new Held(copy.flip(), position));
                return;
            }
            real.write(source, position);
            for (Held write : held) {
                write.bytes().position(write.position() == position ? RecordFormat.END_MARK_LENGTH : 0);
                while (write.bytes().hasRemaining()) {
                    writePage(write);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
            held.clear();
        }

        /** What a kill leaves whole: the rest of a page. */
        private void writePage(Held write) throws IOException {
            ByteBuffer bytes = write.bytes();
            long at = write.position() + bytes.position();
            int end = bytes.limit();
            bytes.limit((int) Math.min(end, bytes.position() + RecordFormat.GRAIN - at % RecordFormat.GRAIN));
            real.write(bytes, at);
            bytes.limit(end);
        }

        @Override
        public void force() throws IOException {
            real.force();
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}
