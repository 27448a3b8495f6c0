package valkka.bench;

import java.nio.file.Path;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.fs.Durability;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;

/** Recordings of the usual shape: blocks of 1 MiB, one stream. */
final class Recordings {
    static final int BLOCK_SIZE = 1 << 20;
    static final int SLOT = 1;
    static final long ID = 925412;

    private Recordings() {}

    /** Returns an empty recording that holds {@code bytes} bytes of frames without coming round. */
    static ValkkaSingleFS create(Path directory, long bytes) {
        // Blocks are never quite full, and one of the ring is always open.
        int blocks = (int) (bytes / BLOCK_SIZE * 21 / 20) + 2;
        return ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(BLOCK_SIZE)
                .blocks(blocks)
                .create();
    }

    /** Measures a writer, from its first frame until {@code stop()} has returned. */
    static Run write(ValkkaSingleFS fs, FrameFeed feed, Durability durability, long bytes) throws Exception {
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("bench-writer", fs, durability)) {
            writer.setSlotId(SLOT, ID);
            writer.start();
            FrameFilter input = writer.getBlockingFrameFilter();
            return Run.time(() -> {
                long written = feed(feed, input, bytes);
                writer.stop();
                return written;
            });
        }
    }

    /**
     * Hands out frames until they take {@code bytes} bytes of a recording.
     *
     * @return the bytes that the frames take
     */
    static long feed(FrameFeed feed, FrameFilter input, long bytes) {
        long fed = 0;
        while (fed < bytes) {
            BasicFrame frame = feed.next(SLOT);
            input.run(frame);
            fed += FrameFeed.recordBytes(frame);
        }
        return fed;
    }
}
