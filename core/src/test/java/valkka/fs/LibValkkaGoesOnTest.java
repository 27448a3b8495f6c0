package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.disk.Disk;
import valkka.disk.DiskFile;
import valkka.frame.BasicFrame;
import valkka.testkit.DiskLog;
import valkka.testkit.SequencedFrames;

/**
 * libValkka goes on where the json says, and overwrites what is there. So at whatever moment a writer of ours is killed, the
 * json names a block without any of the newest frames.
 */
class LibValkkaGoesOnTest {
    private static final int BLOCKSIZE = 8192;
    private static final Pattern CURRENT = Pattern.compile("\"current_block\": +(\\d+)");

    @TempDir(factory = InMemory.class)
    Path temp;

    /** Rings of 9 to 11 and of 100 blocks also write numbers of another length. */
    @ParameterizedTest
    @CsvSource({"3, 200", "4, 300", "10, 500", "11, 500", "40, 600", "100, 900"})
    void whereverAWriterIsKilledTheJsonNamesTheOldestBlock(int blocks, int frames) throws IOException {
        LoggedRun run = new LoggedRun(temp, blocks, blocks, BLOCKSIZE, frames, Durability.NONE);
        Path killed = temp.resolve("killed");
        LoggedRun.copy(run.before, killed);
        for (int i = 0; i < run.log.size(); i++) {
            apply(killed, run.log.get(i));
            if (i % 3 == blocks % 3 || run.log.get(i).file().equals("valkkafs.json")) {
                assertNamesTheOldest(run, killed, "after operation " + (i + 1));
            }
        }
    }

    /** libValkka goes on, and is killed in turn before it has closed its first block. */
    @Test
    void whatLibValkkaThenWritesAndWhatWasNewestAreBothThere() throws IOException {
        LoggedRun run = new LoggedRun(temp, 7, 6, BLOCKSIZE, 200, Durability.NONE);
        Path killed = temp.resolve("killed");
        LoggedRun.copy(run.before, killed);
        for (int i = 0; i < run.log.size(); i++) {
            apply(killed, run.log.get(i));
            if (i > run.log.size() / 2) {
                Path goesOn = temp.resolve("goesOn");
                LoggedRun.copy(killed, goesOn);
                goOnAndCheck(run, goesOn, "after operation " + (i + 1));
            }
        }
    }

    private static void goOnAndCheck(LoggedRun run, Path directory, String when) throws IOException {
        int newest = newest(run, directory);
        BasicFrame libValkkas = SequencedFrames.ofSize(500, 5).frame(newest + 1000);
        BasicFrame ours = run.frames.frame(newest + 2000);
        ByteBuffer page = ByteBuffer.allocate(RecordFormat.GRAIN).order(ByteOrder.LITTLE_ENDIAN);
        RecordFormat.putHeader(page, SequencedFrames.ID, libValkkas);
        page.put(libValkkas.payload());
        write(directory, "dumpfile", (long) currentBlock(directory) * BLOCKSIZE, page.array());

        try (ValkkaSingleFS fs = new ValkkaSingleFS(new DiskLog(), directory)) {
            assertThat(fs.getTimeRange().to()).as(when).isEqualTo(libValkkas.mstimestamp());
            try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE)) {
                writer.setSlotId(1, SequencedFrames.ID);
                writer.start();
                writer.getBlockingFrameFilter().run(ours);
            }
            try (Stream<RecordedFrame> frames = fs.frames(fs.getTimeRange())) {
                assertThat(frames.map(recorded -> recorded.frame().mstimestamp()))
                        .as(when)
                        .contains(run.frames.frame(newest).mstimestamp(), libValkkas.mstimestamp(), ours.mstimestamp());
            }
            assertThat(new ValkkaFSTool(fs).check().toString()).as(when).endsWith("all in order");
        }
    }

    private static void assertNamesTheOldest(LoggedRun run, Path killed, String when) throws IOException {
        int named = currentBlock(killed);
        long newestThere = -1;
        long oldestElsewhere = Long.MAX_VALUE;
        try (BlockReader reader = new BlockReader(
                Disk.SYSTEM, ParameterFile.load(Disk.SYSTEM, killed).pars())) {
            for (int block = 0; block < run.pars.nBlocks(); block++) {
                FrameIndex content = new FrameIndex();
                reader.scan(content, block);
                for (int i = 0; i < content.size(); i++) {
                    if (block == named) {
                        newestThere = Math.max(newestThere, content.mstimestamp(i));
                    } else {
                        oldestElsewhere = Math.min(oldestElsewhere, content.mstimestamp(i));
                    }
                }
            }
        }
        if (newestThere > oldestElsewhere) {
            // One older block may be there yet: the next one to be written, while its turn has not come.
            int next = run.pars.ring().previous(named);
            assertThat(firstTime(killed, next))
                    .as(when + ", block " + named + " and the one before it are the oldest")
                    .isBetween(1L, newestThere);
        }
    }

    private static long firstTime(Path killed, int block) throws IOException {
        try (BlockReader reader = new BlockReader(
                Disk.SYSTEM, ParameterFile.load(Disk.SYSTEM, killed).pars())) {
            return reader.firstTime(block);
        }
    }

    private static int newest(LoggedRun run, Path directory) {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
            List<Integer> numbers = run.numbersIn(fs);
            return numbers.get(numbers.size() - 1);
        }
    }

    private static int currentBlock(Path directory) throws IOException {
        Matcher matcher = CURRENT.matcher(Files.readString(directory.resolve("valkkafs.json")));
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static void apply(Path directory, DiskLog.Operation operation) {
        try {
            if (operation instanceof DiskLog.Write write) {
                write(directory, write.file(), write.position(), write.bytes());
            } else if (operation instanceof DiskLog.Replace replace) {
                Files.write(directory.resolve(replace.file()), replace.content());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path directory, String name, long position, byte[] bytes) throws IOException {
        try (DiskFile file = Disk.SYSTEM.openForWriting(directory.resolve(name))) {
            file.write(ByteBuffer.wrap(bytes), position);
        }
    }
}
