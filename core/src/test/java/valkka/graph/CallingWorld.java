package valkka.graph;

import static valkka.graph.Nodes.fork;
import static valkka.graph.Nodes.reader;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import valkka.filter.ValkkaThread;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.PullResult;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSReaderThread;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;
import valkka.play.FileCacheThread;
import valkka.play.ValkkaFSManager;
import valkka.testkit.TestFrames;

/**
 * Recordings that are written, read, played and managed at once, where each callback and each filter calls any method of any of the
 * objects, its own among them.
 */
final class CallingWorld implements AutoCloseable {
    private static final int RECORDINGS = 4;

    /** A call that a callback has not come back from. */
    record Call(String what, long since) {}

    private final Random random;
    private final AnyCall anyCall;
    private final List<ValkkaFS> recordings = new ArrayList<>();
    private final List<Object> targets = new ArrayList<>();
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final List<ValkkaFSWriterThread> writers = new ArrayList<>();
    private final Map<Class<?>, List<Method>> methods = new HashMap<>();

    final Map<Thread, Call> calls = new ConcurrentHashMap<>();
    final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    /** What has been called so far, and from which kind of thread. */
    final ConcurrentSkipListSet<String> called;

    final Map<Kind, Integer> refused;

    /** @param directory where the recordings are, or are to be */
    CallingWorld(Path directory, long seed, ConcurrentSkipListSet<String> called, Map<Kind, Integer> refused) {
        this.random = new Random(seed);
        this.called = called;
        this.refused = refused;
        for (int i = 0; i < RECORDINGS; i++) {
            recordings.add(recording(directory.resolve("recording" + i)));
        }
        this.anyCall = new AnyCall(random, recordings, this::callAnything);
        for (int i = 0; i < RECORDINGS; i++) {
            addTargets(i, recordings.get(i), recordings.get((i + 1) % RECORDINGS));
        }
        targets.forEach(target -> methods.computeIfAbsent(target.getClass(), type -> anyCall.methods(target)));
    }

    private static ValkkaFS recording(Path directory) {
        return ValkkaFS.checkDirectory(directory)
                ? ValkkaSingleFS.loadFromDirectory(directory)
                : ValkkaSingleFS.newFromDirectory(directory)
                        .blockSize(4096)
                        .blocks(8)
                        .create();
    }

    private void addTargets(int number, ValkkaFS fs, ValkkaFS other) {
        ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer " + number, fs);
        writer.setSlotId(1, TestFrames.ID);
        writer.setErrorCallback(error -> callAnything());
        fs.setBlockCallback(this::callAnything);
        writers.add(writer);
        FileCacheThread cacher = new FileCacheThread("cacher " + number, frame -> callAnything());
        cacher.setCallback(time -> callAnything());
        ValkkaFSReaderThread reader = new ValkkaFSReaderThread("reader " + number, fs, frame -> {
            callAnything();
            cacher.getFrameFilter().run(frame);
        });
        reader.setSlotId(1, TestFrames.ID);
        ValkkaFSManager manager = new ValkkaFSManager(fs, other);
        manager.map(fs, TestFrames.ID).readSlot(1, frame -> callAnything());
        manager.setTimeCallback(time -> callAnything());
        manager.setTimeLimitsCallback(limits -> callAnything());
        manager.setBlockCallback(range -> callAnything());
        FilterGraph graph = reader(fs)
                .slotId(1, TestFrames.ID)
                .to(fork().named("fork").connect("branch0", frame -> callAnything()));
        targets.addAll(List.of(fs, writer, cacher, reader, manager, graph));
        toClose.addAll(List.of(manager, graph, reader, cacher, writer, fs));
        for (ValkkaThread thread : List.of(writer, cacher, reader)) {
            thread.start();
        }
        manager.start();
        graph.start();
    }

    /** Whether any of its recordings is still written. */
    boolean isAlive() {
        return writers.stream().anyMatch(ValkkaFSWriterThread::isRunning);
    }

    /** What cameras and users do meanwhile, for a moment. */
    void stir() {
        for (ValkkaFSWriterThread writer : writers) {
            for (int i = 0; i < 5; i++) {
                writer.getFrameFilter().run(anyCall.frame());
            }
        }
        for (Object target : targets) {
            if (target instanceof ValkkaFSReaderThread reader) {
                attempt("pull", () -> pull(reader));
            } else if (target instanceof ValkkaFSManager manager) {
                attempt("play", manager::play);
            } else if (target instanceof FileCacheThread cacher) {
                attempt("seek", () -> cacher.seekStreams(TestFrames.TIME_0 + 1));
            } else if (target instanceof FilterGraph graph) {
                attempt("pull", () -> pull(graph.reader()));
            }
        }
    }

    private static void pull(ValkkaFSReaderThread reader) {
        CompletableFuture<PullResult> unused = reader.pullBlocks(0, 1, 2); // what comes of it goes to callbacks
    }

    private interface Attempt {
        void run() throws Throwable;
    }

    private void callAnything() {
        if (calls.containsKey(Thread.currentThread())) {
            return; // a callback of a callback
        }
        Object target = targets.get(random.nextInt(targets.size()));
        List<Method> some = methods.get(target.getClass());
        Method method = some.get(random.nextInt(some.size()));
        String what = target.getClass().getSimpleName() + "." + method.getName();
        called.add(what);
        attempt(what, () -> anyCall.call(target, method));
    }

    private void attempt(String what, Attempt attempt) {
        calls.put(Thread.currentThread(), new Call(what, System.nanoTime()));
        try {
            attempt.run();
        } catch (ValkkaException e) {
            refused.merge(e.kind(), 1, Integer::sum);
            if (e.kind() == Kind.TIMEOUT) {
                faults.add(e);
            }
        } catch (Throwable e) {
            faults.add(new AssertionError(what + " threw what no call of the library may throw", e));
        } finally {
            calls.remove(Thread.currentThread());
        }
    }

    /** Closes all while the callbacks go on calling. */
    @Override
    public void close() {
        for (AutoCloseable one : toClose) {
            attempt("close of " + one.getClass().getSimpleName(), one::close);
        }
    }

    static Map<Kind, Integer> noneRefused() {
        return Collections.synchronizedMap(new EnumMap<>(Kind.class));
    }
}
