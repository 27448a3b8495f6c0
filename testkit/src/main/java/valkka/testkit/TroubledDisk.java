package valkka.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import valkka.disk.DiskFile;

/**
 * The system's disk with faults of choice: a stall at each write, no room for a file of some name,
 * failing reads and writes.
 */
public final class TroubledDisk extends DelegatingDisk {
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile String noRoomFor = "";
    private volatile String failsToRead = "";
    private volatile String failsToWrite = "";
    private final AtomicReference<Before> before = new AtomicReference<>();
    private final AtomicReference<Before> beforeWrite = new AtomicReference<>();

    /** Lets writes wait for {@link #release()} from now on. */
    public void stall() {
        gate = new CountDownLatch(1);
    }

    /** Ends the stall. */
    public void release() {
        gate.countDown();
    }

    /** Lets the creation or replacement of a file of this name fail as on a full disk. */
    public TroubledDisk withoutRoomFor(String name) {
        noRoomFor = name;
        return this;
    }

    /** Gives every file room from now on. */
    public void makeRoom() {
        noRoomFor = "";
    }

    /** Lets reads from a file of this name fail from now on. */
    public void failToRead(String name) {
        failsToRead = name;
    }

    /** Runs an action once, just before the next read from a file of this name. */
    public void beforeReading(String name, Runnable action) {
        before.set(new Before(name, -1, action));
    }

    /** Runs an action once, just before the next write to a file of this name at this position. */
    public void beforeWriting(String name, long position, Runnable action) {
        beforeWrite.set(new Before(name, position, action));
    }

    /** Lets writes to a file of this name fail from now on. */
    public void failToWrite(String name) {
        failsToWrite = name;
    }

    private record Before(String name, long position, Runnable action) {
        static void run(AtomicReference<Before> holder, Path path, long position) {
            Before before = holder.get();
            if (before != null
                    && path.endsWith(before.name)
                    && (before.position < 0 || before.position == position)
                    && holder.compareAndSet(before, null)) {
                before.action.run();
            }
        }
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return new TroubledFile(file, super.openForReading(file));
    }

    @Override
    public DiskFile openForWriting(Path file) throws IOException {
        return new TroubledFile(file, super.openForWriting(file));
    }

    @Override
    public void create(Path file, long size) throws IOException {
        checkRoom(file);
        super.create(file, size);
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        checkRoom(file);
        super.replace(file, content);
    }

    private void checkRoom(Path file) throws IOException {
        if (file.endsWith(noRoomFor)) {
            throw new IOException("No space left on device");
        }
    }

    private final class TroubledFile extends DelegatingFile {
        private final Path path;

        private TroubledFile(Path path, DiskFile file) {
            super(file);
            this.path = path;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            Before.run(before, path, position);
            if (path.endsWith(failsToRead)) {
                throw new IOException("Input/output error");
            }
            return super.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException("the stalled disk was interrupted", e);
            }
            Before.run(beforeWrite, path, position);
            if (path.endsWith(failsToWrite)) {
                throw new IOException("Input/output error");
            }
            super.write(source, position);
        }
    }
}
