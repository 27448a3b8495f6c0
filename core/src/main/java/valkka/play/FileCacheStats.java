package valkka.play;

import java.time.Instant;
import valkka.fs.Bytes;
import valkka.fs.TimeRange;

/**
 * The state of a {@link FileCacheThread}, and its work so far.
 *
 * @param state the state of play
 * @param mstimestamp the play position, Unix ms; 0 when no time is set
 * @param seekTarget the time of a pending seek, Unix ms; 0 when there is none
 * @param speed how fast it plays, 1 being the recorded speed; negative is backwards
 * @param cached the range from the oldest to the newest cached frame
 * @param frames frames in the cache
 * @param bytes the memory that the cached frames take
 * @param budget the memory that the cached frames may take
 * @param played frames passed on, setup frames not counted
 * @param duplicates frames that came although the cache had them already
 * @param evicted frames that had to leave the cache for others
 * @param refused frames that had no room in the cache, or came after the thread had been stopped
 * @param gapsCrossed how often play jumped where no stream had a frame for long
 * @param skips how often a stream left frames out because it was far behind the others
 * @param filterErrors frames at which a filter threw an exception
 */
public record FileCacheStats(
        PlayState state,
        long mstimestamp,
        long seekTarget,
        double speed,
        TimeRange cached,
        long frames,
        long bytes,
        long budget,
        long played,
        long duplicates,
        long evicted,
        long refused,
        long gapsCrossed,
        long skips,
        long filterErrors) {
    @Override
    public String toString() {
        String where = mstimestamp == 0 ? "" : " at " + Instant.ofEpochMilli(mstimestamp);
        String kept = state == PlayState.SEEKING ? " for " + Instant.ofEpochMilli(seekTarget) : "";
        return state + kept + where + ", speed " + speed + ", " + played + " frames played; cached: " + cached + ", "
                + frames + " frames, " + Bytes.text(bytes) + " of " + Bytes.text(budget) + "; " + duplicates
                + " duplicates, " + evicted + " evicted, " + refused + " refused, " + gapsCrossed + " gaps crossed, "
                + skips + " skips, " + filterErrors + " filter errors";
    }
}
