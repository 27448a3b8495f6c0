package valkka.live;

import java.util.List;

/**
 * A registered stream: what stays of it while connections come and go. Its times go on growing over all of them.
 *
 * @param context what the user registered
 * @param counters what it has done so far
 * @param clocks of the tracks, by subsession; used by the thread of the connection that plays
 */
record LiveStream(LiveConnectionContext context, StreamCounters counters, List<FrameClock> clocks) {
    static LiveStream of(LiveConnectionContext context, LiveEnvironment environment) {
        StreamCounters counters = new StreamCounters();
        return new LiveStream(
                context,
                counters,
                List.of(clock(context, environment, counters), clock(context, environment, counters)));
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
