package valkka.fs;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a recording, as {@code valkkafs.json} holds them. libValkka: {@code getPars()}.
 *
 * @param dumpfile the file with the frames
 * @param partitionUuid the partition that is the dumpfile, or {@code null} for a plain file
 * @param blockfile the file with the block table
 * @param blockSize bytes in a block, a multiple of 4096
 * @param nBlocks blocks in the ring
 * @param currentBlock the block in which libValkka would go on writing, as the json has it: the
 *     open block while that block is empty, the block behind it from its first frame on; the number
 *     may be stale
 * @param jsonfile the json itself
 */
public record FSPars(
        Path dumpfile,
        @Nullable String partitionUuid,
        Path blockfile,
        int blockSize,
        int nBlocks,
        int currentBlock,
        Path jsonfile) {
    /** The most bytes in a block; the fewest are {@link RecordFormat#GRAIN}. */
    static final int LARGEST_BLOCK = (int) Bytes.GiB;

    /** One block is always empty: the block that is written next. */
    static final int FEWEST_BLOCKS = 2;

    static final int MOST_BLOCKS = 1 << 26;

    /** Returns the blocks as a ring. */
    public Ring ring() {
        return new Ring(nBlocks);
    }

    /** Returns the byte of the dumpfile where a block begins. */
    public long startOf(int block) {
        return (long) block * blockSize;
    }

    /** Returns the size of the dumpfile in bytes. */
    public long deviceSize() {
        return (long) blockSize * nBlocks;
    }

    /** Returns one line: the ring, and where its files are. */
    @Override
    public String toString() {
        return nBlocks + " blocks of " + Bytes.text(blockSize) + ", writing resumes at block " + currentBlock
                + ", dumpfile " + dumpfile + ", blockfile " + blockfile + ", jsonfile " + jsonfile
                + (partitionUuid == null ? "" : ", partition " + partitionUuid);
    }
}
