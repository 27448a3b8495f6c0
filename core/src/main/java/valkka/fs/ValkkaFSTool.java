package valkka.fs;

import java.util.Objects;
import java.util.function.DoubleConsumer;
import valkka.lock.WriterLock;

/** Looks into a recording, checks it, and mends it. libValkka: {@code ValkkaFSTool}. */
public final class ValkkaFSTool {
    private final ValkkaFS fs;

    /** Makes a tool for a recording. */
    public ValkkaFSTool(ValkkaFS fs) {
        this.fs = Objects.requireNonNull(fs, "fs");
    }

    /** Prints {@link #describeBlock}. libValkka: {@code dumpBlock}. */
    @SuppressWarnings("SystemOut")
    public void dumpBlock(int block) {
        System.out.println(describeBlock(block));
    }

    /**
     * Returns the frames of a block, one a line: the id, the frame, {@code *} at a seek point, and
     * the first 20 bytes in decimal.
     *
     * @throws valkka.frame.ValkkaException {@code BAD_ARGUMENT} when there is no such block,
     *     {@code IO} when the disk fails
     */
    public String describeBlock(int block) {
        fs.checkBlock(block);
        BlockContent content = fs.reader().content(block);
        StringBuilder text = new StringBuilder();
        text.append("----- Block number : ").append(block).append(" -----");
        for (RecordedFrame frame : content.frames()) {
            text.append(System.lineSeparator()).append(frame);
        }
        String ending = switch (content.state()) {
            case NEVER_WRITTEN -> "(no frames)";
            case GONE -> "(overwritten while it was read: dump it again)";
            default -> content.corruption() == null ? "" : "(" + content.corruptionNote(fs.getPars()) + ")";
        };
        return ending.isEmpty()
                ? text.toString()
                : text.append(System.lineSeparator()).append(ending).toString();
    }

    /**
     * Returns the frames of a block without their payloads, which is far faster than reading the
     * payloads. A block that was never written has no frames. A block that is overwritten meanwhile
     * gives none, and {@link FrameIndex#gone()} names the block.
     *
     * @throws valkka.frame.ValkkaException {@code BAD_ARGUMENT} when there is no such block,
     *     {@code IO} when the disk fails
     */
    public FrameIndex frameIndex(int block) {
        fs.checkBlock(block);
        FrameIndex frames = new FrameIndex();
        return fs.reader().ask("reading the frame index of block " + block, reader -> {
            reader.addTo(frames, block);
            return frames;
        });
    }

    /**
     * Shows the records of a closed block to a visitor, which is far faster than
     * {@link ValkkaFS#readBlock}. The visitor may have seen some records when the result is false.
     *
     * @return whether the visitor has seen the whole block: false for an open block, for a block
     *     with corrupt bytes, and when the block was overwritten meanwhile. Only a writer whose times
     *     stand still can overwrite a block and go unseen.
     * @throws valkka.frame.ValkkaException {@code BAD_ARGUMENT} when there is no such block,
     *     {@code IO} when the disk fails
     */
    public boolean visit(int block, RecordVisitor visitor) {
        fs.checkBlock(block);
        Objects.requireNonNull(visitor, "visitor");
        return fs.reader().ask("reading block " + block, reader -> reader.visit(block, visitor));
    }

    /**
     * Returns the time of a block's first frame, Unix ms, and reads only the frame's header. The
     * table's row may begin later, with the block's first key frame, or with the last one in a
     * ValkkaMultiFS. The result is 0 for a block that does not begin with a frame.
     *
     * @throws valkka.frame.ValkkaException {@code BAD_ARGUMENT} when there is no such block,
     *     {@code IO} when the disk fails
     */
    public long firstTime(int block) {
        fs.checkBlock(block);
        return fs.reader().ask("reading the first frame of block " + block, reader -> reader.firstTime(block));
    }

    /**
     * Checks the recording against the numbered invariants in {@code docs/design/invariants.md}.
     * Writes nothing. A recording that is being written meanwhile is checked as it was.
     *
     * @throws valkka.frame.ValkkaException {@code IO} when the disk fails
     */
    public CheckReport check() {
        return check(done -> {});
    }

    /**
     * Does the same as {@link #check()}, and tells how much is done. An interrupt ends the check with
     * an error of kind {@code CLOSED}.
     *
     * @param progress is called after each block, in this thread, with how much is done: from 0 to 1
     */
    public CheckReport check(DoubleConsumer progress) {
        return new Checker(fs, Objects.requireNonNull(progress, "progress")).check();
    }

    /**
     * Makes the table and the json agree with the frames: {@link Repair#apply}. The dumpfile is never
     * touched. So a block that is corrupt (B1) or has bytes behind its end mark (B2) stays unchanged. A
     * recording that cannot be loaded is repaired by {@link Repair} itself.
     *
     * @return the result of {@link #check()} afterwards
     * @throws valkka.frame.ValkkaException {@code BUSY} when somebody writes the recording,
     *     {@code BAD_ARGUMENT} when the files leave a choice, or when the recording leads to a file
     *     outside of its directory that was not named, {@code IO} or {@code FULL} when the disk fails
     */
    public CheckReport repair() {
        Repair repair =
                Repair.of(fs.disk(), fs.directory()).blockSize(fs.getPars().blockSize());
        WriterLock lock = fs.lockForWriting();
        try (lock) {
            (fs.isMulti() ? repair.multi() : repair.single()).applyLocked();
        }
        fs.filesReplaced();
        return check();
    }

    @Override
    public String toString() {
        return "ValkkaFSTool " + fs.directory();
    }
}
