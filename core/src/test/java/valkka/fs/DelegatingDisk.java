package valkka.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The system's disk: what a disk for tests does not override stays as it is there. */
abstract class DelegatingDisk implements Disk {
    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return Disk.SYSTEM.openForReading(file);
    }

    @Override
    public DiskFile openForWriting(Path file) throws IOException {
        return Disk.SYSTEM.openForWriting(file);
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
    public String listBlockDevices() throws IOException {
        return Disk.SYSTEM.listBlockDevices();
    }

    @Override
    public long modifiedNanos(Path file) throws IOException {
        return Disk.SYSTEM.modifiedNanos(file);
    }

    /** The same for an open file. */
    abstract static class DelegatingFile implements DiskFile {
        private final DiskFile real;

        DelegatingFile(DiskFile real) {
            this.real = real;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return real.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            real.write(source, position);
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
