package valkka.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.Durability;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;

/**
 * A recording of very many blocks: how long it takes to open the recording, and to find a time in
 * it.
 */
final class SearchBench {
    private static final int CLOSES = 300;
    private static final int OPENS = 15;
    private static final int NEIGHBOURS = 5;
    private static final int READ_CHUNK = 256 * 1024;
    private static final double NANOS_PER_US = 1e3;
    private static final double NANOS_PER_MS = 1e6;

    private final Scratch scratch;
    private final int blocks;
    private final int searches;
    private final Random random = new Random(1);

    SearchBench(Scratch scratch, Effort effort) {
        this.scratch = scratch;
        this.blocks = effort.blocks();
        this.searches = effort.searches();
    }

    static String heading(Effort effort) {
        return String.format(
                Locale.ROOT,
                "Search: %,d blocks; limit: reading the blockfile, a binary search in an array of as many",
                effort.blocks());
    }

    List<Row> rows() throws Exception {
        Path directory = scratch.fresh("search");
        ManyBlocks.create(directory, blocks);
        List<Row> rows = new ArrayList<>();
        try {
            rows.addAll(open(directory));
            try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
                double limit = binarySearch().median();
                Sample getInd = search(time -> fs.getInd(new TimeRange(time, time + ManyBlocks.BLOCK_MS)));
                rows.addAll(rows("getInd", getInd, limit));
                rows.addAll(rows("getIndNeigh", search(time -> fs.getIndNeigh(NEIGHBOURS, time)), limit));
                rows.addAll(rows("first getInd after a block closed", afterClosing(fs), limit));
            }
            return rows;
        } finally {
            Scratch.delete(directory);
        }
    }

    private List<Row> open(Path directory) throws IOException {
        double[] open = new double[OPENS];
        double[] search = new double[OPENS];
        double[] raw = new double[OPENS];
        for (int i = 0; i < OPENS; i++) {
            long start = System.nanoTime();
            try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
                open[i] = (System.nanoTime() - start) / NANOS_PER_MS;
                search[i] = micros(time -> fs.getIndNeigh(NEIGHBOURS, time), anyTime()) / 1e3;
            }
            start = System.nanoTime();
            RawFile.read(directory.resolve("blockfile"), READ_CHUNK);
            raw[i] = (System.nanoTime() - start) / NANOS_PER_MS;
        }
        // The first search of the process is slow, and a user sees this search: the spread has it.
        return List.of(
                Row.of("open", "ms", Sample.of(open)).limit(Sample.of(raw).median()),
                Row.of("first search after opening", "ms", Sample.of(search)));
    }

    private static List<Row> rows(String what, Sample sample, double limit) {
        return List.of(
                Row.of(what + ": median", "us", sample).limit(limit),
                Row.of("  99th percentile", "us", sample.percentile(99)),
                Row.of("  worst", "us", sample.percentile(100)));
    }

    private Sample search(LongConsumer search) {
        for (int i = 0; i < searches; i++) {
            search.accept(anyTime());
        }
        double[] micros = new double[searches];
        for (int i = 0; i < searches; i++) {
            micros[i] = micros(search, anyTime());
        }
        return Sample.of(micros);
    }

    private Sample binarySearch() {
        long[] keys = new long[blocks];
        Arrays.setAll(keys, ManyBlocks::key);
        int[] found = new int[1];
        return search(time -> found[0] += Arrays.binarySearch(keys, time));
    }

    /**
     * Writes frames that each fill a block, so that each closes the block before. Then searches,
     * which must find the new row.
     */
    private Sample afterClosing(ValkkaSingleFS fs) throws InterruptedException, TimeoutException {
        Semaphore closed = new Semaphore(0);
        fs.setBlockCallback(closed::release);
        double[] micros = new double[CLOSES];
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("bench-writer", fs, Durability.NONE)) {
            writer.setSlotId(Recordings.SLOT, Recordings.ID);
            writer.start();
            byte[] payload = new byte[ManyBlocks.BLOCK_SIZE / 2];
            payload[3] = 1;
            Arrays.fill(payload, 4, payload.length, (byte) 0x67);
            writer.getBlockingFrameFilter().run(frame(0, payload));
            for (int i = 0; i < CLOSES; i++) {
                writer.getBlockingFrameFilter().run(frame(i + 1, payload));
                if (!closed.tryAcquire(10, TimeUnit.SECONDS)) {
                    throw new TimeoutException("no block was closed within 10 s");
                }
                micros[i] = micros(
                        time -> fs.getInd(new TimeRange(time, time + ManyBlocks.BLOCK_MS)), ManyBlocks.key(blocks + i));
            }
        }
        return Sample.of(micros);
    }

    private BasicFrame frame(int number, byte[] payload) {
        return BasicFrame.of(Recordings.SLOT, 0, ManyBlocks.key(blocks + number), Codec.H264, payload);
    }

    private long anyTime() {
        return ManyBlocks.key(random.nextInt(blocks)) + random.nextInt(ManyBlocks.BLOCK_MS);
    }

    private static double micros(LongConsumer search, long time) {
        long start = System.nanoTime();
        search.accept(time);
        return (System.nanoTime() - start) / NANOS_PER_US;
    }
}
