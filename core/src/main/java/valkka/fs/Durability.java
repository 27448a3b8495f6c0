package valkka.fs;

/**
 * What a power cut may take from a recording. A killed process takes nothing that was flushed, with any of them: frames
 * are flushed at least once a second.
 */
public enum Durability {
    /**
     * Nothing is forced to the disk: the operating system writes when it likes, often half a minute later. A power cut may
     * take all of that and leave the table ahead of the frames. Costs nothing.
     */
    NONE,
    /**
     * The default. A block that is reported closed is on the disk, with its row in the table; a power cut takes at most the
     * open block. Costs two forces a block.
     */
    BLOCK,
    /**
     * Every batch of frames that the writer takes from its queue is on the disk before it takes the next one; a power cut
     * takes at most what was still queued. Costs two forces a batch: for few cameras, or fast disks.
     */
    FRAME
}
