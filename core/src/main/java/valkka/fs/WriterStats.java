package valkka.fs;

/**
 * The work of a {@link ValkkaFSWriterThread} so far. Each frame that came in is written, queued,
 * dropped or refused. Sizes are of payloads, in bytes.
 *
 * @param framesWritten frames in the recording
 * @param bytesWritten the payloads of these frames
 * @param blocksClosed blocks that were filled, or closed at the end
 * @param framesQueued frames accepted and not yet written
 * @param bytesQueued the payloads of these frames
 * @param deepestQueueFrames the most frames that were ever queued
 * @param deepestQueueBytes the most bytes that were ever queued
 * @param droppedQueueFull frames that came while the queue was full
 * @param droppedStopped frames that came after the writer had been stopped or had failed, or that
 *     waited for a start that never came
 * @param droppedFailed accepted frames that could not be written, because the disk failed
 * @param refusedNoId frames whose slot has no id
 * @param refusedTooLarge frames that fit into no block
 * @param refusedAfterTooLarge frames that came after such a frame, up to the next key frame of its
 *     stream: no decoder could show their pictures
 * @param refusedBadTime frames with a time of 0 or less, which the format cannot tell from an
 *     unused block
 * @param largestRefused the size of the largest frame that fit into no block; 0 when all fit
 * @param jsonNotWritten how many times {@code valkkafs.json} could not be written, for instance on a
 *     full disk; recording goes on without it
 * @param error why the writer ended before its stop; empty when it did not
 */
public record WriterStats(
        long framesWritten,
        long bytesWritten,
        long blocksClosed,
        int framesQueued,
        long bytesQueued,
        int deepestQueueFrames,
        long deepestQueueBytes,
        long droppedQueueFull,
        long droppedStopped,
        long droppedFailed,
        long refusedNoId,
        long refusedTooLarge,
        long refusedAfterTooLarge,
        long refusedBadTime,
        long largestRefused,
        long jsonNotWritten,
        String error) {
    /** Returns the number of frames that came in and will never be in the recording. */
    public long lost() {
        return dropped() + refused();
    }

    /** Returns the number of frames that could not be written in time, or not at all. */
    public long dropped() {
        return droppedQueueFull + droppedStopped + droppedFailed;
    }

    /** Returns the number of frames that a recording, or this recording, cannot take. */
    public long refused() {
        return refusedNoId + refusedTooLarge + refusedAfterTooLarge + refusedBadTime;
    }

    @Override
    public String toString() {
        String lost = lost() == 0
                ? "nothing dropped"
                : "dropped: " + droppedQueueFull + " queue full, " + droppedStopped + " stopped, " + droppedFailed
                        + " disk failed; refused: " + refusedNoId + " no id, " + refusedTooLarge + " too large, "
                        + refusedAfterTooLarge + " after these, " + refusedBadTime + " bad time";
        return framesWritten + " frames, " + Bytes.text(bytesWritten) + " written, " + blocksClosed + " blocks closed, "
                + framesQueued + " queued (" + deepestQueueFrames + " at most), " + lost
                + (jsonNotWritten == 0 ? "" : ", " + jsonNotWritten + " times the json could not be written")
                + (error.isEmpty() ? "" : "; FAILED: " + error);
    }
}
