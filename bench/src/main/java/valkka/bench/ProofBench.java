package valkka.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import valkka.fs.Durability;
import valkka.fs.ValkkaSingleFS;
import valkka.proof.ProofRecorder;
import valkka.proof.RecordingProof;

/**
 * Frames handed to a writer thread, until {@code stop()} has returned, while another thread hashes
 * each block. Beside it, in turns, the same without a proof. The hashing thread may be behind the
 * writer: one more row tells the speed until each block has its link.
 */
final class ProofBench {
    private final Scratch scratch;
    private final long bytes;
    private final int pairs;

    ProofBench(Scratch scratch, Effort effort) {
        this.scratch = scratch;
        this.bytes = effort.bytes();
        this.pairs = effort.pairs();
    }

    static String heading(Effort effort) {
        return String.format(
                Locale.ROOT,
                "Write with a proof: %.2f GB, blocks of 1 MiB; limit: the same without a proof",
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
        List<Run> hashed = new ArrayList<>();
        Pairs measured = Pairs.alternate(
                pairs, () -> withProof(feed.get(), durability, hashed), () -> without(feed.get(), durability));
        hashed.remove(0); // warmed up
        return List.of(
                measured.row(what + ", " + durability, "GB/s", Run::gigabytesPerSecond),
                Row.of("  until each block is hashed", "GB/s", sample(hashed, Run::gigabytesPerSecond)),
                Row.of("  CPU until then", "s/GB", sample(hashed, Run::cpuSecondsPerGigabyte))
                        .limit(measured.raw(Run::cpuSecondsPerGigabyte).median()));
    }

    private static Sample sample(List<Run> runs, ToDoubleFunction<Run> figure) {
        return Sample.of(runs.stream().map(figure::applyAsDouble).toList());
    }

    private Run withProof(FrameFeed feed, Durability durability, List<Run> hashed) throws Exception {
        Path directory = scratch.fresh("proof-with");
        List<Run> written = new ArrayList<>();
        try (ValkkaSingleFS fs = Recordings.create(directory, bytes);
                ProofRecorder recorder = RecordingProof.follow(fs)) {
            hashed.add(Run.time(() -> {
                written.add(Recordings.write(fs, feed, durability, bytes));
                recorder.stop();
                return written.get(0).bytes();
            }));
            if (recorder.stats().missed() > 0) {
                throw new IllegalStateException("blocks without a link: " + recorder.stats());
            }
        } finally {
            Scratch.delete(directory);
        }
        return written.get(0);
    }

    private Run without(FrameFeed feed, Durability durability) throws Exception {
        Path directory = scratch.fresh("proof-without");
        try (ValkkaSingleFS fs = Recordings.create(directory, bytes)) {
            return Recordings.write(fs, feed, durability, bytes);
        } finally {
            Scratch.delete(directory);
        }
    }
}
