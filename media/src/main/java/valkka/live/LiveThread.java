package valkka.live;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import valkka.filter.ValkkaThread;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Receives the streams of any number of RTSP cameras and puts their frames into filters. One thread
 * serves the network of all cameras and never waits for one, so a camera that is slow or dead delays
 * no other; a camera that is lost is tried again until it is back. Filters and callbacks run in
 * another thread, and in further ones while a filter does not return: a slow filter delays its own
 * stream alone. libValkka: {@code LiveThread}.
 *
 * <pre>
 * LiveThread livethread = new LiveThread("livethread");
 * LiveConnectionContext ctx = new LiveConnectionContext(LiveConnectionType.RTSP, address, 1, filter);
 * livethread.start();
 * livethread.registerStream(ctx);
 * livethread.playStream(ctx);
 * ...
 * livethread.stop();
 * </pre>
 *
 * At each connection the filter gets a {@code SetupFrame}, then {@code BasicFrame}s of one H.264 or
 * H.265 NAL unit each, beginning with a key frame. The parameter sets (SPS and PPS, and the VPS of
 * H.265) stand in front of each key frame. The camera's sound is subsession 1: a {@code SetupFrame}
 * of its own, then one packet a frame, AAC with ADTS headers. Timestamps of each subsession never
 * decrease. {@code stop()} and {@code stopStream} return within 200 ms, whatever the camera or the
 * name server does, and no frame comes after them. Only for a filter that does not return, they
 * wait longer: 5 s.
 */
public final class LiveThread extends ValkkaThread {
    private static final System.Logger LOG = System.getLogger("valkka.live");

    /** How long this thread sleeps at a time: there is nothing for it to do but to be stopped. */
    private static final Duration LOOK_UP = Duration.ofMinutes(1);

    private final LiveEnvironment environment;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<Integer, Entry> entries = new TreeMap<>(); // by slot

    @GuardedBy("lock")
    private final List<LiveConnection> leaving = new ArrayList<>(); // deregistered, perhaps not yet at their end

    @GuardedBy("lock")
    private @Nullable LiveNetwork network; // null before the start

    @GuardedBy("lock")
    private boolean started;

    private volatile @Nullable Consumer<StreamState> stateCallback;

    /** A registered stream, and whether it plays. */
    private static final class Entry {
        final LiveStream stream;
        boolean wanted; // playStream was called

        @Nullable
        LiveConnection connection; // the newest, null before the first

        Entry(LiveStream stream) {
            this.stream = stream;
        }
    }

    /** A thread without streams; nothing is loaded and nothing happens before {@link #start()}. */
    public LiveThread(String name) {
        this(name, LiveEnvironment.usual());
    }

    LiveThread(String name, LiveEnvironment environment) {
        super(name, LOG);
        this.environment = environment;
    }

    /**
     * Makes a stream known. It may be played from then on; before {@link #start()} too.
     *
     * @throws ValkkaException {@code EXISTS} when the slot is taken, {@code BAD_ARGUMENT} when it
     *     asks for UDP beside TLS, {@code CLOSED} when this thread was stopped
     */
    public void registerStream(LiveConnectionContext ctx) {
        refuseUdpBesideTls(ctx);
        synchronized (lock) {
            checkOpen();
            if (entries.containsKey(ctx.slot())) {
                throw new ValkkaException(
                        Kind.EXISTS,
                        label() + " has a stream in slot " + ctx.slot() + " already, "
                                + entries.get(ctx.slot()).stream.context().address()
                                + ": deregister it first, or take another slot");
            }
            entries.put(ctx.slot(), new Entry(new LiveStream(ctx, environment, name())));
        }
    }

    /**
     * Starts a registered stream, or does nothing when it plays already. Returns at once; the state
     * callback tells how it goes. Before {@link #start()} the stream is noted and starts then.
     *
     * @throws ValkkaException {@code NOT_FOUND} when the slot is not registered, {@code CLOSED}
     *     when this thread was stopped
     */
    public void playStream(LiveConnectionContext ctx) {
        synchronized (lock) {
            checkOpen();
            Entry entry = find(ctx);
            entry.wanted = true;
            if (started) {
                connect(entry);
            }
        }
    }

    /**
     * Ends a stream, which stays registered. After the return no frame of the stream comes. Does
     * nothing when the stream does not play. A call by the stream's own thread (in its filter or a
     * callback) asks the stream to end, and does not wait.
     *
     * @throws ValkkaException {@code NOT_FOUND} when the slot is not registered, {@code TIMEOUT}
     *     when its filter does not return for 5 s, {@code CLOSED} when the waiting thread is
     *     interrupted; the stream ends all the same
     */
    public void stopStream(LiveConnectionContext ctx) {
        Entry entry;
        synchronized (lock) {
            entry = find(ctx);
        }
        end(entry);
    }

    /**
     * {@link #stopStream}, and forgets the stream and its counters: its slot is free again.
     *
     * @throws ValkkaException as {@link #stopStream} does; the slot is free all the same, where it
     *     was not {@code NOT_FOUND}
     */
    public void deregisterStream(LiveConnectionContext ctx) {
        Entry entry;
        synchronized (lock) {
            entry = find(ctx);
            entries.remove(ctx.slot());
            leaving.removeIf(LiveConnection::hasEnded);
            if (entry.connection != null) {
                leaving.add(entry.connection);
            }
        }
        end(entry);
    }

    /**
     * Calls {@code callback} with every change of every stream, in a thread of the filters. It may
     * call any method of this object. Replaces the callback before; {@code null} removes it.
     */
    public void setStateCallback(@Nullable Consumer<StreamState> callback) {
        stateCallback = callback;
    }

    @Override
    public LiveStats stats() {
        synchronized (lock) {
            return new LiveStats(
                    entries.values().stream().map(entry -> entry.stream.stats()).toList());
        }
    }

    /** Returns one line: the thread as in a drawing, its state, and how many streams play. */
    @Override
    public String toString() {
        List<LiveStreamStats> streams = stats().streams();
        long playing = streams.stream()
                .filter(stream -> stream.state() == StreamState.State.PLAYING)
                .count();
        return label() + " " + stateWord() + ": " + streams.size() + (streams.size() == 1 ? " stream, " : " streams, ")
                + playing + " playing";
    }

    @Override
    protected void beforeStart() {
        LiveNetwork opened = new LiveNetwork(name(), environment);
        synchronized (lock) {
            network = opened;
        }
    }

    @Override
    protected void runBody() {
        try {
            connectThoseWanted();
            boolean stop = false;
            while (!stop) {
                stop = awaitStopRequest(LOOK_UP);
            }
        } finally {
            endAll();
        }
    }

    /** From now on {@link #playStream} connects by itself. */
    private void connectThoseWanted() {
        synchronized (lock) {
            started = true;
            for (Entry entry : entries.values()) {
                if (entry.wanted) {
                    connect(entry);
                }
            }
        }
    }

    @Override
    protected void onStopRequested() {
        connections().forEach(LiveConnection::requestStop);
    }

    private void endAll() {
        List<LiveConnection> all = connections();
        all.forEach(LiveConnection::requestStop);
        long deadline = System.nanoTime() + environment.filterPatience().toNanos(); // for all of them together
        for (LiveConnection connection : all) {
            if (!connection.hasEndedWithin(Duration.ofNanos(deadline - System.nanoTime()))) {
                report(connection.filterHangs());
            }
        }
    }

    @Override
    protected void afterEnd() {
        LiveNetwork opened;
        synchronized (lock) {
            opened = network;
        }
        if (opened != null) {
            opened.close();
        }
    }

    private List<LiveConnection> connections() {
        synchronized (lock) {
            Stream<LiveConnection> registered =
                    entries.values().stream().map(entry -> entry.connection).filter(Objects::nonNull);
            return Stream.concat(registered, leaving.stream()).toList();
        }
    }

    @GuardedBy("lock")
    private void connect(Entry entry) {
        if (entry.connection != null && !entry.connection.isStopping()) {
            return;
        }
        LiveConnection next = new LiveConnection(
                entry.stream,
                environment,
                Objects.requireNonNull(network, "the network of a thread that has started"),
                new Listener(),
                entry.connection);
        next.start();
        entry.connection = next;
    }

    private void end(Entry entry) {
        LiveConnection connection;
        synchronized (lock) {
            entry.wanted = false;
            connection = entry.connection;
        }
        if (connection != null) {
            connection.requestStop();
            connection.awaitEnd(environment.filterPatience());
        }
    }

    @GuardedBy("lock")
    private Entry find(LiveConnectionContext ctx) {
        Entry entry = entries.get(ctx.slot());
        if (entry == null) {
            throw new ValkkaException(
                    Kind.NOT_FOUND,
                    label() + " has no stream in slot " + ctx.slot() + ", only in " + entries.keySet()
                            + ": register it first");
        }
        return entry;
    }

    private void checkOpen() {
        if (isStopRequested()) {
            throw new ValkkaException(Kind.CLOSED, label() + " has been stopped: make a new one");
        }
    }

    /** TLS carries RTP over TCP alone: in UDP it would travel unencrypted beside it. */
    private static void refuseUdpBesideTls(LiveConnectionContext ctx) {
        boolean udp = ctx.requestMulticast() || !ctx.requestTcp();
        if (ctx.type() == LiveConnectionType.RTSP && ctx.rtspAddress().isSecure() && udp) {
            throw ValkkaException.badArgument(
                    ctx + ": rtsps is RTP over TCP, so that all of it is encrypted: leave out UDP and multicast");
        }
    }

    private final class Listener implements LiveListener {
        @Override
        public void onState(StreamState state) {
            LOG.log(Level.DEBUG, () -> LiveThread.this.label() + ": " + state);
            Consumer<StreamState> callback = stateCallback;
            if (callback != null) {
                callUser("state callback", () -> callback.accept(state));
            }
        }

        @Override
        public void onError(ValkkaException error) {
            report(error);
        }
    }
}
