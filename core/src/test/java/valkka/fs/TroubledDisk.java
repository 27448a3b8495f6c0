package valkka.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** The system's disk, made to stall at each write, or to have no room for a file of some name. */
final class TroubledDisk implements Disk {
    private final Disk disk = Disk.SYSTEM;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile String noRoomFor = "";
    private volatile String failsToRead = "";
    private final AtomicReference<Before> before = new AtomicReference<>();

    /** From here on writes wait for {@link #release()}. */
    void stall() {
        gate = new CountDownLatch(1);
    }

    void release() {
        gate.countDown();
    }

    /** Creating or replacing a file of this name fails as a full disk does. */
    TroubledDisk withoutRoomFor(String name) {
        noRoomFor = name;
        return this;
    }

    /** Reading from a file of this name fails from here on. */
    void failToRead(String name) {
        failsToRead = name;
    }

    /** Runs something once, just before the next reading from a file of this name. */
    void beforeReading(String name, Runnable action) {
        before.set(new Before(name, action));
    }

    private record Before(String name, Runnable action) {}

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return new TroubledFile(file, disk.openForReading(file));
    }

    @Override
    public DiskFile openForWriting(Path file) throws IOException {
        return new TroubledFile(file, disk.openForWriting(file));
    }

    @Override
    public void create(Path file, long size) throws IOException {
        checkRoom(file);
        disk.create(file, size);
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        checkRoom(file);
        disk.replace(file, content);
    }

    @Override
    public byte[] readAll(Path file, int limit) throws IOException {
        return disk.readAll(file, limit);
    }

    @Override
    public long modifiedNanos(Path file) throws IOException {
        return disk.modifiedNanos(file);
    }

    private void checkRoom(Path file) throws IOException {
        if (file.endsWith(noRoomFor)) {
            throw new IOException("No space left on device");
        }
    }

    private final class TroubledFile implements DiskFile {
        private final Path path;
        private final DiskFile file;

        private TroubledFile(Path path, DiskFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            Before action = before.get();
            if (action != null && path.endsWith(action.name) && before.compareAndSet(action, null)) {
                action.action.run();
            }
            if (path.endsWith(failsToRead)) {
                throw new IOException("Input/output error");
            }
            return file.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException("the stalled disk was interrupted", e);
            }
            file.write(source, position);
        }

        @Override
        public void force() throws IOException {
            file.force();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
