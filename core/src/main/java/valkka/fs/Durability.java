package valkka.fs;

/**
 * The frames that a power cut may take from a recording. A killed process loses no flushed frame at
 * any level, and frames are flushed at least once a second.
 */
public enum Durability {
    /**
     * Forces nothing to the disk: the operating system writes when it likes, often half a minute
     * later. A power cut may take all frames of that time and leave the table ahead of the frames.
     * Costs nothing.
     */
    NONE,
    /**
     * The default. A block that is reported closed is on the disk, with its row in the table. A
     * power cut takes at most the open block. Costs two forces a block, and one more
     * where the table's next row is in another sector, about every 32nd block.
     */
    BLOCK,
    /**
     * Forces each batch of frames from the writer's queue to the disk before the writer takes the
     * next batch. A power cut takes at most the frames in the queue. Costs two forces a batch:
     * right for few cameras, or fast disks.
     */
    FRAME
}
