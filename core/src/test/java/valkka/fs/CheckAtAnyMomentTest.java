package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.lock.WriterLock;
import valkka.testkit.DiskLog;
import valkka.testkit.SequencedFrames;

/**
 * Ends a writer on paper at each of its calls, and in the middle of each long write: a check finds nothing at any of these
 * moments, because nothing is damaged.
 */
class CheckAtAnyMomentTest {
    private static final int PAGE = 4096;
    private static final int SECTOR = 512;
    private static final List<String> FILES = List.of("dumpfile", "blockfile", "valkkafs.json");

    @TempDir(factory = InMemory.class)
    Path temp;

    private boolean multi;

    /** The rows of 2, 3 and 5 blocks are in one sector of the table. The rows of 33 and 65 blocks are in two and three. */
    @ParameterizedTest
    @CsvSource({
        "2, 4096, NONE, false", "2, 8192, FRAME, true", "3, 8192, BLOCK, false", "5, 16384, NONE, true",
        "33, 4096, NONE, false", "33, 8192, BLOCK, true", "65, 4096, FRAME, false", "65, 4096, NONE, true"
    })
    void allIsInOrderWhereverTheWriterIsKilled(int blocks, int blockSize, Durability durability, boolean several)
            throws IOException {
        multi = several;
        List<DiskLog.Operation> log = run(blocks, blockSize, durability);
        Path killed = copy("before", "killed");
        for (int i = 0; i < log.size(); i++) {
            if (log.get(i) instanceof DiskLog.Write write) {
                for (int torn = (int) (PAGE - write.position() % PAGE); torn < write.bytes().length; torn += PAGE) {
                    write(killed, write, torn);
                    assertInOrder(killed, "in the middle of operation " + i);
                }
                write(killed, write, write.bytes().length);
            } else if (log.get(i) instanceof DiskLog.Replace replace) {
                Files.write(killed.resolve(replace.file()), replace.content());
            }
            assertInOrder(killed, "after operation " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 8192, BLOCK, false", "33, 4096, BLOCK, true", "5, 8192, FRAME, true", "65, 4096, FRAME, false"})
    void allIsInOrderWhereverThePowerIsCut(int blocks, int blockSize, Durability durability, boolean several)
            throws IOException {
        multi = several;
        List<DiskLog.Operation> log = run(blocks, blockSize, durability);
        Path forced = copy("before", "forced");
        Random random = new Random(blocks);
        int[] done = new int[FILES.size()];
        for (int i = 0; i < log.size(); i++) {
            DiskLog.Operation operation = log.get(i);
            if (operation instanceof DiskLog.Force || operation instanceof DiskLog.Replace) {
                int file = FILES.indexOf(operation.file());
                for (int k = done[file]; k < i; k++) {
                    if (log.get(k) instanceof DiskLog.Write write
                            && write.file().equals(operation.file())) {
                        write(forced, write, write.bytes().length);
                    }
                }
                done[file] = i;
                if (operation instanceof DiskLog.Replace replace) {
                    Files.write(forced.resolve(replace.file()), replace.content());
                }
            }
            Path cut = copy("forced", "cut");
            for (int k = 0; k <= i; k++) {
                if (log.get(k) instanceof DiskLog.Write write && k >= done[FILES.indexOf(write.file())]) {
                    writeSomeSectors(cut, write, random);
                }
            }
            assertInOrder(cut, "power cut after operation " + i);
        }
    }

    /** Two runs of a writer, the first without an end, so that the second one begins with the traces of a kill. */
    private List<DiskLog.Operation> run(int blocks, int blockSize, Durability durability) throws IOException {
        Path directory = temp.resolve("run");
        (multi ? ValkkaMultiFS.newFromDirectory(directory) : ValkkaSingleFS.newFromDirectory(directory))
                .blockSize(blockSize)
                .blocks(blocks)
                .create()
                .close();
        copy("run", "before");
        Random random = new Random(blocks);
        SequencedFrames frames = new SequencedFrames(blockSize / 3, 5);
        DiskLog disk = new DiskLog();
        AtomicLong clock = new AtomicLong();
        int number = 0;
        for (int run = 0; run < 3; run++) {
            try (WriterLock lock = WriterLock.take(
                            directory, List.of(directory.resolve("dumpfile"), directory.resolve("blockfile")));
                    RingWriter ring =
                            new RingWriter(disk, directory, lock, multi, durability, clock::get, new Nobody())) {
                for (int end = number + 20 + blocks * 3; number < end; number++) {
                    ring.write(SequencedFrames.ID, frames.frame(number));
                    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(random.nextInt(300)));
                    if (random.nextInt(4) == 0) {
                        ring.flush();
                    }
                    if (random.nextInt(20) == 0) {
                        ring.updateTable();
                    }
                }
                if (run == 1) {
                    ring.finish();
                }
            }
        }
        return List.copyOf(disk.operations());
    }

    private Path copy(String from, String to) throws IOException {
        Path target = Files.createDirectories(temp.resolve(to));
        for (String name : FILES) {
            Files.write(
                    target.resolve(name), Files.readAllBytes(temp.resolve(from).resolve(name)));
        }
        return target;
    }

    private static void write(Path directory, DiskLog.Write write, int length) throws IOException {
        try (FileChannel file = FileChannel.open(directory.resolve(write.file()), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(write.bytes(), 0, length), write.position());
        }
    }

    private static void writeSomeSectors(Path directory, DiskLog.Write write, Random random) throws IOException {
        try (FileChannel file = FileChannel.open(directory.resolve(write.file()), StandardOpenOption.WRITE)) {
            for (int at = 0; at < write.bytes().length; ) {
                int length = (int) Math.min(SECTOR - (write.position() + at) % SECTOR, write.bytes().length - at);
                if (random.nextBoolean()) {
                    file.write(ByteBuffer.wrap(write.bytes(), at, length), write.position() + at);
                }
                at += length;
            }
        }
    }

    private void assertInOrder(Path directory, String moment) {
        try (ValkkaFS fs =
                multi ? ValkkaMultiFS.loadFromDirectory(directory) : ValkkaSingleFS.loadFromDirectory(directory)) {
            assertThat(new ValkkaFSTool(fs).check().findings()).as(moment).isEmpty();
        }
    }

    /** Nothing is damaged, so a repair has nothing to do; but it may tell libValkka of a block that it would overwrite. */
    @ParameterizedTest
    @CsvSource({"3, 8192, NONE, false", "5, 16384, NONE, true", "33, 4096, NONE, false"})
    void aRepairHasNothingToDoWhereverTheWriterIsKilled(
            int blocks, int blockSize, Durability durability, boolean several) throws IOException {
        multi = several;
        List<DiskLog.Operation> log = run(blocks, blockSize, durability);
        Path killed = copy("before", "killed");
        for (int i = 0; i < log.size(); i++) {
            replay(killed, log.get(i));
            Repair repair = Repair.of(killed);
            assertThat((multi ? repair.multi() : repair.single()).look().changes())
                    .as("after operation %d", i)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 8192, NONE, false", "5, 16384, NONE, true", "33, 4096, NONE, false"})
    void noFrameIsLostWithTheTableWhereverTheWriterIsKilled(
            int blocks, int blockSize, Durability durability, boolean several) throws IOException {
        multi = several;
        List<DiskLog.Operation> log = run(blocks, blockSize, durability);
        Path killed = copy("before", "killed");
        for (int i = 0; i < log.size(); i++) {
            replay(killed, log.get(i));
            if (i % 7 == 0) {
                Path spoilt = copy("killed", "spoilt");
                Set<Long> before = times(spoilt);
                Files.write(spoilt.resolve("blockfile"), new byte[TableRow.LENGTH * blocks]);
                Repair repair = Repair.of(spoilt);
                (multi ? repair.multi() : repair.single()).apply();
                assertThat(times(spoilt)).as("after operation %d", i).containsAll(before);
                assertInOrder(spoilt, "repaired after operation " + i);
            }
        }
    }

    private static void replay(Path killed, DiskLog.Operation operation) throws IOException {
        if (operation instanceof DiskLog.Write write) {
            write(killed, write, write.bytes().length);
        } else if (operation instanceof DiskLog.Replace replace) {
            Files.write(killed.resolve(replace.file()), replace.content());
        }
    }

    private Set<Long> times(Path directory) {
        try (ValkkaFS fs = multi
                        ? ValkkaMultiFS.loadFromDirectory(directory)
                        : ValkkaSingleFS.loadFromDirectory(directory);
                Stream<RecordedFrame> frames = fs.frames(fs.getTimeRange())) {
            return frames.map(recorded -> recorded.frame().mstimestamp()).collect(Collectors.toSet());
        }
    }
}
