package valkka.fs;

import java.util.Objects;

/** Looks into a recording, and says whether all is in order. libValkka: {@code ValkkaFSTool}. */
public final class ValkkaFSTool {
    private final ValkkaFS fs;

    public ValkkaFSTool(ValkkaFS fs) {
        this.fs = Objects.requireNonNull(fs, "fs");
    }

    /** Prints {@link #describeBlock}. libValkka: {@code dumpBlock}. */
    @SuppressWarnings("SystemOut")
    public void dumpBlock(int block) {
        System.out.println(describeBlock(block));
    }

    /**
     * What a block holds, a frame a line: the id, the frame, {@code *} at a seek point, and its first 20 bytes in decimal.
     *
     * @throws valkka.frame.ValkkaException {@code BAD_ARGUMENT} when there is no such block, {@code IO} when the disk fails
     */
    public String describeBlock(int block) {
        fs.checkBlock(block);
        BlockContent content = fs.readContent(block);
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
     * What frames a block holds, without their payloads: far faster than reading them. A block that was never written
     * has none; nor has one that is overwritten meanwhile, which {@link FrameIndex#gone()} names.
     *
     * @throws valkka.frame.ValkkaException {@code BAD_ARGUMENT} when there is no such block, {@code IO} when the disk fails
     */
    public FrameIndex frameIndex(int block) {
        fs.checkBlock(block);
        FrameIndex frames = new FrameIndex();
        return fs.withReader("reading the frame index of block " + block, reader -> {
            reader.addTo(frames, block);
            return frames;
        });
    }

    /**
     * The time of a block's first frame, Unix ms, without reading more than its header: the row of the table may begin later,
     * with the first key frame (or, in a ValkkaMultiFS, the last). 0 for a block that does not begin with a frame.
     *
     * @throws valkka.frame.ValkkaException {@code BAD_ARGUMENT} when there is no such block, {@code IO} when the disk fails
     */
    public long firstTime(int block) {
        fs.checkBlock(block);
        return fs.withReader("reading the first frame of block " + block, reader -> reader.firstTime(block));
    }

    /**
     * Checks the recording against the numbered invariants in {@code docs/design/invariants.md}. Reads, and writes nothing;
     * a recording that is being written meanwhile is checked as it was.
     *
     * @throws valkka.frame.ValkkaException {@code IO} when the disk fails
     */
    public CheckReport check() {
        return new Checker(fs).check();
    }

    /**
     * Mends the table: what a killed writer left is put in order, and every row says what its block's frames say. Frames are
     * never touched, so a block that is corrupt (B1) or has bytes behind its end mark (B2) stays as it is.
     *
     * @return what {@link #check()} finds afterwards
     * @throws valkka.frame.ValkkaException {@code BUSY} when somebody writes the recording, {@code IO} or {@code FULL} when
     *     the disk fails
     */
    public CheckReport repair() {
        TableRepair.repair(fs);
        return check();
    }

    @Override
    public String toString() {
        return "ValkkaFSTool " + fs.directory();
    }
}
