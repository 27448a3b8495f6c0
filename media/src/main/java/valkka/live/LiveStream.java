package valkka.live;

import java.util.List;

/**
 * A registered stream, which stays while connections come and go. Its timestamps grow on across all
 * connections.
 */
final class LiveStream {
    private final LiveConnectionContext context;
    private final StreamCounters counters;
    private final NameLookup lookup;
    private final List<FrameClock> clocks; // of the tracks, by subsession; used by the event loop
    private boolean hadPicture; // used by the event loop
    private boolean hadSound;

    /** @param threadName the live thread's, which a look-up's thread bears too */
    LiveStream(LiveConnectionContext context, LiveEnvironment environment, String threadName) {
        this.context = context;
        this.counters = new StreamCounters();
        this.lookup = new NameLookup(environment, threadName + " slot " + context.slot() + " name look-up");
        this.clocks = List.of(clock(environment), clock(environment));
    }

    private FrameClock clock(LiveEnvironment environment) {
        return new FrameClock(context.timeCorrection(), environment.clock(), counters);
    }

    LiveConnectionContext context() {
        return context;
    }

    StreamCounters counters() {
        return counters;
    }

    /** Of its host: a look-up that hangs is waited for again by the next connection. */
    NameLookup lookup() {
        return lookup;
    }

    FrameClock clock(int subsession) {
        return clocks.get(subsession);
    }

    /** Returns whether a connection before has brought pictures: one without is not "back" then. */
    boolean hadPicture() {
        return hadPicture;
    }

    boolean hadSound() {
        return hadSound;
    }

    void sawPicture() {
        hadPicture = true;
    }

    void sawSound() {
        hadSound = true;
    }

    LiveStreamStats stats() {
        return counters.snapshot(context.slot(), context.address());
    }
}
