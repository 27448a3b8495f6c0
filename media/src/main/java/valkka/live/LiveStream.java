package valkka.live;

/**
 * A registered stream: what stays of it while connections come and go. Its times go on growing over all of them.
 *
 * @param context what the user registered
 * @param counters what it has done so far
 * @param arrivals where its frames' times come from; used by the thread of the connection that plays
 */
record LiveStream(LiveConnectionContext context, StreamCounters counters, ArrivalClock arrivals) {
    /** A camera that was late by more than this has been somewhere else: no stall of TCP lasts so long unnoticed. */
    private static final long MAX_LAG_MILLIS = 10_000;

    static LiveStream of(LiveConnectionContext context, LiveEnvironment environment) {
        return new LiveStream(context, new StreamCounters(), new ArrivalClock(environment.clock(), MAX_LAG_MILLIS));
    }

    LiveStreamStats stats() {
        return counters.snapshot(context.slot(), context.address());
    }
}
