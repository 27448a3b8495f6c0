package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.testkit.SequencedFrames;

/**
 * Kills a writing process, really, in the middle of its writes, again and again on the same recording. 20 kills, 50 in CI; more with
 * {@code -Dvalkka.kills=1000}.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("valkka.kills", System.getenv("CI") == null ? 20 : 50);
    /** A kill hits the wrong moment in a few kills, and in some dozen on a busy machine. */
    private static final int MOST_KILLS = 300;

    private static final int BLOCKS = 12;

    @TempDir
    Path temp;

    @Test
    void noFlushedFrameIsTornLostOrSplicedWhenItsWriterIsKilled() throws IOException, InterruptedException {
        killAgainAndAgain(KILLS);
    }

    @Test
    void theTestGoesRedWhenTheCommitWordIsWrittenFirst() {
        assertThatThrownBy(() -> killAgainAndAgain(MOST_KILLS, "commitWordFirst"))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("(?s).*(spliced: |kill [0-9]+: ).*");
    }

    /** Else one killed test would leave a process that writes for ever. */
    @Test
    void aWriterEndsWithTheTestThatStartedIt() throws IOException, InterruptedException {
        Process writer = writer(newRecording(), 0);
        try (BufferedReader out = writer.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(out.readLine()).isEqualTo("0");
            writer.outputWriter().close(); // as the system does it when this process is killed
            assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            writer.destroyForcibly();
        }
    }

    private Path newRecording() {
        Path directory = temp.resolve("killed");
        ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(64 * Bytes.KiB)
                .blocks(BLOCKS)
                .create()
                .close();
        return directory;
    }

    private void killAgainAndAgain(int kills, String... disk) throws IOException, InterruptedException {
        Path directory = newRecording();
        SequencedFrames frames = SequencedFrames.ofSize(9000, 10);
        Random random = new Random(1);
        int next = 0;
        for (int kill = 0; kill < kills; kill++) {
            int acknowledged = writeAndKill(directory, next, 10 + random.nextInt(150), random.nextInt(2_000_000), disk);
            assertThat(acknowledged).isGreaterThan(next);
            List<Integer> found;
            try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory);
                    Stream<RecordedFrame> read = fs.frames(fs.getTimeRange())) {
                found = read.map(frames::numberOf).toList();
                assertThat(new ValkkaFSTool(fs).check().findings())
                        .as("kill %d: findings of a check", kill)
                        .isEmpty();
            }
            int first = found.get(0);
            int last = found.get(found.size() - 1);
            assertThat(last).as("kill %d: the newest flushed frame", kill).isGreaterThanOrEqualTo(acknowledged);
            assertThat(found.size()).as("kill %d: frames without a hole", kill).isEqualTo(last - first + 1);
            // The ring holds 12 blocks of 64 KiB; two at the most are not to be read.
            long bytes = found.stream()
                    .mapToLong(number -> RecordFormat.recordLength(frames.frame(number)))
                    .sum();
            if (first > 0) {
                assertThat(bytes)
                        .as("kill %d: the ring is full of frames", kill)
                        .isGreaterThan((BLOCKS - 3) * 48 * Bytes.KiB);
            }
            next = last + 1;
        }
    }

    /** @return the last number that the writer had flushed when it was killed */
    private static int writeAndKill(Path directory, int first, int frames, int nanos, String... disk)
            throws IOException, InterruptedException {
        Process writer = writer(directory, first, disk);
        try (BufferedReader out = writer.inputReader(StandardCharsets.US_ASCII)) {
            String line = out.readLine();
            for (int i = 1; i < frames && line != null; i++) {
                line = out.readLine();
            }
            assertThat(line).as("the writer has not died by itself").isNotNull();
            // Anywhere within a write.
            long at = System.nanoTime() + nanos;
            while (System.nanoTime() < at) {
                Thread.onSpinWait();
            }
            // By its handle: the process' own method would close the pipe that is read on.
            writer.toHandle().destroyForcibly();
            int last = Integer.parseInt(line);
            // A last line may be cut short by the kill: it is whole when it is the next number.
            for (String more = out.readLine(); more != null && more.equals(Integer.toString(last + 1)); ) {
                last++;
                more = out.readLine();
            }
            return last;
        } finally {
            writer.destroyForcibly();
            assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Process writer(Path directory, int first, String... disk) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                WriteUntilKilled.class.getName(),
                directory.toString(),
                Integer.toString(first)));
        command.addAll(List.of(disk));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
