package valkka.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import valkka.fs.DiskFile;

/** A disk whose n-th call that changes something fails, and, like a full disk, each one after it until it is mended. */
public final class FailingDisk extends DelegatingDisk {
    private final String message;
    private int callsLeft;
    private int calls;

    /** @param message what the failing calls say */
    public FailingDisk(int callsBeforeFailure, String message) {
        this.callsLeft = callsBeforeFailure;
        this.message = message;
    }

    public synchronized void mend() {
        callsLeft = Integer.MAX_VALUE;
    }

    /** Calls that changed something, or would have. */
    public synchronized int calls() {
        return calls;
    }

    private synchronized void change() throws IOException {
        calls++;
        if (callsLeft <= 0) {
            throw new IOException(message);
        }
        callsLeft--;
    }

    @Override
    public DiskFile openForWriting(Path file) throws IOException {
        return new DelegatingFile(super.openForWriting(file)) {

            @Override
            public void write(ByteBuffer source, long position) throws IOException {
                change();
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
}
