package valkka.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import valkka.fs.DiskFile;

/** An open file: what a disk for tests does not override stays as it is there. */
public abstract class DelegatingFile implements DiskFile {
    private final DiskFile real;

    public DelegatingFile(DiskFile real) {
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
