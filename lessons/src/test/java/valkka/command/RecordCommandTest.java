package valkka.command;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.command.TestConsole.framesIn;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import valkka.camera.VirtualCamera;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.Bytes;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;

@Execution(ExecutionMode.CONCURRENT)
class RecordCommandTest {
    private static final String SIZE = "--size=4MiB";

    private final VirtualCamera camera = VirtualCamera.builder().gop(5).start();

    @TempDir
    Path temp;

    @AfterEach
    void endTheCamera() {
        camera.close();
    }

    @Test
    void itRecordsUntilItIsAskedToStopAndLeavesACleanRecording() throws Exception {
        TestConsole console = new TestConsole();
        Path directory = temp.resolve("new");

        recordFor(console, directory, () -> framesIn(directory) > 0, SIZE);

        assertThat(console.err()).isEmpty();
        assertThat(console.out())
                .containsPattern("recording +" + directory + "\n")
                .containsPattern("10 blocks of 384 KiB, 3.8 MiB on the disk\n")
                .containsPattern("reaches back \\d+ s at this bit rate")
                .contains("Recording; Ctrl-C ends it.")
                .containsPattern("Recorded for [\\d.]+ s\n")
                .containsPattern("frames +" + framesIn(directory) + " \\(.*\\), none dropped\n")
                .doesNotContain("\r", "\u001B");
        assertThat(new TestConsole().run("check", directory.toString())).isZero();
    }

    @Test
    void hoursSayHowFarBackANewRingReaches() throws Exception {
        TestConsole console = new TestConsole();

        recordFor(console, temp.resolve("new"), () -> console.out().contains("Recording;"), "--hours", "0.02");

        assertThat(console.out())
                .containsPattern("reaches back 1 min 1\\d s at this bit rate"); // 72 s, and what a block holds
    }

    @Test
    void aTerminalHasALineThatChangesInItsPlace() throws Exception {
        TestConsole console = new TestConsole().onTerminal();

        recordFor(console, temp.resolve("new"), () -> console.out().contains(" dropped"), SIZE);

        assertThat(console.out())
                .containsPattern(
                        "\r\u001B\\[K0:00:\\d\\d  \\d+ frames  .*bit/s  block \\d+/10  ring \\d+ %  0 dropped\r\u001B\\[K");
    }

    @Test
    void askedToStopBeforeTheCameraHasAnsweredItMakesNothing() throws Exception {
        TestConsole console = new TestConsole();
        console.stop();

        assertThat(console.run("record", camera.address(), temp.resolve("none").toString()))
                .isZero();
        assertThat(console.out()).isEqualTo("Stopped before the first frame was recorded.\n");
        assertThat(console.err()).isEmpty();
        assertThat(temp.resolve("none")).doesNotExist();
    }

    @Test
    void aRecordingThatIsThereGoesOn() throws Exception {
        Path directory = temp.resolve("twice");
        recordFor(new TestConsole(), directory, () -> framesIn(directory) > 0, SIZE);
        long before = framesIn(directory);
        TestConsole console = new TestConsole();

        recordFor(console, directory, () -> framesIn(directory) > before, SIZE);

        assertThat(console.out()).contains("going on with the existing recording");
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
            assertThat(fs.getTimeRange().from())
                    .isEqualTo(fs.readBlock(0).get(0).frame().mstimestamp());
        }
    }

    @Test
    void aRecordingUnderAnotherIdGoesOnUnderThat() throws Exception {
        Path directory = temp.resolve("lesson");
        writeOneFrame(directory, 925412);

        recordFor(new TestConsole(), directory, () -> framesIn(directory) > 1);

        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
            assertThat(fs.readBlock(1))
                    .isNotEmpty()
                    .allSatisfy(frame -> assertThat(frame.id()).isEqualTo(925412));
        }
    }

    @Test
    void aRecordingOfAnotherSizeIsNeverOverwrittenUnlessAsked() throws Exception {
        Path directory = temp.resolve("old");
        writeOneFrame(directory, 7);
        TestConsole console = new TestConsole();

        assertThat(console.run("record", camera.address(), directory.toString(), SIZE))
                .isEqualTo(1);
        assertThat(console.err()).hasLineCount(1).contains("takes 1 MiB, and not the 4 MiB", "--overwrite");
        assertThat(framesIn(directory)).isEqualTo(1);

        recordFor(new TestConsole(), directory, () -> framesIn(directory) > 1, SIZE, "--overwrite");
        assertThat(Files.size(directory.resolve("dumpfile"))).isEqualTo(10 * 384 * Bytes.KiB);
    }

    @Test
    void aDiskThatIsTooSmallIsToldBefore() throws Exception {
        TestConsole console = new TestConsole();

        assertThat(console.run("record", camera.address(), temp.resolve("huge").toString(), "--size", "15TB"))
                .isEqualTo(1);
        assertThat(console.err()).hasLineCount(1).contains("has room for", "give a smaller --size");
        assertThat(temp.resolve("huge").resolve("dumpfile")).doesNotExist();
    }

    @Test
    void aCameraThatGoesIsToldAndWhenItIsBackToo() throws Exception {
        Path directory = temp.resolve("reconnect");
        TestConsole console = new TestConsole();
        int port = URI.create(camera.address()).getPort();
        CompletableFuture<Integer> exit = start(console, directory, SIZE);
        console.await(exit, () -> framesIn(directory) > 0);
        camera.close();
        console.await(exit, () -> console.out().contains("trying again until it is back"));

        try (VirtualCamera again = VirtualCamera.builder().gop(5).port(port).start()) {
            console.await(exit, () -> console.out().contains("the camera is back"));
            console.stop();
            assertThat(exit.get(20, TimeUnit.SECONDS)).isZero();
            assertThat(console.out()).contains("1 reconnect");
            assertThat(again.stats().encoded()).isPositive();
        }
    }

    @Test
    void aCameraThatIsOffDoesNotKeepARecordingFromGoingOnWhenItIsBack() throws Exception {
        Path directory = temp.resolve("later");
        writeOneFrame(directory, 7);
        int port = URI.create(camera.address()).getPort();
        camera.close();
        TestConsole console = new TestConsole();
        CompletableFuture<Integer> exit = start(console, directory);
        console.await(exit, () -> console.out().contains("Recording; Ctrl-C ends it."));

        try (VirtualCamera back = VirtualCamera.builder().gop(5).port(port).start()) {
            console.await(exit, () -> framesIn(directory) > 1);
            console.stop();
            assertThat(exit.get(20, TimeUnit.SECONDS)).isZero();
            assertThat(back.stats().encoded()).isPositive();
        }
    }

    @Test
    void wrongUsageIsTwoAndOneLine() throws Exception {
        String directory = temp.resolve("none").toString();
        assertWrongUsage("no camera", "record", directory);
        assertWrongUsage("give DIR behind the address", "record", "rtsp://a:s3cret@b/c");
        assertWrongUsage("give DIR", "record");
        assertWrongUsage(
                "give --hours or --size, one of them", "record", camera.address(), directory, SIZE, "--hours", "3");
        assertWrongUsage("--hours: give a number of hours", "record", camera.address(), directory, "--hours", "-1");
        assertWrongUsage("--size: give a number of gigabytes", "record", camera.address(), directory, "--size", "big");
        assertWrongUsage("--size needs a value", "record", camera.address(), directory, "--size");
        assertWrongUsage("give DIR behind the address", "record", directory, "rtsp://a:s3cret@b/c");
        assertThat(temp.resolve("none")).doesNotExist();
    }

    private static void assertWrongUsage(String words, String... args) throws Exception {
        TestConsole console = new TestConsole();
        assertThat(console.run(args)).isEqualTo(2);
        assertThat(console.err())
                .hasLineCount(1)
                .startsWith("valkka: record: ")
                .contains(words)
                .doesNotContain("s3cret");
    }

    /** Records until that has come about, and stops. */
    private void recordFor(TestConsole console, Path directory, BooleanSupplier enough, String... options)
            throws Exception {
        CompletableFuture<Integer> exit = start(console, directory, options);
        console.await(exit, enough);
        console.stop();
        assertThat(exit.get(20, TimeUnit.SECONDS)).isZero();
    }

    private CompletableFuture<Integer> start(TestConsole console, Path directory, String... options) {
        String[] args = new String[3 + options.length];
        args[0] = "record";
        args[1] = camera.address();
        args[2] = directory.toString();
        System.arraycopy(options, 0, args, 3, options.length);
        return console.start(args);
    }

    private static void writeOneFrame(Path directory, long id) {
        try (ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(directory)
                        .blockSize(256 * Bytes.KiB)
                        .blocks(4)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.setSlotId(1, id);
            writer.start();
            byte[] sps = {0, 0, 0, 1, 103, 100, 0, 31};
            writer.getBlockingFrameFilter().run(BasicFrame.of(1, 0, 1_700_000_000_000L, Codec.H264, sps));
        }
    }
}
