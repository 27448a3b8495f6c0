package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.disk.Disk;
import valkka.disk.DiskFile;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.lock.WriterLock;
import valkka.testkit.DiskLog;
import valkka.testkit.TroubledDisk;

/**
 * The clock of a recorder may be set back, stand still, or start in 1970. What was written last is known all the same, and a
 * reader never takes frames of two laps for one block.
 */
class OrderOfWritingTest {
    private static final long ID = 925_412;
    private static final long NOW = 1_795_000_000_000L;
    private static final int BLOCKSIZE = 8192;
    private static final int IN_BLOCK = 8;
    private static final int SIZE = 900;

    @TempDir(factory = InMemory.class)
    Path temp;

    /** By how many ms the clock is behind when the second writer comes, and how many blocks there are. */
    @ParameterizedTest
    @CsvSource({
        "10, 1000",
        "10, 3600000",
        "10, 946080000000",
        "10, 1794999999999",
        "3, 3600000",
        "2, 1000",
        "2, 3600000",
        "2, 1794999999999"
    })
    void framesFlushedWhileTheClockWasBehindAreFoundAfterAKill(int blocks, long behind) throws IOException {
        for (Durability durability : Durability.values()) {
            for (int before :
                    new TreeSet<>(List.of(0, 5, 3 * IN_BLOCK, blocks * IN_BLOCK, 3 * blocks * IN_BLOCK + 1))) {
                for (int early = 0; early < 3; early++) {
                    Path directory = temp.resolve(durability + "-" + before + "-" + early);
                    create(directory, blocks);
                    write(directory, Durability.NONE, 0, before, n -> NOW + 40L * n, true, 0);
                    write(directory, durability, before, 5, n -> NOW - behind + n, false, early);
                    assertAreThere(directory, before, before + 5);
                    // The next writer, its clock in step again, goes on behind them.
                    write(directory, durability, before + 5, 2, n -> NOW + 1_000_000 + n, false, 0);
                    assertAreThere(directory, before, before + 7);
                }
            }
        }
    }

    /** Each run leaves a short block, and the next lap writes over short blocks: zeros follow the frames either way. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void norDoesAClockThatIsSetBackWithinABlockHideFrames(int blocks) throws IOException {
        Path directory = temp.resolve("fs");
        create(directory, blocks);
        int next = 0;
        for (int run = 0; run < 4 * blocks; run++) {
            write(directory, Durability.NONE, next, 3, n -> NOW + 40L * n, true, 0);
            next += 3;
        }
        int from = next;
        // In one block: two frames of now, three of the hour before.
        write(directory, Durability.NONE, from, 5, n -> NOW + 40L * n - (n < from + 2 ? 0 : 3_600_000), false, 0);
        assertAreThere(directory, from, from + 5);
    }

    /** The clock may stand still at any time, over laps, runs and kills. */
    @ParameterizedTest
    @ValueSource(longs = {1, 1000, NOW})
    void whenTheClockStandsStillEachKillStillLosesNothing(long time) throws IOException {
        for (int blocks : List.of(2, 3, 7)) {
            Path directory = temp.resolve("fs" + blocks);
            create(directory, blocks);
            int next = 0;
            for (int run = 0; run < 5 * blocks; run++) {
                int count = 1 + (run * 7) % (IN_BLOCK + 3);
                write(directory, Durability.NONE, next, count, n -> time, run % 3 == 0, run % 2);
                next += count;
                int inLastBlock = (count - 1) % IN_BLOCK + 1;
                assertAreThere(directory, next - inLastBlock, next);
            }
        }
    }

    /** A kill at each moment of a run whose clock jumps: the frames flushed in the open block and the one before are there. */
    @Test
    void aKillAtAnyMomentOfARunWhoseClockJumpsLosesNothing() throws IOException {
        IntToLongFunction jumping = n -> NOW + 40L * n - (n / 11 % 2) * 7_200_000L + (n / 29 % 2) * 86_400_000L;
        Path directory = temp.resolve("fs");
        create(directory, 4);
        Path killed = temp.resolve("killed");
        LoggedRun.copy(directory, killed);
        DiskLog log = new DiskLog();
        List<int[]> flushed = new ArrayList<>();
        try (WriterLock lock = LoggedRun.lock(directory);
                RingWriter ring = new RingWriter(log, directory, lock, false, Durability.NONE, () -> 0, new Nobody())) {
            for (int n = 0; n < 100; n++) {
                ring.write(ID, frame(n, jumping.applyAsLong(n)));
                if (n % 3 == 2) {
                    ring.flush();
                    flushed.add(new int[] {log.operations().size(), n + 1});
                }
            }
        }
        for (int done = 0, promised = 0; done < log.operations().size(); done++) {
            apply(killed, log.operations().get(done));
            for (int[] promise : flushed) {
                promised = promise[0] <= done + 1 ? promise[1] : promised;
            }
            assertAreThere(killed, Math.max(0, promised - IN_BLOCK), promised);
        }
    }

    // ---- readers ----

    /** What was read: a closed block, the open block, or only the headers. */
    enum Read {
        CLOSED,
        OPEN,
        INDEX
    }

    /** The whole ring is written once more, with the same times and sizes, while a reader is within a block. */
    @ParameterizedTest
    @EnumSource(Read.class)
    void aReaderThatIsLappedWhileTimesStandStillGetsOneLapOnly(Read what) throws IOException {
        int blockSize = 1 << 20;
        int size = what == Read.INDEX ? 60_000 : 5000;
        int inBlock = (blockSize - RecordFormat.END_MARK_LENGTH) / (RecordFormat.HEADER_LENGTH + size);
        Path directory = temp.resolve("fs");
        ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(blockSize)
                .blocks(3)
                .create()
                .close();
        // Two blocks are closed, and the third is open and full: one frame more begins the next lap.
        TroubledDisk disk = new TroubledDisk();
        int block = what == Read.OPEN ? 2 : 1;
        AtomicInteger laps = new AtomicInteger();
        try (WriterLock lock = LoggedRun.lock(directory);
                RingWriter ring =
                        new RingWriter(Disk.SYSTEM, directory, lock, false, Durability.NONE, () -> 0, new Nobody());
                BlockReader reader = new BlockReader(
                        disk, ParameterFile.load(disk, directory).pars())) {
            writeLap(ring, 0, 3 * inBlock, size);
            disk.beforeReading(
                    "dumpfile",
                    () -> disk.beforeReading(
                            "dumpfile", () -> writeLap(ring, laps.incrementAndGet(), 3 * inBlock, size)));
            if (what == Read.INDEX) {
                FrameIndex index = new FrameIndex();
                reader.addTo(index, block);
                assertThat(index.size()).isEqualTo(inBlock);
                assertThat(laps).hasValue(1);
                return;
            }
            BlockContent content = reader.read(block);
            assertThat(laps).as("the reader was lapped").hasValue(1);
            assertThat(content.state()).isNotEqualTo(BlockContent.State.GONE);
            assertThat(content.frames()).hasSize(inBlock);
            assertThat(content.frames().stream().map(OrderOfWritingTest::lapOf)).containsOnly(1);
        }
    }

    private static void writeLap(RingWriter ring, int lap, int frames, int size) {
        try {
            for (int n = 0; n < frames; n++) {
                byte[] payload = new byte[size];
                Arrays.fill(payload, (byte) (3 + lap));
                payload[0] = payload[1] = payload[2] = 0;
                payload[3] = 1;
                payload[4] = 0x67;
                ring.write(ID, BasicFrame.of(1, 0, NOW, Codec.H264, payload));
            }
            ring.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lap that a frame was written in; fails when the frame is of two. */
    private static int lapOf(RecordedFrame recorded) {
        ByteBuffer payload = recorded.frame().payload();
        int lap = payload.get(5) - 3;
        assertThat(IntStream.range(5, payload.limit()).map(payload::get)).containsOnly(lap + 3);
        return lap;
    }

    // ---- a recorder's life ----

    /** Copies an empty recording, since making one takes a program of the system's. */
    private void create(Path directory, int blocks) throws IOException {
        Path empty = temp.resolve("empty" + blocks);
        if (!Files.exists(empty)) {
            ValkkaSingleFS.newFromDirectory(empty)
                    .blockSize(BLOCKSIZE)
                    .blocks(blocks)
                    .create()
                    .close();
        }
        LoggedRun.copy(empty, directory);
    }

    /**
     * A run of a writer, which flushes at its end.
     *
     * @param stops whether the writer then stops; otherwise it is killed
     * @param early whether the open block's row is written early: 0 never, 1 before the last frame, 2 at the end
     */
    private static void write(
            Path directory,
            Durability durability,
            int from,
            int count,
            IntToLongFunction time,
            boolean stops,
            int early)
            throws IOException {
        try (WriterLock lock = LoggedRun.lock(directory);
                RingWriter ring =
                        new RingWriter(new DiskLog(), directory, lock, false, durability, () -> 0, new Nobody())) {
            for (int n = from; n < from + count; n++) {
                ring.write(ID, frame(n, time.applyAsLong(n)));
                if (early == 1 && n == from + count - 2) {
                    ring.updateTable();
                }
            }
            ring.flush();
            if (early == 2) {
                ring.updateTable();
            }
            if (stops) {
                ring.finish();
            }
        }
    }

    private static BasicFrame frame(int n, long time) {
        byte[] payload = new byte[SIZE];
        Arrays.fill(payload, (byte) 9);
        ByteBuffer.wrap(payload).putInt(1).put((byte) 0x67).putInt(0x40404040 + (n & 0xff) + ((n & 0xff00) << 8));
        return BasicFrame.of(1, 0, time, Codec.H264, payload);
    }

    private static int number(RecordedFrame recorded) {
        int coded = recorded.frame().payload().getInt(5) - 0x40404040;
        return (coded & 0xff) + (coded >> 8 & 0xff00);
    }

    /** Checks that a loaded recording has the frames {@code from} to before {@code to}, once each, in their blocks' order. */
    private static void assertAreThere(Path directory, int from, int to) {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory);
                var frames = fs.frames(fs.getTimeRange())) {
            List<RecordedFrame> found = frames.toList();
            List<Integer> numbers =
                    found.stream().map(OrderOfWritingTest::number).toList();
            assertThat(numbers).doesNotHaveDuplicates();
            assertThat(numbers).containsAll(IntStream.range(from, to).boxed().toList());
            for (int i = 1; i < found.size(); i++) {
                if (found.get(i).block() == found.get(i - 1).block()) {
                    assertThat(numbers.get(i)).isEqualTo(numbers.get(i - 1) + 1);
                }
            }
        }
    }

    private static void apply(Path directory, DiskLog.Operation operation) throws IOException {
        if (operation instanceof DiskLog.Write write) {
            try (DiskFile file = Disk.SYSTEM.openForWriting(directory.resolve(write.file()))) {
                file.write(ByteBuffer.wrap(write.bytes()), write.position());
            }
        } else if (operation instanceof DiskLog.Replace replace) {
            Files.write(directory.resolve(replace.file()), replace.content());
        }
    }
}
