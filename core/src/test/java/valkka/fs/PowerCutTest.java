package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import valkka.testkit.DiskLog;
import valkka.testkit.SequencedFrames;

/**
 * Cuts the power on paper: what was forced is on the disk; of what was written since, each sector is there or not, at
 * random.
 */
class PowerCutTest {
    private static final int RUNS = 20;
    private static final int CUTS_A_RUN = 25;

    private int sector = 512;

    @TempDir(factory = InMemory.class)
    Path temp;

    /** 500 cuts for each of the two, with rings longer and shorter than a sector of the table. */
    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"BLOCK", "FRAME"})
    void whatWasReportedIsThereAfterAPowerCut(Durability durability) throws IOException {
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            int blocks = seed % 2 == 0 ? 5 : 40;
            sector = seed % 3 == 0 ? 4096 : 512;
            LoggedRun run = new LoggedRun(temp, seed, blocks, 8192, blocks * 12, durability);
            for (int i = 0; i < CUTS_A_RUN; i++) {
                int cutAt = 1 + random.nextInt(run.log.size());
                Path directory = cut(run, cutAt, random);
                verify(run, cutAt, directory, durability);
            }
            deleteAll();
        }
    }

    /**
     * Sound, whose torn frames nobody can tell, laid over the sound of the lap before. Nearly all cuts come where one block
     * is closed and the next one begun.
     */
    @Test
    void withFrameNothingIsSplicedWhereABlockIsBegunOverTheLapBefore() throws IOException {
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            LoggedRun run =
                    new LoggedRun(temp, seed, 4, 8192, 330, Durability.FRAME, SequencedFrames.ofSound(100 + seed));
            List<Integer> begun = IntStream.range(run.log.size() / 4, run.log.size())
                    .filter(i -> run.log.get(i).file().equals("blockfile"))
                    .boxed()
                    .toList();
            for (int i = 0; i < CUTS_A_RUN; i++) {
                int cutAt = begun.get(random.nextInt(begun.size())) + random.nextInt(7);
                if (cutAt <= run.log.size()) {
                    verify(run, cutAt, cut(run, cutAt, random), Durability.FRAME);
                }
            }
            deleteAll();
        }
    }

    private Path cut(LoggedRun run, int cutAt, Random random) throws IOException {
        // Files of their own: a file system may write one to the disk at once when it is cut short and written again.
        Path directory = temp.resolve("seed" + run.seed + "cut" + cutAt);
        LoggedRun.copy(run.before, directory);
        for (String name : List.of("dumpfile", "blockfile")) {
            byte[] content = Files.readAllBytes(directory.resolve(name));
            int forced = lastForce(run.log, name, cutAt);
            for (int i = 0; i < cutAt; i++) {
                if (run.log.get(i) instanceof DiskLog.Write write
                        && write.file().equals(name)) {
                    apply(write, content, i < forced, random);
                }
            }
            Files.delete(directory.resolve(name));
            Files.write(directory.resolve(name), content);
        }
        for (int i = 0; i < cutAt; i++) {
            if (run.log.get(i) instanceof DiskLog.Replace replace) {
                // A replacement forces itself; the one that the cut may have met is there or not.
                if (i < cutAt - 1 || random.nextBoolean()) {
                    Files.delete(directory.resolve(replace.file()));
                    Files.write(directory.resolve(replace.file()), replace.content());
                }
            } else if (run.log.get(i) instanceof DiskLog.Write write
                    && write.file().equals("valkkafs.json")
                    && (i < lastForce(run.log, write.file(), cutAt) || random.nextBoolean())) {
                // Digits in one sector, which are never torn. With BLOCK nobody forces them.
                byte[] json = Files.readAllBytes(directory.resolve(write.file()));
                System.arraycopy(write.bytes(), 0, json, (int) write.position(), write.bytes().length);
                Files.write(directory.resolve(write.file()), json);
            }
        }
        return directory;
    }

    private static int lastForce(List<DiskLog.Operation> log, String file, int cutAt) {
        for (int i = cutAt - 1; i >= 0; i--) {
            if (log.get(i) instanceof DiskLog.Force force && force.file().equals(file)) {
                return i;
            }
        }
        return 0;
    }

    private void apply(DiskLog.Write write, byte[] content, boolean whole, Random random) {
        int position = (int) write.position();
        for (int at = 0; at < write.bytes().length; ) {
            int length = Math.min(sector - (position + at) % sector, write.bytes().length - at);
            if (whole || random.nextBoolean()) {
                System.arraycopy(write.bytes(), at, content, position + at, length);
            }
            at += length;
        }
    }

    private static void verify(LoggedRun run, int cutAt, Path directory, Durability durability) {
        // The operation at the cut itself may be the one that makes the promise true: only those before it count.
        LoggedRun.Promise promised = run.promisedAfter(cutAt - 1);
        int closedFrames = promised.closed() == 0 ? 0 : run.framesAtClose.get(promised.closed() - 1);
        int promisedFrames = durability == Durability.FRAME ? promised.frames() : closedFrames;
        int nextNumber = run.framesAtClose.get(run.framesAtClose.size() - 1) + 1;
        try (ValkkaSingleFS fs = new ValkkaSingleFS(new DiskLog(), directory)) {
            String when = "cut before operation " + cutAt;
            Set<Integer> found = numbersPromised(run, fs, promised, durability);
            for (int number = run.firstHeld(promised.closed()); number < promisedFrames; number++) {
                assertThat(found).as(when).contains(number);
            }
            try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("resumed", fs, Durability.NONE)) {
                writer.setSlotId(1, SequencedFrames.ID);
                writer.start();
                writer.getBlockingFrameFilter().run(run.frames.frame(nextNumber));
            }
            try (Stream<RecordedFrame> frames = fs.frames(fs.getTimeRange())) {
                assertThat(frames.mapToLong(f -> f.frame().mstimestamp()).max())
                        .as(when)
                        .hasValue(run.frames.frame(nextNumber).mstimestamp());
            }
            // A note may tell of a torn frame in the block that was open.
            assertThat(new ValkkaFSTool(fs).check().findings()).as(when).isEmpty();
        }
    }

    /**
     * The numbers of the frames in blocks that were reported closed, with BLOCK; of all frames, with FRAME. What was in the
     * open block, or in one that was being closed, may with BLOCK be damaged in ways that no reader can tell.
     */
    private static Set<Integer> numbersPromised(
            LoggedRun run, ValkkaFS fs, LoggedRun.Promise promised, Durability durability) {
        int open = promised.closed() % run.pars.nBlocks();
        int next = (open + 1) % run.pars.nBlocks();
        Set<Integer> found = new HashSet<>();
        try (Stream<RecordedFrame> frames = fs.frames(fs.getTimeRange())) {
            frames.filter(f -> durability == Durability.FRAME || (f.block() != open && f.block() != next))
                    .forEach(f -> found.add(run.frames.numberOf(f)));
        }
        return found;
    }

    private void deleteAll() throws IOException {
        try (Stream<Path> files = Files.walk(temp)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }
}
