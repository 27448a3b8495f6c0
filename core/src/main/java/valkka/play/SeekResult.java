package valkka.play;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import valkka.fs.PullPlan;

/**
 * The result of a seek of a {@link ValkkaFSManager}.
 *
 * @param asked the requested time, Unix ms
 * @param time the play position: the requested time, or the nearest recorded time
 * @param state {@code SEEKING} when nothing is recorded yet: the seek then waits for the first
 *     frame
 * @param keyFrames by slot, the time of the key frame that the stream begins with, Unix ms
 * @param later slots without an earlier key frame within {@link PullPlan#MOST_BLOCKS_BACK} blocks:
 *     their streams begin at their next key frame
 */
public record SeekResult(long asked, long time, PlayState state, Map<Integer, Long> keyFrames, Set<Integer> later) {
    /** Makes a result, with copies of the collections. */
    public SeekResult {
        keyFrames = Map.copyOf(keyFrames);
        later = Set.copyOf(later);
    }

    /** Returns one line: the play position, and how far before the position each stream begins. */
    @Override
    public String toString() {
        String streams = new TreeMap<>(keyFrames)
                .entrySet().stream()
                        .map(start -> "slot " + start.getKey() + " from " + (time - start.getValue()) + " ms before")
                        .collect(Collectors.joining(", "));
        return state + " at " + Instant.ofEpochMilli(time) + (streams.isEmpty() ? "" : ": " + streams)
                + (later.isEmpty() ? "" : "; slots that begin at their next key frame: " + later);
    }
}
