package valkka.rtsp;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import valkka.rtsp.RtspPlayAnswer.Beginning;

/**
 * One client's play of one stream, on the server's thread. A client begins at a key frame, and a
 * client that does not keep up goes on at a later one: nobody waits for it, and nothing piles up.
 */
final class RtspServerSession {
    private final RtspServerMount source;
    private final RtspServerFeed feed;
    private final RtspServerCounters counters;
    private final Ticker ticker;
    private final String id =
            String.format(Locale.ROOT, "%016X", ThreadLocalRandom.current().nextLong());

    private boolean playing;
    /** Whether anything was sent: then there is somebody to say farewell to. */
    private boolean started;
    /** Whether it is the client's slowness for which a key frame is waited. */
    private boolean behind;

    private boolean waitingForKey = true;

    /** By its number; null where the client has not set it up. */
    private final @Nullable Track[] tracks = new Track[Subsession.AUDIO + 1];

    /**
     * A track on its way to the client.
     *
     * @param address as the client asked for it
     */
    private record Track(String address, RtpSink sink, RtpStream stream) {}

    /** A session with a live source, that has no tracks yet. */
    RtspServerSession(RtspServerSource source, EventLoop loop, RtspServerCounters counters) {
        this.source = source;
        this.counters = counters;
        this.ticker = loop.ticker();
        this.feed = new LiveFeed(source, loop, counters, new Client());
    }

    /**
     * A session with a recorded stream, that has no tracks yet.
     *
     * @param beginning the time that was described to the client as its beginning, Unix ms;
     *     {@code null} when nothing was described
     * @param readers what reads the disk
     */
    RtspServerSession(
            RecordedStream source,
            @Nullable Long beginning,
            EventLoop loop,
            Executor readers,
            RtspServerCounters counters) {
        this.source = source;
        this.counters = counters;
        this.ticker = loop.ticker();
        this.feed = new RecordedFeed(source, beginning, loop, readers, new Client());
    }

    /** Adds a track, or puts it in place of the one of that number; while it does not play. */
    void setUp(int number, RtpSink sink, RtpStream stream) {
        setUp(number, "", sink, stream);
    }

    /** @param address of the track, as the client asked for it */
    void setUp(int number, String address, RtpSink sink, RtpStream stream) {
        if (tracks[number] != null) {
            tracks[number].sink.close();
        }
        tracks[number] = new Track(address, sink, stream);
    }

    /** Returns the number by which the client names the session. */
    String id() {
        return id;
    }

    RtspServerMount source() {
        return source;
    }

    /** Returns how the client was told to listen to a track that was set up. */
    String transportHeader(int number) {
        return tracks[number].sink.transportHeader();
    }

    /**
     * Returns when the client was last seen to live, by the loop's clock: by any of its tracks.
     */
    long lastHeardNanos() {
        long now = ticker.nanoTime();
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

    /**
     * Gets ready to play, and stops where play begins anew.
     *
     * @param ready gets the answer, on the server's thread, perhaps at once
     */
    void prepare(RtspPlayRequest request, Consumer<RtspPlayAnswer> ready) {
        feed.prepare(request, answer -> {
            if (answer.beginning() != Beginning.NOT_AT_ALL) {
                pause();
                waitingForKey = answer.beginning() == Beginning.AT_A_KEY_FRAME;
                behind = false;
                setUp().forEach(track -> track.stream.resume());
            }
            ready.accept(answer);
        });
    }

    /**
     * Returns the {@code RTP-Info} header: for each track the sequence number and the time of the
     * next packet, exactly as this packet will have them. Called between {@link #prepare} and
     * {@link #play}.
     */
    String rtpInfo() {
        StringJoiner info = new StringJoiner(",");
        for (Track track : setUp()) {
            info.add("url=" + track.address + ";seq=" + track.stream.nextSequence() + ";rtptime="
                    + track.stream.nextTimestamp());
        }
        return info.toString();
    }

    /** Plays what was prepared. */
    void play() {
        if (!playing) {
            playing = true;
            counters.playing.incrementAndGet();
            feed.start();
        }
    }

    void pause() {
        if (playing) {
            feed.pause();
            stopped();
        }
    }

    private void stopped() {
        playing = false;
        counters.playing.decrementAndGet();
    }

    /**
     * Ends the session; with a farewell when it is the server that ends it. May be called twice.
     */
    void close(boolean farewell) {
        pause();
        feed.close();
        for (Track track : setUp()) {
            if (farewell && started) {
                track.stream.bye(track.sink);
                track.sink.flush();
            }
            track.sink.close();
        }
        started = false;
    }

    private final class Client implements RtspServerFeed.Client {
        @Override
        public void send(RtpAccessUnit unit) {
            Track track = tracks[unit.subsession()];
            if (!playing || track == null || !isTurnOf(unit, track.sink.isWritable())) {
                return;
            }
            started = true;
            track.stream.send(unit, track.sink);
            track.sink.flush();
            counters.sent.increment();
        }

        @Override
        public boolean isWritable() {
            return setUp().stream().allMatch(track -> track.sink.isWritable());
        }

        /** The session stays, for another PLAY. */
        @Override
        public void ended() {
            if (playing) {
                stopped();
                for (Track track : setUp()) {
                    track.stream.bye(track.sink);
                    track.sink.flush();
                }
            }
        }
    }

    private void skip(RtpAccessUnit unit) {
        counters.skippedSlow.increment();
        feed.skipped(unit);
    }

    /**
     * Returns whether the unit may be sent: a picture from a key frame on, sound while pictures are
     * sent, or without any.
     */
    private boolean isTurnOf(RtpAccessUnit unit, boolean writable) {
        if (unit.subsession() == Subsession.AUDIO) {
            if (!writable || (behind && tracks[Subsession.VIDEO] != null)) {
                skip(unit);
                return false;
            }
            return tracks[Subsession.VIDEO] == null || !waitingForKey;
        }
        if (!writable) {
            waitingForKey = true;
            behind = true;
        }
        if (waitingForKey && !(unit.key() && writable)) {
            if (behind) {
                skip(unit);
            }
            return false;
        }
        waitingForKey = false;
        behind = false;
        return true;
    }
}
