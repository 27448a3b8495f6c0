package valkka.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import valkka.lock.WriterLock;
import valkka.testkit.DiskLog;
import valkka.testkit.SequencedFrames;

/**
 * A writer's run on a {@link DiskLog}: frames, flushes and early table rows at random, with a held clock, and the log of
 * what it did to the files. At each moment of the log it is known what was promised.
 */
final class LoggedRun {
    /** From operation {@code at} on, {@code frames} frames are flushed and {@code closed} blocks are reported closed. */
    record Promise(int at, int frames, int closed) {}

    final long seed;
    final SequencedFrames frames;
    final List<DiskLog.Operation> log;
    final List<Promise> promises = new ArrayList<>();
    /** How many frames there were when each block, in the order of writing, was closed. */
    final List<Integer> framesAtClose = new ArrayList<>();
    /** The directory as it was before the first operation. */
    final Path before;

    final FSPars pars;

    LoggedRun(Path temp, long seed, int blocks, int blockSize, int count, Durability durability) throws IOException {
        this(temp, seed, blocks, blockSize, count, durability, new SequencedFrames(blockSize / 3, 5));
    }

    LoggedRun(Path temp, long seed, int blocks, int blockSize, int count, Durability durability, SequencedFrames frames)
            throws IOException {
        this.seed = seed;
        Random random = new Random(seed);
        this.frames = frames;
        Path directory = temp.resolve("run" + seed);
        try (ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(blockSize)
                .blocks(blocks)
                .create()) {
            pars = fs.getPars();
        }
        before = temp.resolve("before" + seed);
        copy(directory, before);
        DiskLog disk = new DiskLog();
        AtomicLong clock = new AtomicLong();
        Closed closed = new Closed(disk);
        try (WriterLock lock = WriterLock.take(
                        directory, List.of(directory.resolve("dumpfile"), directory.resolve("blockfile")));
                RingWriter ring = new RingWriter(disk, directory, lock, false, durability, clock::get, closed)) {
            for (int number = 0; number < count; number++) {
                ring.write(SequencedFrames.ID, frames.frame(number));
                closed.frames = number + 1;
                clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(random.nextInt(300)));
                if (random.nextInt(3) == 0) {
                    ring.flush();
                    promises.add(new Promise(disk.operations().size(), number + 1, closed.blocks));
                }
                if (random.nextInt(12) == 0) {
                    ring.updateTable();
                    promises.add(new Promise(disk.operations().size(), number + 1, closed.blocks));
                }
            }
            ring.finish();
        }
        promises.add(new Promise(disk.operations().size(), count, closed.blocks));
        log = List.copyOf(disk.operations());
    }

    /** What was promised when the first {@code done} operations had been done. */
    Promise promisedAfter(int done) {
        Promise last = new Promise(0, 0, 0);
        for (Promise promise : promises) {
            if (promise.at() <= done) {
                last = promise;
            }
        }
        return last;
    }

    /** The first frame that the ring must still hold when {@code closed} blocks are closed: one more may be closing. */
    int firstHeld(int closed) {
        int overwritten = closed - (pars.nBlocks() - 2);
        return overwritten <= 0 ? 0 : framesAtClose.get(overwritten - 1);
    }

    /** The numbers of all frames that a loaded recording returns, in the order of reading. */
    List<Integer> numbersIn(ValkkaFS fs) {
        try (var stream = fs.frames(fs.getTimeRange())) {
            return stream.map(frames::numberOf).toList();
        }
    }

    /** Takes the lock of a recording whose files are in its directory. */
    static WriterLock lock(Path directory) throws IOException {
        return WriterLock.take(directory, List.of(directory.resolve("dumpfile"), directory.resolve("blockfile")));
    }

    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (String name : List.of("dumpfile", "blockfile", "valkkafs.json")) {
            Files.deleteIfExists(to.resolve(name));
            Files.write(to.resolve(name), Files.readAllBytes(from.resolve(name)));
        }
    }

    private final class Closed implements RingWriter.Listener {
        private final DiskLog disk;
        private int frames;
        private int blocks;

        private Closed(DiskLog disk) {
            this.disk = disk;
        }

        @Override
        public void loaded(RingState state) {}

        @Override
        public void row(int block, TableRow row) {}

        @Override
        public void blockClosed(int block) {
            blocks++;
            framesAtClose.add(frames);
            promises.add(new Promise(disk.operations().size(), frames, blocks));
        }
    }
}
