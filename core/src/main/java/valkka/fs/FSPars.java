package valkka.fs;

import java.nio.file.Path;

/**
 * The parameters of a recording, as {@code valkkafs.json} holds them. libValkka: {@code getPars()}.
 *
 * @param dumpfile where the frames are
 * @param partitionUuid the partition that is the dumpfile, or {@code null} for a plain file
 * @param blockfile where the block table is
 * @param blockSize bytes in a block, a multiple of 4096
 * @param nBlocks blocks in the ring
 * @param currentBlock the block in which libValkka would go on writing, as the json has it: the open block while that is empty,
 *     the one behind it from its first frame on; it may be stale
 * @param jsonfile the json itself
 */
public record FSPars(
        Path dumpfile,
        String partitionUuid,
        Path blockfile,
        int blockSize,
        int nBlocks,
        int currentBlock,
        Path jsonfile) {
    /** The blocks as a ring. */
    public Ring ring() {
        return new Ring(nBlocks);
    }

    /** Where a block begins: the byte in the dumpfile. */
    public long startOf(int block) {
        return (long) block * blockSize;
    }

    /** The size of the dumpfile in bytes. */
    public long deviceSize() {
        return (long) blockSize * nBlocks;
    }

    /** One line: the ring, and the files where they are. */
    @Override
    public String toString() {
        return nBlocks + " blocks of " + Bytes.text(blockSize) + ", writing resumes at block " + currentBlock
                + ", dumpfile " + dumpfile + ", blockfile " + blockfile + ", jsonfile " + jsonfile
                + (partitionUuid == null ? "" : ", partition " + partitionUuid);
    }
}
