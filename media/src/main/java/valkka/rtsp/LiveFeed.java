package valkka.rtsp;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.rtsp.RtspResponseStatuses;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import valkka.rtsp.RtspPlayAnswer.Beginning;

/**
 * A live source for one client. Access units arrive on the source's thread, and wait in a bounded
 * queue for the server's thread.
 */
final class LiveFeed implements RtspServerFeed {
    private static final int MOST_QUEUED_UNITS = 100;
    private static final long MOST_QUEUED_BYTES = 8L << 20;

    private final RtspServerSource source;
    private final EventLoop loop;
    private final RtspServerCounters counters;
    private final Client client;
    private final Consumer<RtpAccessUnit> subscriber = this::offer;
    private final AtomicInteger queuedUnits = new AtomicInteger();
    private final AtomicLong queuedBytes = new AtomicLong();
    /** Whether a unit did not fit into the queue: behind the gap only a key frame may follow. */
    private volatile boolean overflown;

    private boolean playing;

    LiveFeed(RtspServerSource source, EventLoop loop, RtspServerCounters counters, Client client) {
        this.source = source;
        this.loop = loop;
        this.counters = counters;
        this.client = client;
    }

    /** Whatever is asked for, a live source has only now. */
    @Override
    public void prepare(RtspPlayRequest request, Consumer<RtspPlayAnswer> ready) {
        Beginning beginning = playing ? Beginning.NOT_AT_ALL : Beginning.AT_A_KEY_FRAME;
        ready.accept(new RtspPlayAnswer(RtspResponseStatuses.OK, "npt=now-", 1, 1, beginning));
    }

    @Override
    public void start() {
        if (!playing) {
            playing = true;
            source.subscribe(subscriber);
        }
    }

    @Override
    public void pause() {
        if (playing) {
            playing = false;
            source.unsubscribe(subscriber);
        }
    }

    @Override
    public void close() {
        pause();
    }

    /** Called by the source, on its thread. */
    private void offer(RtpAccessUnit unit) {
        int size = unit.size();
        int units = queuedUnits.incrementAndGet();
        long bytes = queuedBytes.addAndGet(size);
        boolean fits = units == 1 || (units <= MOST_QUEUED_UNITS && bytes <= MOST_QUEUED_BYTES);
        if (!fits || (overflown && !unit.key())) {
            overflown = true;
            leave(size);
            counters.skippedBusy.increment();
            source.skipped(unit);
            return;
        }
        overflown = false;
        try {
            loop.execute(() -> {
                leave(size);
                if (playing) {
                    client.send(unit);
                }
            });
        } catch (RejectedExecutionException e) {
            leave(size); // The server is being closed, and takes nothing more.
        }
    }

    @Override
    public void skipped(RtpAccessUnit unit) {
        source.skipped(unit);
    }

    private void leave(int size) {
        queuedUnits.decrementAndGet();
        queuedBytes.addAndGet(-size);
    }
}
