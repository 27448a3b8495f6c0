package valkka.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import valkka.disk.DiskFile;

/**
 * The system's disk with forces that stall at times, as on busy disks and flash memory. Every
 * {@code interval} all forces stop for a while, for every caller.
 */
public final class StallingDisk extends DelegatingDisk {
    private final long intervalNanos;
    private final long stallNanos;
    private final long start = System.nanoTime();
    private final AtomicLong longestForce = new AtomicLong();

    /**
     * Makes a disk whose first stall comes after {@code intervalMs}.
     *
     * @param stallMs how long a stall lasts
     */
    public StallingDisk(long intervalMs, long stallMs) {
        this.intervalNanos = TimeUnit.MILLISECONDS.toNanos(intervalMs);
        this.stallNanos = TimeUnit.MILLISECONDS.toNanos(stallMs);
    }

    /** Returns the longest time that a force has taken, in ms. */
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
    public DiskFile openForWriting(Path file) throws IOException {
        return new StallingFile(super.openForWriting(file));
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        // A replacement forces, too.
        stall();
        super.replace(file, content);
    }

    private final class StallingFile extends DelegatingFile {
        private StallingFile(DiskFile real) {
            super(real);
        }

        @Override
        public void force() throws IOException {
            long before = System.nanoTime();
            stall();
            super.force();
            longestForce.accumulateAndGet(System.nanoTime() - before, Math::max);
        }
    }
}
