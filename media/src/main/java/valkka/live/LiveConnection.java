package valkka.live;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import valkka.filter.ValkkaThread;
import valkka.frame.Frame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.live.StreamState.State;
import valkka.rtsp.Durations;

/**
 * One stream being played, from {@code playStream} to {@code stopStream}: connects, passes frames
 * on, and connects again when the camera is lost. It has a thread of its own, so that a bad camera
 * delays nobody else.
 */
final class LiveConnection {
    private final LiveStream stream;
    private final LiveConnectionContext context;
    private final LiveEnvironment environment;
    private final LiveListener listener;
    private final CompletableFuture<Void> previous;
    private final ConnectionThread thread;
    private final CompletableFuture<Void> stop = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private final CameraOpener opener;
    private final Backoff lostPauses;
    private final Backoff refusedPauses;
    private @Nullable String lastError; // told to the listener since the stream last played

    /** @param previous the connection of the same stream that must have ended first, or null */
    LiveConnection(
            LiveStream stream,
            LiveEnvironment environment,
            LiveListener listener,
            @Nullable LiveConnection previous,
            String threadName) {
        this.stream = stream;
        this.context = stream.context();
        this.environment = environment;
        this.listener = listener;
        this.previous = previous == null ? CompletableFuture.completedFuture(null) : previous.ended;
        this.thread = new ConnectionThread(this::run, threadName);
        this.opener = new CameraOpener(stream, environment, thread, stop);
        this.lostPauses = new Backoff(environment.firstPause(), context.reconnect());
        this.refusedPauses = new Backoff(environment.refusedPause(), environment.longestRefusedPause());
    }

    /** @throws ValkkaException {@code IO} when the system has no thread left */
    void start() {
        environment.start(thread);
    }

    /** Asks it to end, and returns at once. */
    void requestStop() {
        stop.complete(null);
        thread.giveUp();
    }

    /**
     * Waits for the end, after which no frame and no state comes. A connection's own thread
     * does not wait, nor does a writer's callback.
     *
     * @throws ValkkaException {@code TIMEOUT} when the time ran out, which only a filter or
     *     callback that does not return can bring about; {@code CLOSED} when the waiting thread is
     *     interrupted
     */
    void awaitEnd(Duration patience) {
        if (Thread.currentThread() == thread || !ValkkaThread.mayWait()) {
            return;
        }
        try {
            ended.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw filterHangs();
        } catch (ExecutionException e) {
            throw new IllegalStateException("only complete() is called on it", e);
        } catch (InterruptedException e) {
            throw ValkkaException.interrupted("waiting for " + context + " to stop; it stops by itself");
        }
    }

    /**
     * Waits for the end in the live thread, which no interrupt ends.
     *
     * @return false when the time ran out
     */
    boolean hasEndedWithin(Duration patience) {
        return StreamWait.until(ended, patience);
    }

    ValkkaException filterHangs() {
        return new ValkkaException(
                Kind.TIMEOUT,
                "the filter or a callback of " + context + " has not returned for "
                        + Durations.text(environment.filterPatience()) + ": the stream ends when it does");
    }

    boolean hasEnded() {
        return ended.isDone();
    }

    boolean isStopping() {
        return stop.isDone();
    }

    private void run() {
        try {
            awaitPrevious();
            while (!isStopping()) {
                tell(State.CONNECTING, "connecting to " + context.address());
                ValkkaException failure = attempt();
                if (failure != null && !isStopping()) {
                    pauseAfter(failure);
                }
            }
        } finally {
            stop.complete(null); // also where nobody asked for it: playStream may begin anew
            tell(State.STOPPED, context.address() + " stopped");
            ended.complete(null);
        }
    }

    /**
     * Waits until the connection before, which has been asked to stop, has ended: two threads must
     * not call the filter at a time.
     */
    private void awaitPrevious() {
        while (!StreamWait.until(previous, environment.filterPatience())) {
            fail(new ValkkaException(
                    Kind.TIMEOUT,
                    context.address() + ": the filter or a callback has not returned to the stream that was stopped: "
                            + "the stream plays again when it does"));
        }
    }

    /** Connects and plays. Returns why that ended, or null when it was stopped. */
    private @Nullable ValkkaException attempt() {
        try (OpenedCamera camera = opener.open()) {
            if (camera == null) {
                return null;
            }
            ValkkaException end = play(camera.source());
            thread.allowFarewell(true);
            return end;
        } catch (ValkkaException e) {
            return e;
        } catch (RuntimeException | Error e) {
            return new ValkkaException(Kind.IO, context.address() + ": unexpected error " + e, e);
        } finally {
            thread.allowFarewell(false);
        }
    }

    /**
     * Passes frames on until the camera ends it, or the user. Returns why, or null for the user.
     */
    private @Nullable ValkkaException play(RtspSource source) {
        if (!source.selectTracks()) {
            return RtspFailure.nothingToPlay(context, source.offered());
        }
        StreamPlayer player = new StreamPlayer(stream, source, this::give);
        long startDeadline = System.nanoTime() + environment.keyFramePatience().toNanos();
        thread.allow(context.reconnect());
        boolean playing = false;
        while (!isStopping()) {
            int code = source.read();
            if (isStopping()) {
                return null;
            }
            if (code < 0) {
                return RtspFailure.onRead(code, context, thread.isOverdue(), context.reconnect());
            }
            StreamPlayer.Outcome outcome = player.packet(source);
            if (outcome == StreamPlayer.Outcome.TOO_LARGE) {
                return RtspFailure.tooLarge(context);
            }
            if (!playing && player.hasStarted()) {
                playing = true;
                onPlaying(player);
            }
            if (!playing && System.nanoTime() - startDeadline > 0) {
                return RtspFailure.noStart(context, environment.keyFramePatience());
            }
            if (outcome == StreamPlayer.Outcome.LEADING) {
                thread.allow(context.reconnect()); // sound alone does not make up for a picture that stands still
            }
        }
        return null;
    }

    private void onPlaying(StreamPlayer player) {
        stream.counters().connected();
        lostPauses.reset();
        refusedPauses.reset();
        lastError = null;
        tell(State.PLAYING, context.address() + " plays " + player);
    }

    private void give(Frame frame) {
        try {
            context.filter().run(frame);
        } catch (RuntimeException | Error e) {
            fail(new ValkkaException(
                    Kind.IO,
                    context.address() + ": the filter threw " + e + "; the stream goes on without this frame",
                    e));
        } finally {
            StreamWait.dropInterrupt();
        }
    }

    private void pauseAfter(ValkkaException failure) {
        fail(failure);
        boolean refused = failure.kind() == Kind.UNAUTHORIZED;
        Duration pause = (refused ? refusedPauses : lostPauses).pause();
        tell(
                refused ? State.UNAUTHORIZED : State.LOST,
                failure.getMessage() + " (next attempt in " + Durations.text(pause) + ")");
        StreamWait.until(stop, pause);
    }

    private void fail(ValkkaException error) {
        stream.counters().error(error.getMessage());
        if (!error.getMessage().equals(lastError)) {
            lastError = error.getMessage();
            listener.onError(error);
            StreamWait.dropInterrupt();
        }
    }

    private void tell(State state, String message) {
        stream.counters().state(state);
        listener.onState(new StreamState(
                context.slot(),
                state,
                context.address(),
                message,
                environment.clock().instant()));
        StreamWait.dropInterrupt();
    }
}
