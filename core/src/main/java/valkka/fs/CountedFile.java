package valkka.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import valkka.disk.DiskFile;

/** A file whose read bytes are counted. */
final class CountedFile implements DiskFile {
    private final DiskFile file;
    private final LongAdder bytesRead;

    CountedFile(DiskFile file, LongAdder bytesRead) {
        this.file = file;
        this.bytesRead = bytesRead;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        int read = file.read(target, position);
        bytesRead.add(Math.max(0, read));
        return read;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
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
