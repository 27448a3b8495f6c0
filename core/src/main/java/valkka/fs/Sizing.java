package valkka.fs;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import valkka.frame.ValkkaException;

/**
 * The size of a ring of blocks for a camera, or how well an existing ring fits a camera. libValkka
 * has no such class.
 *
 * <pre>
 * Sizing sizing = Sizing.forBitRate(4_000_000, Duration.ofSeconds(1)).lasting(Duration.ofHours(24));
 * ValkkaSingleFS.newFromDirectory(directory).blockSize(sizing.blockSize()).blocks(sizing.blocks()).create();
 * new Sizing(4_000_000, Duration.ofSeconds(4), fs.getPars().blockSize(), fs.getPars().nBlocks()).warning();
 * </pre>
 *
 * @param bitsPerSecond what the camera sends on average, without the 36 bytes that a recording adds
 *     to each frame
 * @param gop the time from one key frame to the next
 * @param blockSize bytes in a block
 * @param blocks blocks in the ring
 */
public record Sizing(long bitsPerSecond, Duration gop, long blockSize, int blocks) {
    /**
     * The smallest block. A camera that sends little at night sends larger frames by day, and a
     * frame that fits into no block is lost: see {@link #withRoomFor}.
     */
    private static final long SMALLEST = 256 * Bytes.KiB;

    private static final int KEY_FRAMES = 2;

    /**
     * Makes a sizing of positive numbers.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when a number is not positive
     */
    public Sizing {
        if (bitsPerSecond <= 0 || gop.isNegative() || gop.isZero() || blockSize <= 0 || blocks <= 0) {
            throw ValkkaException.badArgument("a ring of " + blocks + " blocks of " + blockSize + " bytes for "
                    + bitsPerSecond + " bit/s and a key frame every " + gop + ": all of them are more than 0");
        }
    }

    /**
     * Returns the block size for a camera, with the smallest ring, which has two blocks. A block
     * holds about two key frames, so that reading finds one in each block: the size is a round
     * number, at most an eighth smaller than two take. A block holds more key frames where two take
     * less than 256 KiB. {@link #lasting} and {@link #within} set the size of the ring.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when the bit rate or the time is not positive
     */
    public static Sizing forBitRate(long bitsPerSecond, Duration gop) {
        if (bitsPerSecond <= 0 || gop.isNegative() || gop.isZero()) {
            throw ValkkaException.badArgument("a bit rate of " + bitsPerSecond + " bit/s and a key frame every " + gop
                    + ": both are more than 0");
        }
        double wanted = KEY_FRAMES * bitsPerSecond / 8.0 * seconds(gop);
        long size = Math.max(SMALLEST, (long) Math.min(wanted, FSPars.LARGEST_BLOCK));
        // Three leading bits are kept: the sizes are easy to read, and at most an eighth smaller.
        long step = Math.max(RecordFormat.GRAIN, Long.highestOneBit(size) / 8);
        return new Sizing(bitsPerSecond, gop, size / step * step, FSPars.FEWEST_BLOCKS);
    }

    /**
     * Returns a ring of as many blocks as hold {@code time}.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when the time is not positive, or there would be
     *     too many blocks
     */
    public Sizing lasting(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw ValkkaException.badArgument("a ring that lasts " + time + ": give more than 0");
        }
        double closed = Math.ceil(seconds(time) * bitsPerSecond / 8 / blockSize);
        if (closed >= FSPars.MOST_BLOCKS) {
            throw ValkkaException.badArgument("a ring of " + Bytes.text(blockSize) + " blocks that lasts " + time
                    + " has more than " + FSPars.MOST_BLOCKS + " of them: take a shorter time");
        }
        return withBlocks((int) closed + 1);
    }

    /**
     * Returns a ring that takes at most {@code bytes} of the disk.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when two blocks do not fit, or there would be
     *     too many blocks
     */
    public Sizing within(long bytes) {
        long fitting = bytes / blockSize;
        if (fitting < FSPars.FEWEST_BLOCKS || fitting > FSPars.MOST_BLOCKS) {
            throw ValkkaException.badArgument("a ring within " + bytes + " bytes has " + fitting + " blocks of "
                    + Bytes.text(blockSize) + ", which this bit rate and key-frame interval want: give "
                    + Bytes.text(FSPars.FEWEST_BLOCKS * blockSize) + " to "
                    + Bytes.text(FSPars.MOST_BLOCKS * blockSize));
        }
        return withBlocks((int) fitting);
    }

    /**
     * Returns this sizing with blocks that have room for a frame of so many bytes. Smaller blocks
     * become larger; the number of blocks stays.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when no block can be that large
     */
    public Sizing withRoomFor(long frameBytes) {
        long needed = smallestBlockFor(Math.min(frameBytes, FSPars.LARGEST_BLOCK));
        if (needed > FSPars.LARGEST_BLOCK) {
            throw ValkkaException.badArgument(
                    "a frame of " + frameBytes + " bytes: a block has at most " + Bytes.text(FSPars.LARGEST_BLOCK));
        }
        long step = Math.max(RecordFormat.GRAIN, Long.highestOneBit(needed) / 8);
        long rounded = Math.min((needed + step - 1) / step * step, FSPars.LARGEST_BLOCK);
        return new Sizing(bitsPerSecond, gop, Math.max(blockSize, rounded), blocks);
    }

    /** Returns the smallest block that a frame with a payload of so many bytes fits into. */
    static long smallestBlockFor(long frameBytes) {
        long needed = RecordFormat.HEADER_LENGTH + Math.max(0, frameBytes) + RecordFormat.END_MARK_LENGTH;
        return (needed + RecordFormat.GRAIN - 1) / RecordFormat.GRAIN * RecordFormat.GRAIN;
    }

    private Sizing withBlocks(int count) {
        return new Sizing(bitsPerSecond, gop, blockSize, Math.max(FSPars.FEWEST_BLOCKS, count));
    }

    /** Returns the bytes that all blocks take on the disk. */
    public long deviceSize() {
        return blockSize * blocks;
    }

    /**
     * Returns the time that a full ring reaches back. The block that is being written does not
     * count.
     */
    public Duration duration() {
        return Duration.ofMillis(Math.round(blockSize * 8000.0 / bitsPerSecond * (blocks - 1)));
    }

    /** Returns how many key frames a block holds on average. */
    public double keyFramesPerBlock() {
        return blockSize * 8.0 / bitsPerSecond / seconds(gop);
    }

    /**
     * Returns the fault of the block size, and its remedy: a block holds less than one key frame.
     * The result is empty for a good block size.
     */
    public Optional<String> warning() {
        if (keyFramesPerBlock() >= 1) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "under one key frame a block (%.1f): a block of %s holds %.1f s and the camera sends a key frame every"
                        + " %.1f s; let it send them more often, or take blocks of %s",
                keyFramesPerBlock(),
                Bytes.text(blockSize),
                blockSize * 8.0 / bitsPerSecond,
                seconds(gop),
                Bytes.text(forBitRate(bitsPerSecond, gop).blockSize)));
    }

    private static double seconds(Duration time) {
        return time.getSeconds() + time.getNano() / 1e9;
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d blocks of %s (%.1f key frames in each), %s in all, lasts %d s",
                blocks,
                Bytes.text(blockSize),
                keyFramesPerBlock(),
                Bytes.text(deviceSize()),
                duration().toSeconds());
    }
}
