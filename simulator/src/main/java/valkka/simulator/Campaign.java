package valkka.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Many runs, one a seed, on all processors. Each run stays in one thread. */
final class Campaign {
    /** A logger lives as long as somebody holds it. */
    private static final Logger LIBRARY = Logger.getLogger("valkka");

    /** A seed whose run broke a promise. */
    record Found(long seed, Scenario scenario, BrokenPromise broken) {}

    /**
     * The result of many runs.
     *
     * @param seeds how many runs there were
     * @param frames how many frames they recorded
     * @param seconds how long it took
     * @param found the runs that broke a promise, by seed
     */
    record Result(long seeds, long frames, double seconds, List<Found> found) {
        double seedsPerSecond() {
            return seeds / seconds;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d seeds, %d frames recorded, %d broke a promise; %.1f s, %.0f seeds/s",
                    seeds,
                    frames,
                    found.size(),
                    seconds,
                    seedsPerSecond());
        }
    }

    private final LongFunction<Scenario> maker;
    private final long from;
    private final long count;
    private final int mostFound;
    private final LongConsumer progress;
    private final AtomicLong next;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong frames = new AtomicLong();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<Found> found = new ArrayList<>();

    /**
     * Makes a campaign that has not begun.
     *
     * @param maker makes the scenario of a seed
     * @param mostFound the campaign ends after so many broken promises
     * @param progress gets the number of runs so far, after each run
     */
    Campaign(LongFunction<Scenario> maker, long from, long count, int mostFound, LongConsumer progress) {
        this.maker = maker;
        this.from = from;
        this.count = count;
        this.mostFound = mostFound;
        this.progress = progress;
        this.next = new AtomicLong(from);
    }

    /** Keeps the library's log off the screen: a simulated disk fails all the time. */
    static void silenceLibrary() {
        LIBRARY.setLevel(Level.OFF);
    }

    /** Runs all seeds. */
    Result run(int threads) throws InterruptedException {
        silenceLibrary();
        long begun = System.nanoTime();
        ExecutorService workers = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "simulator");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Callable<Boolean> worker = this::work;
            for (Future<Boolean> each : workers.invokeAll(
                    Stream.generate(() -> worker).limit(threads).toList())) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the simulator itself failed: " + e.getCause(), e);
        } finally {
            workers.shutdownNow();
        }
        List<Found> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingLong(Found::seed));
        return new Result(done.get(), frames.get(), (System.nanoTime() - begun) / 1e9, sorted);
    }

    private Boolean work() {
        return inScratch(directory -> {
            for (long seed = next.getAndIncrement();
                    seed < from + count && !stop.get();
                    seed = next.getAndIncrement()) {
                Scenario scenario = maker.apply(seed);
                Simulation.Result result = Simulation.run(scenario, directory, false);
                frames.addAndGet(result.frames());
                BrokenPromise broken = result.broken();
                if (broken != null) {
                    add(new Found(seed, scenario, broken));
                }
                progress.accept(done.incrementAndGet());
            }
            return true;
        });
    }

    private void add(Found one) {
        synchronized (found) {
            found.add(one);
            stop.set(found.size() >= mostFound);
        }
    }

    /** Something that needs a directory for a while. */
    interface InDirectory<T> {
        T run(Path directory);
    }

    /** Runs something with an empty directory, which is gone afterwards. */
    static <T> T inScratch(InDirectory<T> work) {
        try {
            Path directory = Files.createTempDirectory("valkka-simulator");
            try {
                return work.run(directory);
            } finally {
                try (Stream<Path> files = Files.list(directory)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
