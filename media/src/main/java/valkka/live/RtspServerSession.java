package valkka.live;

import io.netty.channel.EventLoop;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One client's play of one source. Everything runs on the server's thread but the arrival of access units, which wait in a
 * bounded queue for that thread. A client begins at a key frame, and a client that does not keep up goes on at a later
 * one: nobody waits for it, and nothing piles up.
 */
final class RtspServerSession {
    private static final int MOST_QUEUED_UNITS = 100;
    private static final long MOST_QUEUED_BYTES = 8L << 20;

    private final RtspServerSource source;
    private final EventLoop loop;
    private final RtpSink sink;
    private final RtpStream stream;
    private final RtspServerCounters counters;
    private final Consumer<RtpAccessUnit> subscriber = this::offer;
    private final String id =
            String.format(Locale.ROOT, "%016X", ThreadLocalRandom.current().nextLong());
    private final AtomicInteger queuedUnits = new AtomicInteger();
    private final AtomicLong queuedBytes = new AtomicLong();
    /** Whether a unit did not fit into the queue: behind the gap only a key frame may follow. */
    private volatile boolean overflown;

    private boolean playing;
    /** Whether anything was sent: then there is somebody to say farewell to. */
    private boolean started;
    /** Whether it is the client's slowness for which a key frame is waited. */
    private boolean behind;

    private boolean waitingForKey = true;

    RtspServerSession(
            RtspServerSource source, EventLoop loop, RtpSink sink, RtpStream stream, RtspServerCounters counters) {
        this.source = source;
        this.loop = loop;
        this.sink = sink;
        this.stream = stream;
        this.counters = counters;
    }

    /** The number by which the client names the session. */
    String id() {
        return id;
    }

    RtspServerSource source() {
        return source;
    }

    RtpSink sink() {
        return sink;
    }

    boolean isPlaying() {
        return playing;
    }

    void restartTimestamps() {
        stream.restartTimestamps(ThreadLocalRandom.current());
    }

    void play() {
        if (!playing) {
            playing = true;
            waitingForKey = true;
            behind = false;
            counters.playing.incrementAndGet();
            source.subscribe(subscriber);
        }
    }

    void pause() {
        if (playing) {
            playing = false;
            counters.playing.decrementAndGet();
            source.unsubscribe(subscriber);
        }
    }

    /** Ends the session; with a farewell when it is the server that ends it. May be called twice. */
    void close(boolean farewell) {
        pause();
        if (farewell && started) {
            started = false;
            stream.bye(sink);
            sink.flush();
        }
        sink.close();
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
            counters.skipped.increment();
            return;
        }
        overflown = false;
        try {
            loop.execute(() -> {
                leave(size);
                send(unit);
            });
        } catch (RejectedExecutionException e) {
            leave(size); // The server is being closed, and takes nothing more.
        }
    }

    private void leave(int size) {
        queuedUnits.decrementAndGet();
        queuedBytes.addAndGet(-size);
    }

    private void send(RtpAccessUnit unit) {
        if (!playing) {
            return;
        }
        if (!sink.isWritable()) {
            waitingForKey = true;
            behind = true;
        }
        if (waitingForKey && !(unit.key() && sink.isWritable())) {
            if (behind) {
                counters.skipped.increment();
            }
            return;
        }
        waitingForKey = false;
        behind = false;
        started = true;
        stream.send(unit, sink);
        sink.flush();
        counters.sent.increment();
    }
}
