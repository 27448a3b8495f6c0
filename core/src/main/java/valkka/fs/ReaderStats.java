package valkka.fs;

/**
 * The work of a {@link ValkkaFSReaderThread} so far.
 *
 * @param pulls pulls that are done
 * @param pullsQueued pulls that wait
 * @param frames frames passed on
 * @param bytes the payloads of these frames, in bytes
 * @param skippedNoSlot frames read whose id has no slot
 * @param blocksGone blocks overwritten while they were read
 * @param blocksCorrupt blocks that ended before their end mark
 * @param filterErrors frames at which the filter threw an exception
 */
public record ReaderStats(
        long pulls,
        int pullsQueued,
        long frames,
        long bytes,
        long skippedNoSlot,
        long blocksGone,
        long blocksCorrupt,
        long filterErrors) {
    @Override
    public String toString() {
        return pulls + " pulls done, " + pullsQueued + " queued, " + frames + " frames, " + Bytes.text(bytes)
                + " passed on, " + skippedNoSlot + " skipped (no slot), blocks: " + blocksGone + " gone, "
                + blocksCorrupt
                + " corrupt; " + filterErrors + " filter errors";
    }
}
