package valkka.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import valkka.disk.Disk;
import valkka.disk.DiskFile;

/** A disk that passes each call on to another disk: the base of disks that change some calls. */
public abstract class DelegatingDisk implements Disk {
    private final Disk real;

    /** Makes a disk that passes calls on to the operating system's. */
    protected DelegatingDisk() {
        this(Disk.SYSTEM);
    }

    /**
     * Makes a disk that passes calls on to another disk, so that the faults of several disks can be
     * combined.
     */
    protected DelegatingDisk(Disk real) {
        this.real = Objects.requireNonNull(real, "real");
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return real.openForReading(file);
    }

    @Override
    public DiskFile openForWriting(Path file) throws IOException {
        return real.openForWriting(file);
    }

    @Override
    public void create(Path file, long size) throws IOException {
        real.create(file, size);
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        real.replace(file, content);
    }

    @Override
    public void rename(Path file, Path newName) throws IOException {
        real.rename(file, newName);
    }

    @Override
    public byte[] readAll(Path file, int limit) throws IOException {
        return real.readAll(file, limit);
    }

    @Override
    public long modifiedNanos(Path file) throws IOException {
        return real.modifiedNanos(file);
    }

    @Override
    public String listBlockDevices() throws IOException {
        return real.listBlockDevices();
    }
}
