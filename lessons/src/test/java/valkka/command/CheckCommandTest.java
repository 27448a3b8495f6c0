package valkka.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

class CheckMainTest {
    private static final byte[] SPS = {0, 0, 0, 1, 103, 100, 0, 31};
    private static final byte[] SLICE = {0, 0, 0, 1, 65, (byte) 154, 1};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path temp;

    @Test
    void aCleanRecordingOfOneStreamIsZero() {
        write(ValkkaSingleFS.newFromDirectory(temp.resolve("single"))
                .blockSize(8 * Bytes.KiB)
                .blocks(4)
                .create());

        assertThat(check(temp.resolve("single"))).isZero();
        assertThat(text(out)).hasLineCount(1).contains("all in order");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void aCleanRecordingOfSeveralStreamsIsZeroToo() {
        write(ValkkaMultiFS.newFromDirectory(temp.resolve("multi"))
                .blockSize(8 * Bytes.KiB)
                .blocks(4)
                .create());

        assertThat(check(temp.resolve("multi"))).isZero();
    }

    @Test
    void findingsAreOneAndALineEach() throws IOException {
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
        assertThat(text(out)).contains("finding").contains("block 0");
    }

    @Test
    void whatIsNoRecordingIsTwoAndOneLine() throws IOException {
        assertThat(check(temp.resolve("nothing"))).isEqualTo(2);
        assertThat(check(temp)).isEqualTo(2);
        assertThat(check(Files.createFile(temp.resolve("file")))).isEqualTo(2);

        assertThat(text(out)).isEmpty();
        assertThat(text(err).lines())
                .hasSize(3)
                .allSatisfy(line ->
                        assertThat(line).startsWith("valkka: no recording ").contains(temp.toString()));
    }

    @Test
    void noDirectoryIsTwoAndSaysWhatIsWanted() {
        assertThat(CheckMain.run(List.of(), stream(out), stream(err))).isEqualTo(2);
        assertThat(text(err).strip()).isEqualTo("valkka: check takes the directory of one recording");
    }

    private int check(Path directory) {
        return CheckMain.run(List.of(directory.toString()), stream(out), stream(err));
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

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
