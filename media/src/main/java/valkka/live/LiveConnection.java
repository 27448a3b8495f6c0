package valkka.live;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import valkka.filter.ValkkaThread;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.live.StreamState.State;
import valkka.rtsp.Durations;
import valkka.rtsp.RtpSession;
import valkka.rtsp.RtspAddress;
import valkka.rtsp.RtspClient;
import valkka.rtsp.RtspClientSettings;
import valkka.rtsp.SdpReceiver;

/**
 * One stream being played, from {@code playStream} to {@code stopStream}: connects, passes frames
 * on, and connects again when the camera is lost. It lives on the event loop of the live thread,
 * which it never blocks, so a bad camera delays nobody else. Frames and states go through a
 * {@link FrameQueue}, in order.
 */
final class LiveConnection {
    /** At a stop the frames that came before it go to the filter; a slow filter gets no more then. */
    private static final Duration LAST_FRAMES = Duration.ofMillis(100);

    private final LiveStream stream;
    private final LiveConnectionContext context;
    private final LiveEnvironment environment;
    private final LiveNetwork network;
    private final EventLoop loop;
    private final LiveListener listener;
    private final CompletableFuture<Void> previous;
    private final FrameQueue queue;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Backoff lostPauses;
    private final Backoff refusedPauses;

    private volatile boolean stopping;

    // All below belongs to the event loop.
    private @Nullable LiveSession session; // null between two attempts
    private @Nullable RtspClient client; // of the last attempt, where the camera speaks RTSP
    private @Nullable RtspAddress elsewhere; // where the camera sent its viewers while it played
    private @Nullable Future<?> nextAttempt;
    private boolean finished;
    private @Nullable String lastError; // told to the listener since the stream last played

    /** @param previous the connection of the same stream that must have ended first, or null */
    LiveConnection(
            LiveStream stream,
            LiveEnvironment environment,
            LiveNetwork network,
            LiveListener listener,
            @Nullable LiveConnection previous) {
        this.stream = stream;
        this.context = stream.context();
        this.environment = environment;
        this.network = network;
        this.loop = network.loop();
        this.listener = listener;
        this.previous = previous == null ? CompletableFuture.completedFuture(null) : previous.ended;
        this.queue = new FrameQueue(network.filterThreads());
        this.lostPauses = new Backoff(environment.firstPause(), context.reconnect());
        this.refusedPauses = new Backoff(environment.refusedPause(), environment.longestRefusedPause());
    }

    /** Begins, and returns at once. */
    void start() {
        loop.execute(() -> {
            if (previous.isDone()) {
                attempt();
            } else {
                awaitPrevious();
            }
        });
    }

    /** Asks it to end, and returns at once. */
    void requestStop() {
        stopping = true;
        try {
            loop.execute(this::stop);
        } catch (RejectedExecutionException e) {
            ended.complete(null); // the loop has ended, and all that ran on it
        }
    }

    /**
     * Waits for the end, after which no frame and no state comes. The stream's own filter and
     * callbacks do not wait, nor does a writer's callback.
     *
     * @throws ValkkaException {@code TIMEOUT} when the time ran out, which only a filter or
     *     callback that does not return can bring about; {@code CLOSED} when the waiting thread is
     *     interrupted
     */
    void awaitEnd(Duration patience) {
        if (queue.isCurrentThread() || !ValkkaThread.mayWait()) {
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
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                ended.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                return true;
            } catch (ExecutionException e) {
                return true;
            } catch (TimeoutException e) {
                return false;
            } catch (InterruptedException e) {
                FrameQueue.tellOfInterrupt();
            }
        }
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
        return stopping;
    }

    /**
     * Waits until the connection before, which has been asked to stop, has ended: two threads must
     * not call the filter at a time.
     */
    private void awaitPrevious() {
        Future<?> complaint = loop.scheduleAtFixedRate(
                () -> fail(new ValkkaException(
                        Kind.TIMEOUT,
                        context.address()
                                + ": the filter or a callback has not returned to the stream that was stopped: "
                                + "the stream plays again when it does")),
                environment.filterPatience().toNanos(),
                environment.filterPatience().toNanos(),
                TimeUnit.NANOSECONDS);
        var unused = previous.whenComplete((nothing, never) -> network.execute(() -> {
            complaint.cancel(false);
            if (stopping) {
                finish();
            } else {
                attempt();
            }
        }));
    }

    private void attempt() {
        nextAttempt = null;
        if (stopping) {
            finish();
            return;
        }
        tell(State.CONNECTING, "connecting to " + (elsewhere == null ? context.address() : elsewhere));
        LiveSession next = new LiveSession(stream, environment, network, new Progress());
        session = next;
        try {
            next.start(open(next));
        } catch (ValkkaException e) {
            session = null;
            pauseAfter(e);
        }
    }

    private RtpSession open(LiveSession next) {
        if (context.type() == LiveConnectionType.SDP) {
            try {
                return new SdpReceiver(
                        network.rtsp(), Path.of(context.sdpFile()), context.recvBufferSize(), context.audio(), next);
            } catch (InvalidPathException e) {
                throw new ValkkaException(
                        Kind.BAD_ARGUMENT, context.address() + ": this is no path of a file: " + e.getReason(), e);
            }
        }
        RtspClientSettings settings = new RtspClientSettings(
                elsewhere == null ? context.rtspAddress() : elsewhere,
                address -> stream.lookup().find(address, loop, environment.openPatience()),
                context.transport(),
                context.recvBufferSize(),
                context.audio(),
                context.pin(),
                environment.roots(),
                environment.openPatience(),
                environment.clock());
        RtspClient opened = new RtspClient(network.rtsp(), settings, next);
        client = opened;
        return opened;
    }

    /** What the present session tells. */
    private final class Progress implements LiveSession.Listener {
        private @Nullable ValkkaException failure;
        private boolean connected;

        @Override
        public void onPlaying(String what, List<String> notes) {
            if (!connected) {
                connected = true;
                stream.counters().connected();
            }
            lostPauses.reset();
            refusedPauses.reset();
            lastError = null;
            tell(State.PLAYING, context.address() + " plays " + what, notes);
        }

        @Override
        public boolean onFrames(int bytes, List<Frame> frames) {
            return queue.offer(bytes, count(frames), () -> frames.forEach(LiveConnection.this::give));
        }

        @Override
        public void onSoundAlone(ValkkaException reason) {
            fail(reason);
            tell(State.LOST, reason.getMessage());
        }

        @Override
        public void onFailure(ValkkaException reason) {
            failure = failure == null ? reason : failure;
        }

        @Override
        public void onClosed() {
            session = null;
            chooseAddress(connected);
            if (stopping) {
                finish();
            } else {
                pauseAfter(Objects.requireNonNullElseGet(
                        failure,
                        () -> new ValkkaException(
                                Kind.IO, context.address() + ": the connection ended: it is made again")));
            }
        }
    }

    /**
     * Where the next attempt goes: to where the camera sent its viewers; from there, once it does
     * not play, back to the address that the user gave.
     */
    private void chooseAddress(boolean played) {
        RtspAddress next = client == null ? null : client.successor().orElse(null);
        if (next != null) {
            elsewhere = next;
        } else if (!played) {
            elsewhere = null;
        }
    }

    private static int count(List<Frame> frames) {
        int count = 0;
        for (Frame frame : frames) {
            count += frame instanceof BasicFrame ? 1 : 0;
        }
        return count;
    }

    /** In a thread of the filters. */
    private void give(Frame frame) {
        try {
            stream.counters().given(frame);
            context.filter().run(frame);
        } catch (RuntimeException | Error e) {
            failNow(new ValkkaException(
                    Kind.IO,
                    context.address() + ": the filter threw " + e + "; the stream goes on without this frame",
                    e));
        } finally {
            FrameQueue.dropInterrupt();
        }
    }

    private void pauseAfter(ValkkaException failure) {
        fail(failure);
        boolean refused = failure.kind() == Kind.UNAUTHORIZED;
        Duration pause = (refused ? refusedPauses : lostPauses).pause();
        tell(
                refused ? State.UNAUTHORIZED : State.LOST,
                failure.getMessage() + " (next attempt in " + Durations.text(pause) + ")");
        nextAttempt = loop.schedule(this::attempt, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void stop() {
        if (nextAttempt != null) {
            nextAttempt.cancel(false);
            nextAttempt = null;
        }
        if (session != null) {
            session.close(); // finishes when it is closed
        } else if (previous.isDone()) {
            finish();
        }
    }

    /** Says that no more comes, behind the frames that have come. */
    private void finish() {
        if (finished) {
            return;
        }
        finished = true;
        Future<?> noMore = loop.schedule(
                () -> stream.counters().droppedInQueue(queue.dropFrames()),
                LAST_FRAMES.toNanos(),
                TimeUnit.NANOSECONDS);
        StreamState stopped = state(State.STOPPED, context.address() + " stopped", List.of());
        queue.call(() -> {
            noMore.cancel(false);
            listener.onState(stopped);
            FrameQueue.dropInterrupt();
            ended.complete(null);
        });
    }

    private void fail(ValkkaException error) {
        stream.counters().error(error.getMessage());
        if (!error.getMessage().equals(lastError)) {
            lastError = error.getMessage();
            queue.call(() -> listener.onError(error));
        }
    }

    /** From the filters' thread, where the error happened. */
    private void failNow(ValkkaException error) {
        network.execute(() -> fail(error));
    }

    private void tell(State state, String message) {
        tell(state, message, List.of());
    }

    private void tell(State state, String message, List<String> notes) {
        StreamState changed = state(state, message, notes);
        queue.call(() -> listener.onState(changed));
    }

    private StreamState state(State state, String message, List<String> notes) {
        stream.counters().state(state);
        return new StreamState(
                context.slot(),
                state,
                context.address(),
                message,
                notes,
                environment.clock().instant());
    }
}
