package valkka.rtsp;

import io.netty.channel.EventLoop;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import valkka.frame.GapRule;
import valkka.frame.ValkkaException;

/**
 * One client's way through a recording: sends each unit when its time has come. It runs on the
 * server's thread; the disk is read by other threads, a little ahead.
 *
 * <p>A client that does not take its packets is waited for, up to
 * {@link GapRule#LONGEST_LAG_MILLIS}; then it goes on at the key frame of the present time.
 */
final class RecordedPlay {
    private static final System.Logger LOG = System.getLogger("valkka.live");
    private static final int ENOUGH_UNITS = 32;
    private static final long ENOUGH_BYTES = 1 << 20;
    private static final long LOOK_AGAIN_MS = 10;
    private static final long MOST_LAG_NANOS = TimeUnit.MILLISECONDS.toNanos(GapRule.LONGEST_LAG_MILLIS);

    private final RecordingCursor cursor;
    private final PlayTimeline timeline;
    private final double speed;
    private final EventLoop loop;
    private final Executor readers;
    private final RtspServerFeed.Client client;
    private final Deque<Shown> ahead = new ArrayDeque<>();
    private long aheadBytes;
    private boolean reading;
    private boolean ended; // the disk has nothing more
    private boolean playing;
    private boolean finished; // the client was told so
    private long anchorNanos;
    private long anchorShown;
    private long position;
    private @Nullable Future<?> timer;

    /**
     * A unit that waits for its time.
     *
     * @param unit with the time at which it is shown
     * @param time of the recording
     */
    private record Shown(RtpAccessUnit unit, long time) {}

    /** @param first the first units, at least one */
    RecordedPlay(
            RecordingCursor cursor,
            List<RtpAccessUnit> first,
            double scale,
            double speed,
            EventLoop loop,
            Executor readers,
            RtspServerFeed.Client client) {
        this.cursor = cursor;
        this.timeline = new PlayTimeline(scale);
        this.speed = speed;
        this.loop = loop;
        this.readers = readers;
        this.client = client;
        this.position = first.get(0).mstimestamp();
        take(first);
    }

    /** Returns the time of the recording where it is: the next unit's, or the last one's. */
    long position() {
        Shown next = ahead.peek();
        return next == null ? position : next.time;
    }

    boolean isPlaying() {
        return playing;
    }

    /** Returns whether all was sent. */
    boolean isFinished() {
        return finished || (ended && ahead.isEmpty());
    }

    /** Sends from now on: the next unit at once. */
    void start() {
        playing = true;
        anchorNanos = loop.ticker().nanoTime();
        Shown next = ahead.peek();
        anchorShown = next == null ? Long.MIN_VALUE : next.unit.mstimestamp();
        step();
    }

    /** Sends nothing until it is started again. */
    void pause() {
        playing = false;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void step() {
        timer = null;
        while (playing) {
            readAhead();
            Shown next = ahead.peek();
            if (next == null) {
                if (ended) {
                    playing = false;
                    finished = true;
                    client.ended();
                }
                return; // else the next piece from the disk goes on
            }
            if (anchorShown == Long.MIN_VALUE) {
                anchorShown = next.unit.mstimestamp();
            }
            long lag = loop.ticker().nanoTime() - due(next);
            boolean writable = client.isWritable();
            if (lag < 0 || (!writable && lag < MOST_LAG_NANOS)) {
                long wait = lag < 0 ? -lag : TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MS);
                timer = loop.schedule(this::step, wait, TimeUnit.NANOSECONDS);
                return;
            }
            if (writable && lag > MOST_LAG_NANOS) {
                anchorNanos += lag; // the disk was slow: no burst
            }
            ahead.remove();
            aheadBytes -= next.unit.size();
            position = next.time;
            client.send(next.unit);
        }
    }

    private long due(Shown next) {
        return anchorNanos + (long) ((next.unit.mstimestamp() - anchorShown) * 1e6 / speed);
    }

    private void readAhead() {
        if (reading || ended || ahead.size() >= ENOUGH_UNITS || aheadBytes >= ENOUGH_BYTES) {
            return;
        }
        reading = true;
        try {
            readers.execute(this::read);
        } catch (RejectedExecutionException e) {
            ended = true; // The server is being closed.
        }
    }

    /** Reads a piece, on a reader's thread. */
    private void read() {
        List<RtpAccessUnit> units = List.of();
        boolean readable = true;
        try {
            units = cursor.read();
        } catch (ValkkaException e) {
            readable = false;
            LOG.log(Level.WARNING, () -> "RTSP server: a client's play of a recording ends: " + e.getMessage());
        }
        List<RtpAccessUnit> piece = units;
        boolean last = !readable || cursor.isAtEnd();
        try {
            loop.execute(() -> {
                reading = false;
                ended = last;
                take(piece);
                if (playing && timer == null) {
                    step();
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "RTSP server: closed while it read a recording");
        }
    }

    private void take(List<RtpAccessUnit> units) {
        for (RtpAccessUnit unit : units) {
            long shown = timeline.shown(unit);
            aheadBytes += unit.size();
            ahead.add(new Shown(
                    new RtpAccessUnit(unit.nalUnits(), shown, unit.key(), unit.subsession()), unit.mstimestamp()));
        }
    }
}
