package valkka.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import valkka.disk.DiskFile;

/**
 * A disk whose n-th change fails. Like on a full disk, each later change fails too until the disk
 * is mended.
 */
public final class FailingDisk extends DelegatingDisk {
    private final String message;
    private int callsLeft;
    private int calls;
    private boolean tears;
    private boolean once;

    /**
     * Makes a disk that fails after some changes.
     *
     * @param message the message of the failing calls
     */
    public FailingDisk(int callsBeforeFailure, String message) {
        this.callsLeft = callsBeforeFailure;
        this.message = message;
    }

    /** Lets each failing write bring a part of its bytes to the file, the first half. */
    public FailingDisk tearing() {
        tears = true;
        return this;
    }

    /** Lets one call fail, and the calls behind it succeed. */
    public FailingDisk once() {
        once = true;
        return this;
    }

    /** Mends the disk: further calls succeed. */
    public synchronized void mend() {
        callsLeft = Integer.MAX_VALUE;
    }

    /** Returns the number of calls that changed something, or would have. */
    public synchronized int calls() {
        return calls;
    }

    private synchronized void change() throws IOException {
        calls++;
        if (callsLeft <= 0) {
            callsLeft = once ? Integer.MAX_VALUE : callsLeft;
            throw new IOException(message);
        }
        callsLeft--;
    }

    @Override
    public DiskFile openForWriting(Path file) throws IOException {
        return new DelegatingFile(super.openForWriting(file)) {

            @Override
            public void write(ByteBuffer source, long position) throws IOException {
                try {
                    change();
                } catch (IOException e) {
                    if (tears) {
                        super.write(source.duplicate().limit(source.position() + source.remaining() / 2), position);
                    }
                    throw e;
                }
                super.write(source, position);
            }

            @Override
            public void force() throws IOException {
                change();
            }
        };
    }

    @Override
    public void create(Path file, long size) throws IOException {
        change();
        super.create(file, size);
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        change();
        super.replace(file, content);
    }

    @Override
    public void rename(Path file, Path newName) throws IOException {
        change();
        super.rename(file, newName);
    }
}
