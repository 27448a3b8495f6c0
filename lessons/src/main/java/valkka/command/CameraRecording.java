package valkka.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Block;
import valkka.fs.Bytes;
import valkka.fs.RecordedFrame;
import valkka.fs.Ring;
import valkka.fs.Sizing;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaSingleFS;

/**
 * The recording that a camera goes into.
 *
 * @param fs the recording
 * @param id the id of the camera's frames in it
 * @param isNew whether it was made just now
 */
record CameraRecording(ValkkaSingleFS fs, long id, boolean isNew) implements AutoCloseable {
    private static final long FIRST_ID = 1;

    static CameraRecording create(Path directory, Sizing sizing, boolean overwrite) {
        var builder = ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(sizing.blockSize())
                .blocks(sizing.blocks());
        try {
            return new CameraRecording((overwrite ? builder.overwrite() : builder).create(), FIRST_ID, true);
        } catch (ValkkaException e) {
            if (e.kind() != Kind.FULL) {
                throw e;
            }
            throw new ValkkaException(Kind.FULL, e.getMessage() + ": give a smaller --size, or fewer --hours", e);
        }
    }

    /**
     * Returns the existing recording, to go on with.
     *
     * @param size the size of the recording on the disk, if the user gave a size
     * @param blockSize the size of its blocks, if the user gave that
     * @param outside files outside of the directory that the user named, and may be written
     * @throws ValkkaException {@code EXISTS} when it has another size, or is one of several cameras
     */
    static CameraRecording load(Path directory, Optional<Long> size, Optional<Long> blockSize, List<Path> outside) {
        ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory, outside.toArray(Path[]::new));
        boolean fits = false;
        try {
            long there = fs.getPars().deviceSize();
            if (size.isPresent() && (there > size.get() || there + fs.getPars().blockSize() <= size.get())) {
                throw new ValkkaException(
                        Kind.EXISTS,
                        "the recording in " + directory + " takes " + Bytes.text(there) + ", and not the "
                                + Bytes.text(size.get()) + " of --size: leave that out to go on with it, or give"
                                + " --overwrite to delete it");
            }
            long blocks = fs.getPars().blockSize();
            if (blockSize.isPresent() && blocks != blockSize.get()) {
                throw new ValkkaException(
                        Kind.EXISTS,
                        "the recording in " + directory + " has blocks of " + Bytes.text(blocks) + ", and not of the "
                                + Bytes.text(blockSize.get()) + " of --block-size: leave that out to go on with it, or"
                                + " give --overwrite to delete it");
            }
            CameraRecording recording = new CameraRecording(fs, idIn(fs, directory), false);
            fits = true;
            return recording;
        } finally {
            if (!fits) {
                fs.close();
            }
        }
    }

    private static long idIn(ValkkaFS fs, Path directory) {
        List<Long> ids = newestIds(fs);
        if (ids.size() > 1) {
            throw new ValkkaException(
                    Kind.EXISTS,
                    "the recording in " + directory + " holds several streams (ids " + ids
                            + "): record one camera into a directory of its own");
        }
        return ids.isEmpty() ? FIRST_ID : ids.get(0);
    }

    /** Returns the ids of the streams in the newest block. */
    static List<Long> newestIds(ValkkaFS fs) {
        return newest(fs.blocks()).stream()
                .flatMap(newest -> fs.readBlock(newest.number()).stream())
                .map(RecordedFrame::id)
                .distinct()
                .toList();
    }

    private static Optional<Block> newest(List<Block> blocks) {
        return blocks.isEmpty() ? Optional.empty() : Optional.of(blocks.get(blocks.size() - 1));
    }

    /** Returns how full the ring is, and where it is written. */
    Fill fill() {
        Ring ring = fs.getPars().ring();
        List<Block> blocks = fs.blocks();
        int written = newest(blocks)
                .map(newest -> newest.state() == Block.State.OPEN ? newest.number() : ring.next(newest.number()))
                .orElse(fs.getPars().currentBlock());
        return new Fill(written, ring.size(), Math.min(1, (double) blocks.size() / ring.usable()));
    }

    @Override
    public void close() {
        fs.close();
    }

    /**
     * How full a ring is.
     *
     * @param block the block that is written now
     * @param blocks how many there are
     * @param part of the blocks that hold frames, 1 for a full ring
     */
    record Fill(int block, int blocks, double part) {}
}
