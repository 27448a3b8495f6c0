package valkka.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The system's disk, whose forces stall at times as those of busy disks and of flash memory do: every {@code interval} all
 * of them stop for a while, whoever asks. In this package because a recording's disk is nobody's business elsewhere.
 */
public final class StallingDisk implements Disk {
    private final long intervalNanos;
    private final long stallNanos;
    private final long start = System.nanoTime();
    private final AtomicLong longestForce = new AtomicLong();

    /** @param stallMs how long a stall lasts, the first of them after {@code intervalMs}, and so on */
    public StallingDisk(long intervalMs, long stallMs) {
        this.intervalNanos = TimeUnit.MILLISECONDS.toNanos(intervalMs);
        this.stallNanos = TimeUnit.MILLISECONDS.toNanos(stallMs);
    }

    /** Loads a recording whose input and output go through this disk. */
    public ValkkaSingleFS load(Path directory) {
        return new ValkkaSingleFS(this, directory);
    }

    public double longestForceMs() {
        return longestForce.get() / 1e6;
    }

    private void stall() {
        long elapsed = System.nanoTime() - start;
        if (elapsed < intervalNanos) {
            return;
        }
        long until = System.nanoTime() - elapsed % intervalNanos + stallNanos;
        long left = until - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = until - System.nanoTime();
        }
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return SYSTEM.openForReading(file);
    }

    @Override
    public DiskFile openForWriting(Path file) throws IOException {
        return new StallingFile(SYSTEM.openForWriting(file));
    }

    @Override
    public void create(Path file, long size) throws IOException {
        SYSTEM.create(file, size);
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        // It forces, too.
        stall();
        SYSTEM.replace(file, content);
    }

    @Override
    public byte[] readAll(Path file, int limit) throws IOException {
        return SYSTEM.readAll(file, limit);
    }

    @Override
    public String listBlockDevices() throws IOException {
        return Disk.SYSTEM.listBlockDevices();
    }

    @Override
    public long modifiedNanos(Path file) throws IOException {
        return SYSTEM.modifiedNanos(file);
    }

    private final class StallingFile implements DiskFile {
        private final DiskFile file;

        private StallingFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            file.write(source, position);
        }

        @Override
        public void force() throws IOException {
            long before = System.nanoTime();
            stall();
            file.force();
            longestForce.accumulateAndGet(System.nanoTime() - before, Math::max);
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
