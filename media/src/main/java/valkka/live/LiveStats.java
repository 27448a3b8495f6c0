package valkka.live;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The counts of a {@link LiveThread} so far.
 *
 * @param streams the registered streams, by slot
 */
public record LiveStats(List<LiveStreamStats> streams) {
    /** Makes the counters, with a copy of the list. */
    public LiveStats {
        streams = List.copyOf(streams);
    }

    /** One line a stream. */
    @Override
    public String toString() {
        return streams.isEmpty()
                ? "no streams"
                : streams.stream().map(LiveStreamStats::toString).collect(Collectors.joining(System.lineSeparator()));
    }
}
