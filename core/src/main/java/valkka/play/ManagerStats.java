package valkka.play;

/**
 * The state of a {@link ValkkaFSManager}, and its work so far.
 *
 * @param play the state of play and of the cache
 * @param seeks seeks answered
 * @param seeksInCache seeks that found all frames they needed in the cache
 * @param blocks blocks that were read
 * @param blocksGone blocks that were overwritten before they could be read
 */
public record ManagerStats(FileCacheStats play, long seeks, long seeksInCache, long blocks, long blocksGone) {
    @Override
    public String toString() {
        return play + "; " + seeks + " seeks, " + seeksInCache + " of them in the cache; " + blocks + " blocks read, "
                + blocksGone + " gone";
    }
}
