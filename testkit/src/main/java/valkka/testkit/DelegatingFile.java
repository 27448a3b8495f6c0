package valkka.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import valkka.disk.DiskFile;

/**
 * An open file that passes each call on to another file: the base of test files that change some
 * calls.
 */
public abstract class DelegatingFile implements DiskFile {
    private final DiskFile real;

    /** Makes a file that passes calls on to {@code real}. */
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
