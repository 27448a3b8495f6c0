package valkka.live;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A registered stream, which stays while connections come and go. Its timestamps grow on across all
 * connections.
 *
 * @param context the context that the user registered
 * @param counters the counts so far
 * @param lookup of its host, {@code null} for an SDP file; one that hangs is waited for again by
 *     the next connection
 * @param clocks of the tracks, by subsession; used by the thread of the connection that plays
 */
record LiveStream(
        LiveConnectionContext context,
        StreamCounters counters,
        @Nullable NameLookup lookup,
        List<FrameClock> clocks) {
    /** @param threadName the live thread's, which a look-up's thread bears too */
    static LiveStream of(LiveConnectionContext context, LiveEnvironment environment, String threadName) {
        StreamCounters counters = new StreamCounters();
        FrameClock video = clock(context, environment, counters);
        FrameClock audio = clock(context, environment, counters);
        return new LiveStream(context, counters, lookup(context, environment, threadName), List.of(video, audio));
    }

    private static @Nullable NameLookup lookup(
            LiveConnectionContext context, LiveEnvironment environment, String threadName) {
        if (context.type() == LiveConnectionType.SDP) {
            return null;
        }
        String name = threadName + " slot " + context.slot() + " name look-up";
        return new NameLookup(environment, context.rtspAddress(), name);
    }

    private static FrameClock clock(
            LiveConnectionContext context, LiveEnvironment environment, StreamCounters counters) {
        return new FrameClock(context.timeCorrection(), environment.clock(), counters);
    }

    FrameClock clock(LiveTrack track) {
        return clocks.get(track.subsession());
    }

    LiveStreamStats stats() {
        return counters.snapshot(context.slot(), context.address());
    }
}
