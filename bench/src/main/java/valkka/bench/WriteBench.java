package valkka.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import valkka.fs.Durability;
import valkka.fs.ValkkaSingleFS;

/**
 * Frames handed to a writer thread, until {@code stop()} has returned. Beside it, the same number
 * of bytes is written a block at a time into the dumpfile of another recording made the same way.
 * Both files are new for each run, so no page of them is in the cache. Both are deleted after the
 * run, so that nobody has to write them out meanwhile.
 *
 * <p>How fast memory for the cache comes depends on its last use. Raw writing after raw writing ran
 * at 6.3 GB/s; after writes of small pieces it ran at 2.6. So an uncounted raw run goes before
 * every run, ours included.
 */
final class WriteBench {
    private final Scratch scratch;
    private final long bytes;
    private final int pairs;

    WriteBench(Scratch scratch, Effort effort) {
        this.scratch = scratch;
        this.bytes = effort.bytes();
        this.pairs = effort.pairs();
    }

    static String heading(Effort effort) {
        return String.format(
                Locale.ROOT,
                "Write: %.2f GB, blocks of 1 MiB; limit: positional writes of 1 MiB with the same forces",
                effort.bytes() / 1e9);
    }

    List<Row> rows() throws Exception {
        List<Row> rows = new ArrayList<>();
        for (Durability durability : List.of(Durability.NONE, Durability.BLOCK)) {
            rows.addAll(rows("camera frames", FrameFeed::camera, durability));
            rows.addAll(rows("1 kB frames", FrameFeed::small, durability));
        }
        return rows;
    }

    private List<Row> rows(String what, Supplier<FrameFeed> feed, Durability durability) throws Exception {
        Pairs measured = Pairs.alternate(pairs, () -> ours(feed.get(), durability), () -> raw(durability));
        return List.of(
                measured.row(what + ", " + durability, "GB/s", Run::gigabytesPerSecond),
                measured.row("  CPU", "s/GB", Run::cpuSecondsPerGigabyte));
    }

    private Run ours(FrameFeed feed, Durability durability) throws Exception {
        prepareMemory(durability);
        Path directory = scratch.fresh("write-ours");
        try (ValkkaSingleFS fs = Recordings.create(directory, bytes)) {
            return Recordings.write(fs, feed, durability, bytes);
        } finally {
            Scratch.delete(directory);
        }
    }

    /** With forces the disk decides, and memory does not matter. */
    private void prepareMemory(Durability durability) throws Exception {
        if (durability == Durability.NONE) {
            writeRaw(durability);
        }
    }

    private Run raw(Durability durability) throws Exception {
        prepareMemory(durability);
        return writeRaw(durability);
    }

    private Run writeRaw(Durability durability) throws Exception {
        Path directory = scratch.fresh("write-raw");
        Recordings.create(directory, bytes).close();
        Path dumpfile = directory.resolve("dumpfile");
        Path blockfile = directory.resolve("blockfile");
        int blocks = (int) (bytes / Recordings.BLOCK_SIZE);
        try {
            return Run.time(() -> durability == Durability.NONE
                    ? RawFile.write(dumpfile, Recordings.BLOCK_SIZE, blocks)
                    : RawFile.writeForced(dumpfile, blockfile, Recordings.BLOCK_SIZE, blocks));
        } finally {
            Scratch.delete(directory);
        }
    }
}
