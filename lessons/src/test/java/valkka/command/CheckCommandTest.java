package valkka.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.Bytes;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;

class CheckCommandTest {
    private static final byte[] SPS = {0, 0, 0, 1, 103, 100, 0, 31};
    private static final byte[] SLICE = {0, 0, 0, 1, 65, (byte) 154, 1};

    private final TestConsole console = new TestConsole();

    @TempDir
    Path temp;

    @Test
    void aCleanRecordingOfOneStreamIsZero() throws Exception {
        write(ValkkaSingleFS.newFromDirectory(temp.resolve("single"))
                .blockSize(8 * Bytes.KiB)
                .blocks(4)
                .create());

        assertThat(check(temp.resolve("single"))).isZero();
        assertThat(console.out()).hasLineCount(1).contains("all in order");
        assertThat(console.err()).isEmpty();
    }

    @Test
    void aCleanRecordingOfSeveralStreamsIsZeroToo() throws Exception {
        write(ValkkaMultiFS.newFromDirectory(temp.resolve("multi"))
                .blockSize(8 * Bytes.KiB)
                .blocks(4)
                .create());

        assertThat(check(temp.resolve("multi"))).isZero();
    }

    @Test
    void findingsAreOneAndALineEach() throws Exception {
        Path directory = temp.resolve("broken");
        write(ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(8 * Bytes.KiB)
                .blocks(4)
                .create());
        try (RandomAccessFile table =
                new RandomAccessFile(directory.resolve("blockfile").toFile(), "rw")) {
            table.write(1); // the key of block 0
        }

        assertThat(check(directory)).isEqualTo(1);
        assertThat(console.out()).contains("finding").contains("block 0");
    }

    @Test
    void aTerminalSeesPercentBytesAndTheTimeLeft() throws Exception {
        write(ValkkaSingleFS.newFromDirectory(temp.resolve("watched"))
                .blockSize(8 * Bytes.KiB)
                .blocks(4)
                .create());
        AtomicLong now = new AtomicLong();
        console.onTerminal().at(() -> Instant.ofEpochSecond(now.getAndIncrement()));

        assertThat(check(temp.resolve("watched"))).isZero();
        assertThat(console.out())
                .contains("check  25 %  8 KiB of 32 KiB  3.0 s left")
                .contains("\r\u001B[K4 blocks");
    }

    @Test
    void whatIsNoRecordingIsTwoAndOneLine() throws Exception {
        assertThat(check(temp.resolve("nothing"))).isEqualTo(2);
        assertThat(check(temp)).isEqualTo(2);
        assertThat(check(Files.createFile(temp.resolve("file")))).isEqualTo(2);

        assertThat(console.out()).isEmpty();
        assertThat(console.err().lines())
                .hasSize(3)
                .allSatisfy(line ->
                        assertThat(line).startsWith("valkka: no recording ").contains(temp.toString()));
    }

    @Test
    void noDirectoryIsTwoAndSaysWhatIsWanted() throws Exception {
        assertThat(console.run("check")).isEqualTo(2);
        assertThat(console.err())
                .isEqualTo("valkka: check: give DIR, the directory of one recording (./valkka check --help)\n");
    }

    private int check(Path directory) throws Exception {
        return console.run("check", directory.toString());
    }

    /** Three groups of pictures of two streams: the first and the last key frame of a block differ. */
    private static void write(ValkkaFS recording) {
        try (recording;
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", recording)) {
            writer.setSlotId(1, 925412);
            writer.setSlotId(2, 925413);
            writer.start();
            FrameFilter input = writer.getBlockingFrameFilter();
            for (long time = 1_543_314_164_000L; time < 1_543_314_167_000L; time += 100) {
                int slot = time % 200 == 0 ? 1 : 2;
                input.run(BasicFrame.of(slot, 0, time, Codec.H264, time % 1000 < 200 ? SPS : SLICE));
            }
        }
    }
}
