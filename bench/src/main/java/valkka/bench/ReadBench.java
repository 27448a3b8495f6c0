package valkka.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import valkka.frame.BasicFrame;
import valkka.fs.Block;
import valkka.fs.Durability;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSReaderThread;
import valkka.fs.ValkkaSingleFS;

/**
 * A recording of camera frames, all of it in the cache. One row pulls it through a reader thread,
 * the other goes through it for the index of its frames alone. Beside both stands plain reading of
 * the same file with the best chunk size.
 *
 * <p>A table that has just changed may have a writer, so each block is read twice: the rows "just
 * written". The other rows are of a recording at rest.
 */
final class ReadBench {
    private static final int SMALLEST_CHUNK = 1 << 16;
    private static final int LARGEST_CHUNK = 1 << 22;
    private static final int CHUNK_TRIES = 3;

    /** How long ago the table changed, as its file says. */
    private enum Age {
        AT_REST("", Duration.ofMinutes(1)),
        JUST_WRITTEN(", just written", Duration.ZERO);

        private final String suffix;
        private final Duration duration;

        Age(String suffix, Duration duration) {
            this.suffix = suffix;
            this.duration = duration;
        }

        void of(ValkkaFS fs) throws IOException {
            Files.setLastModifiedTime(
                    fs.directory().resolve("blockfile"),
                    FileTime.from(Instant.now().minus(duration)));
        }
    }

    private final Scratch scratch;
    private final long bytes;
    private final int pairs;

    ReadBench(Scratch scratch, Effort effort) {
        this.scratch = scratch;
        this.bytes = effort.bytes();
        this.pairs = effort.pairs();
    }

    static String heading(Effort effort) {
        return String.format(
                Locale.ROOT,
                "Read: %.2f GB of camera frames, cached; limit: positional reads of the best size",
                effort.bytes() / 1e9);
    }

    List<Row> rows() throws Exception {
        Path directory = scratch.fresh("read");
        try (ValkkaSingleFS fs = Recordings.create(directory, bytes)) {
            // With BLOCK no written byte is left to reach the disk during the reads.
            long recorded = Recordings.write(fs, FrameFeed.camera(), Durability.BLOCK, bytes)
                    .bytes();
            Path dumpfile = directory.resolve("dumpfile");
            int chunk = bestChunk(dumpfile);
            Run.Source raw = () -> Run.time(() -> RawFile.read(dumpfile, chunk));
            List<Row> rows = new ArrayList<>();
            for (Age age : Age.values()) {
                rows.addAll(reader(fs, age, raw));
            }
            for (Age age : Age.values()) {
                rows.addAll(index(fs, recorded, age, raw));
            }
            rows.add(Row.of("best raw chunk", "KiB", chunk >> 10));
            return rows;
        } finally {
            Scratch.delete(directory);
        }
    }

    private List<Row> index(ValkkaSingleFS fs, long recorded, Age age, Run.Source raw) throws Exception {
        TimeRange all = fs.getTimeRange();
        Pairs index = Pairs.alternate(
                pairs,
                () -> {
                    age.of(fs);
                    return Run.time(() -> {
                        fs.frameIndex(all);
                        return recorded;
                    });
                },
                raw);
        return List.of(
                index.row("index of all frames" + age.suffix, "GB/s", Run::gigabytesPerSecond),
                index.row("  CPU", "s/GB", Run::cpuSecondsPerGigabyte));
    }

    private List<Row> reader(ValkkaSingleFS fs, Age age, Run.Source raw) throws Exception {
        AtomicLong received = new AtomicLong();
        List<Integer> blocks = fs.blocks().stream().map(Block::number).toList();
        try (ValkkaFSReaderThread reader = new ValkkaFSReaderThread("bench-reader", fs, frame -> {
            if (frame instanceof BasicFrame basic) {
                received.addAndGet(FrameFeed.recordBytes(basic));
            }
        })) {
            reader.setSlotId(Recordings.SLOT, Recordings.ID);
            reader.start();
            Pairs pulls = Pairs.alternate(
                    pairs,
                    () -> {
                        age.of(fs);
                        return Run.time(() -> {
                            received.set(0);
                            reader.pullBlocks(blocks).get();
                            return received.get();
                        });
                    },
                    raw);
            return List.of(
                    pulls.row("reader thread" + age.suffix, "GB/s", Run::gigabytesPerSecond),
                    pulls.row("  CPU", "s/GB", Run::cpuSecondsPerGigabyte));
        }
    }

    private static int bestChunk(Path file) throws Exception {
        int best = SMALLEST_CHUNK;
        double bestRate = 0;
        for (int chunk = SMALLEST_CHUNK; chunk <= LARGEST_CHUNK; chunk *= 2) {
            int size = chunk;
            for (int i = 0; i < CHUNK_TRIES; i++) {
                double rate = Run.time(() -> RawFile.read(file, size)).gigabytesPerSecond();
                if (rate > bestRate) {
                    bestRate = rate;
                    best = chunk;
                }
            }
        }
        return best;
    }
}
