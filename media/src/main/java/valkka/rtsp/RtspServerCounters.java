package valkka.rtsp;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** The counters of a running server; {@link RtspServerStats} is a reading of these counters. */
final class RtspServerCounters {
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger playing = new AtomicInteger();
    final LongAdder sent = new LongAdder();
    final LongAdder skippedSlow = new LongAdder();
    final LongAdder skippedBusy = new LongAdder();
    final LongAdder unauthorized = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder timedOut = new LongAdder();

    RtspServerStats read(long memoryBytes) {
        return new RtspServerStats(
                connections.get(),
                playing.get(),
                sent.sum(),
                skippedSlow.sum(),
                skippedBusy.sum(),
                unauthorized.sum(),
                refused.sum(),
                timedOut.sum(),
                memoryBytes);
    }
}
