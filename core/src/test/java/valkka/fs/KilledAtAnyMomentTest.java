package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.disk.Disk;
import valkka.disk.DiskFile;
import valkka.testkit.DiskLog;
import valkka.testkit.SequencedFrames;

/**
 * Kills a writer on paper: its log of writes is replayed one by one, the last one also in part, and after each the recording
 * is loaded. The system keeps what a killed process wrote, in the order in which it wrote it.
 */
class KilledAtAnyMomentTest {
    private static final int PAGE = 4096;

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyFlushedFrameIsFoundAndNothingIsSpliced(long seed) throws IOException {
        LoggedRun run = new LoggedRun(temp, seed, 6, 16 * 1024, 160, Durability.NONE);
        List<String> complaints = new ArrayList<>();
        replay(run, run.log, done -> complaints.addAll(complaints(run, done)));
        assertThat(complaints).isEmpty();
    }

    @Test
    void norAreFramesThatLieExactlyOverThoseOfTheLapBefore() throws IOException {
        List<String> complaints = new ArrayList<>();
        LoggedRun run = runOfEqualFrames();
        replay(run, run.log, done -> complaints.addAll(complaints(run, done)));
        assertThat(complaints).isEmpty();
    }

    @Test
    void theTestGoesRedWhenTheCommitWordIsWrittenFirst() throws IOException {
        List<String> complaints = new ArrayList<>();
        LoggedRun run = runOfEqualFrames();
        replay(run, CommitWordFirst.reorder(run.log), done -> complaints.addAll(complaints(run, done)));
        assertThat(complaints).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void writingGoesOnBehindWhatIsThereAndAllIsInOrder(long seed) throws IOException {
        LoggedRun run = new LoggedRun(temp, seed, 6, 16 * 1024, 120, Durability.NONE);
        Path resumed = temp.resolve("resumed");
        Random random = new Random(seed);
        replay(run, run.log, done -> {
            if (random.nextInt(6) == 0) {
                resumeAndCheck(run, resumed);
            }
        });
    }

    private LoggedRun runOfEqualFrames() throws IOException {
        return new LoggedRun(temp, 1, 6, 16 * 1024, 120, Durability.NONE, SequencedFrames.ofSize(5000, 5));
    }

    /** Replays the log on a copy of the files; calls back after each write, and in the middle of each long one. */
    private void replay(LoggedRun run, List<DiskLog.Operation> log, Consumer<Integer> afterEach) throws IOException {
        Path killed = temp.resolve("killed");
        LoggedRun.copy(run.before, killed);
        for (int i = 0; i < log.size(); i++) {
            if (log.get(i) instanceof DiskLog.Write write) {
                byte[] bytes = write.bytes();
                int firstPage = (int) (PAGE - write.position() % PAGE);
                for (int torn = firstPage; torn < bytes.length; torn += PAGE) {
                    write(killed, write, torn);
                    afterEach.accept(i);
                }
                write(killed, write, bytes.length);
            } else if (log.get(i) instanceof DiskLog.Replace replace) {
                Files.delete(killed.resolve(replace.file()));
                Files.write(killed.resolve(replace.file()), replace.content());
            }
            afterEach.accept(i + 1);
        }
    }

    private static void write(Path directory, DiskLog.Write write, int length) throws IOException {
        try (DiskFile file = Disk.SYSTEM.openForWriting(directory.resolve(write.file()))) {
            file.write(ByteBuffer.wrap(write.bytes(), 0, length), write.position());
        }
    }

    private List<String> complaints(LoggedRun run, int done) {
        LoggedRun.Promise promised = run.promisedAfter(done);
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(temp.resolve("killed"))) {
            List<Integer> numbers = run.numbersIn(fs);
            List<String> complaints = new ArrayList<>();
            for (int i = 1; i < numbers.size(); i++) {
                if (numbers.get(i) != numbers.get(i - 1) + 1) {
                    complaints.add("after operation " + done + ": frame " + numbers.get(i - 1)
                            + " is followed by frame " + numbers.get(i));
                }
            }
            int last = numbers.isEmpty() ? -1 : numbers.get(numbers.size() - 1);
            int first = numbers.isEmpty() ? 0 : numbers.get(0);
            if (last < promised.frames() - 1) {
                complaints.add("after operation " + done + ": " + promised.frames()
                        + " frames had been flushed, and the last one found is " + last);
            }
            if (first > run.firstHeld(promised.closed())) {
                complaints.add("after operation " + done + ": the ring begins too late, with frame " + first);
            }
            return complaints;
        } catch (AssertionError spliced) {
            return List.of("after operation " + done + ": " + spliced.getMessage());
        }
    }

    private void resumeAndCheck(LoggedRun run, Path resumed) {
        try {
            LoggedRun.copy(temp.resolve("killed"), resumed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (ValkkaSingleFS fs = new ValkkaSingleFS(new DiskLog(), resumed)) {
            List<Integer> before = run.numbersIn(fs);
            int next = before.isEmpty() ? 0 : before.get(before.size() - 1) + 1;
            try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("resumed", fs, Durability.NONE)) {
                writer.setSlotId(1, SequencedFrames.ID);
                writer.start();
                for (int i = 0; i < 3; i++) {
                    writer.getBlockingFrameFilter().run(run.frames.frame(next + i));
                }
            }
            List<Integer> after = run.numbersIn(fs);
            // The ring moves on by at most two blocks: the newest frames are all still there, and the new ones behind
            // them.
            assertThat(after).endsWith(next, next + 1, next + 2);
            assertThat(after).isSorted().doesNotHaveDuplicates();
            assertThat(after.get(after.size() - 1) - after.get(0)).isEqualTo(after.size() - 1);
            assertThat(new ValkkaFSTool(fs).check().toString()).endsWith("all in order");
        }
    }
}
