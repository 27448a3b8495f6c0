package valkka.fs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The system's disk, whose forces stall at times as those of busy disks and of flash memory do: every {@code interval} all
 * of them stop for a while, whoever asks. In this package because a recording's disk is nobody's business elsewhere.
 */
public final class StallingDisk extends SystemDisk {
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
    public DiskFile openForWriting(Path file) throws IOException {
        return new StallingFile(openInPlace(file));
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        // It forces, too.
        stall();
        super.replace(file, content);
    }

    private final class StallingFile extends SystemFile {
        private StallingFile(FileChannel channel) {
            super(channel);
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
