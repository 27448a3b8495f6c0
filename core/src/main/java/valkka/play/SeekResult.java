package valkka.play;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import valkka.fs.PullPlan;

/**
 * What came of a seek of a {@link ValkkaFSManager}.
 *
 * @param asked the time that was asked for, Unix ms
 * @param time where play is: the same, or the nearest that is recorded
 * @param state {@code SEEKING} when nothing is recorded yet: the seek is kept until there is something
 * @param keyFrames by slot, the time of the key frame that the stream begins with, Unix ms
 * @param later slots that have none in front within {@link PullPlan#MOST_BLOCKS_BACK} blocks: they begin at their next one
 */
public record SeekResult(long asked, long time, PlayState state, Map<Integer, Long> keyFrames, Set<Integer> later) {
    public SeekResult {
        keyFrames = Map.copyOf(keyFrames);
        later = Set.copyOf(later);
    }

    /** One line: where it is, and how far in front of that each stream begins. */
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
