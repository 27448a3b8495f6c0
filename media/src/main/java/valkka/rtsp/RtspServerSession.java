package valkka.rtsp;

import io.netty.channel.EventLoop;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's play of one source. Everything runs on the server's thread but the arrival of access
 * units, which wait in a bounded queue for that thread. A client begins at a key frame, and a
 * client that does not keep up goes on at a later one: nobody waits for it, and nothing piles up.
 */
final class RtspServerSession {
    private static final int MOST_QUEUED_UNITS = 100;
    private static final long MOST_QUEUED_BYTES = 8L << 20;

    private final RtspServerSource source;
    private final EventLoop loop;
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

    /** By its number; null where the client has not set it up. */
    private final @Nullable Track[] tracks = new Track[Subsession.AUDIO + 1];

    /** A track on its way to the client. */
    private record Track(RtpSink sink, RtpStream stream) {}

    /** A session that has no tracks yet. */
    RtspServerSession(RtspServerSource source, EventLoop loop, RtspServerCounters counters) {
        this.source = source;
        this.loop = loop;
        this.counters = counters;
    }

    /** Adds a track, or puts it in place of the one of that number; while it does not play. */
    void setUp(int number, RtpSink sink, RtpStream stream) {
        if (tracks[number] != null) {
            tracks[number].sink.close();
        }
        tracks[number] = new Track(sink, stream);
    }

    /** Returns the number by which the client names the session. */
    String id() {
        return id;
    }

    RtspServerSource source() {
        return source;
    }

    /** Returns how the client was told to listen to a track that was set up. */
    String transportHeader(int number) {
        return tracks[number].sink.transportHeader();
    }

    /**
     * When the client was last seen to live, in {@link System#nanoTime()}: by any of its tracks.
     */
    long lastHeardNanos() {
        long now = System.nanoTime();
        long longestAgo = Long.MAX_VALUE;
        for (Track track : setUp()) {
            longestAgo = Math.min(longestAgo, now - track.sink.lastHeardNanos());
        }
        return now - longestAgo;
    }

    private List<Track> setUp() {
        return Arrays.stream(tracks).filter(Objects::nonNull).toList();
    }

    boolean isPlaying() {
        return playing;
    }

    void restartTimestamps() {
        setUp().forEach(track -> track.stream.restartTimestamps(ThreadLocalRandom.current()));
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

    /**
     * Ends the session; with a farewell when it is the server that ends it. May be called twice.
     */
    void close(boolean farewell) {
        pause();
        for (Track track : setUp()) {
            if (farewell && started) {
                track.stream.bye(track.sink);
                track.sink.flush();
            }
            track.sink.close();
        }
        started = false;
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
        Track track = tracks[unit.subsession()];
        if (!playing || track == null || !isTurnOf(unit, track.sink.isWritable())) {
            return;
        }
        started = true;
        track.stream.send(unit, track.sink);
        track.sink.flush();
        counters.sent.increment();
    }

    /**
     * Returns whether the unit may be sent: a picture from a key frame on, sound while pictures are
     * sent, or without any.
     */
    private boolean isTurnOf(RtpAccessUnit unit, boolean writable) {
        if (unit.subsession() == Subsession.AUDIO) {
            return writable && (tracks[Subsession.VIDEO] == null || !waitingForKey);
        }
        if (!writable) {
            waitingForKey = true;
            behind = true;
        }
        if (waitingForKey && !(unit.key() && writable)) {
            if (behind) {
                counters.skipped.increment();
            }
            return false;
        }
        waitingForKey = false;
        behind = false;
        return true;
    }
}
