package valkka.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import valkka.disk.DiskFile;
import valkka.testkit.DelegatingDisk;
import valkka.testkit.DelegatingFile;

/**
 * What must not be: the system's disk, on which the commit word of each flush arrives first, and the records that it commits
 * behind it, page by page. The kill test has to notice.
 */
final class CommitWordFirstDisk extends DelegatingDisk {
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    /** A write that waits for its commit word. */
    private record Held(ByteBuffer bytes, long position) {}

    @Override
    public DiskFile openForWriting(Path file) throws IOException {
        DiskFile real = super.openForWriting(file);
        return file.endsWith("dumpfile") ? new Reordered(real) : real;
    }

    private static final class Reordered extends DelegatingFile {
        private final List<Held> held = new ArrayList<>();

        private Reordered(DiskFile real) {
            super(real);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            if (source.remaining() != RecordFormat.END_MARK_LENGTH) {
                // Its first 8 bytes are the old end mark: without them it is what would have stood behind the word.
                ByteBuffer copy = ByteBuffer.allocate(source.remaining()).put(source);
                held.add(new Held(copy.flip(), position));
                return;
            }
            super.write(source, position);
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
            super.write(bytes, at);
            bytes.limit(end);
        }
    }
}
