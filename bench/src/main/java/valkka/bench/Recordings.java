package valkka.bench;

import java.nio.file.Path;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.fs.ValkkaSingleFS;

/** Recordings of the usual shape: blocks of 1 MiB. */
final class Recordings {
    static final int BLOCK_SIZE = 1 << 20;

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

    /**
     * Hands out frames until they take {@code bytes} bytes of a recording.
     *
     * @return the bytes that the frames take
     */
    static long feed(FrameFeed feed, int slot, FrameFilter input, long bytes) {
        long fed = 0;
        while (fed < bytes) {
            BasicFrame frame = feed.next(slot);
            input.run(frame);
            fed += FrameFeed.recordBytes(frame);
        }
        return fed;
    }
}
