package valkka.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import valkka.camera.VirtualCamera;
import valkka.fs.ValkkaSingleFS;
import valkka.lessons.Command.Result;

/** The lessons as a user meets them: through the launcher's runner, and typed into the jshell tool. */
@Execution(ExecutionMode.CONCURRENT)
class LessonsTest {
    private static final Path JAVA_BIN = Path.of(System.getProperty("java.home"), "bin");
    /** That of {@code ./valkka classpath}, and not that of the tests. */
    private static final String CLASS_PATH =
            Path.of("target", "classes").toAbsolutePath() + File.pathSeparator + libraries();

    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";
    /** The first compiler alone: these processes end before the second one's work pays. */
    private static final String QUICK = "-XX:TieredStopAtLevel=1";

    private static final String SMALL = "-XX:+UseSerialGC";

    private static final String PASSWORD = "p4ss/w0rd";
    private static final String PERCENT_ENCODED = "p4ss%2Fw0rd";

    @TempDir
    Path recording;

    @TempDir
    Path preferences;

    @Test
    void theLessonsRunOnTheVirtualCameraThroughTheRunner() throws Exception {
        Result writing = lesson("writing").run();
        Result reading1 = lesson("reading-1").run();
        Result reading2 = lesson("reading-2").run();
        Result playing = lesson("playing-frames").run();
        Result matroska = lesson("matroska-export").run();

        assertThat(List.of(writing, reading1, reading2, playing, matroska)).allSatisfy(result -> {
            assertThat(result.err()).isEmpty();
            assertThat(result.out()).endsWith("bye" + System.lineSeparator());
            assertThat(result.exit()).isZero();
        });
        assertWritten(writing.out());
        assertFramesShown(reading1.out());
        assertBlocksShown(reading2.out());
        assertPlayed(playing.out());
        assertExported(matroska.out());
    }

    @Test
    void theLessonsRunOnACameraWithAPasswordInPlainJshellAndCanBeRunAgain() throws Exception {
        ValkkaSingleFS.newFromDirectory(recording)
                .blockSize(4096)
                .blocks(2)
                .create()
                .close();
        try (VirtualCamera camera = cameraWithPassword()) {
            assertThat(camera.address()).contains(PERCENT_ENCODED);
            Result writing =
                    jshell("writing").with("VALKKA_CAMERA", camera.address()).run();
            Result reading1 = jshell("reading-1").run();
            Result reading2 = jshell("reading-2").run();
            Result playing = jshell("playing-frames").run();
            Result matroska = jshell("matroska-export").run();

            assertThat(List.of(writing, reading1, reading2, playing, matroska)).allSatisfy(result -> {
                assertThat(result.err()).isEmpty();
                assertThat(result.out()).doesNotContain("|  Error:", "|  Exception", "Exception:", "p4ss", "w0rd");
                assertThat(result.out()).contains("bye");
            });
            assertWritten(writing.out());
            assertFramesShown(reading1.out());
            assertBlocksShown(reading2.out());
            assertPlayed(playing.out());
            assertExported(matroska.out());
        }
    }

    @Test
    void theLessonOfTheManagerRunsThroughTheRunnerAndAgainInPlainJshell() throws Exception {
        Result runner = lesson("manager").with("VALKKA_LESSON_SECONDS", 1).run();
        assertThat(runner.err()).isEmpty();
        assertThat(runner.exit()).isZero();
        assertManaged(runner.out());

        // The second time with two cameras that the environment names.
        try (VirtualCamera first = cameraWithPassword();
                VirtualCamera second = VirtualCamera.start()) {
            Result again = jshell("manager")
                    .with("VALKKA_LESSON_SECONDS", 1)
                    .with("VALKKA_CAMERA", first.address())
                    .with("VALKKA_CAMERA_2", second.address())
                    .run();
            assertThat(again.err()).isEmpty();
            assertThat(again.out()).doesNotContain("|  Error:", "|  Exception", "Exception:", "p4ss", "w0rd");
            assertManaged(again.out());
            assertThat(second.stats().encoded())
                    .as("pictures for a client of the second camera")
                    .isPositive();
        }
    }

    @Test
    void theReadingLessonsRunOnARecordingOfLibValkkaAndOnOneWithAnotherId() throws Exception {
        copy(Path.of("../core/src/test/resources/golden/single_small"));
        Result exporting = lesson("matroska-export").run();
        assertThat(exporting.err()).isEmpty();
        assertThat(exporting.out())
                .contains(
                        "blocks [0, 1, 3, 4]: 223 frames",
                        "21 pictures up to the next key frame are left out",
                        "\nbye");

        copy(Path.of("../sample-fs/gap-and-wrap"));
        Result frames = lesson("reading-1").run();
        Result blocks = lesson("reading-2").run();
        assertThat(frames.err() + blocks.err()).isEmpty();
        assertFramesShown(frames.out());
        assertThat(blocks.out())
                .contains("keys:    1767261628000 and 1767261630000", "is in blocks [12, 13]", "seek to 2026", "\nbye");
    }

    private void copy(Path from) throws IOException {
        for (String file : List.of("valkkafs.json", "blockfile", "dumpfile")) {
            Files.copy(from.resolve(file), recording.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void aWrongPasswordIsOneClearLine() throws Exception {
        try (VirtualCamera camera = cameraWithPassword()) {
            String address = camera.address().replace(PERCENT_ENCODED, "wr0ng%2Fw0rd");
            ValkkaSingleFS.newFromDirectory(recording)
                    .blockSize(4096)
                    .blocks(3)
                    .create()
                    .close();

            Result result = lesson("writing").with("VALKKA_CAMERA", address).run();

            assertFailedInOneLine(result, "password");
            assertThat(result.out() + result.err()).doesNotContain("wr0ng");
            try (ValkkaSingleFS earlier = ValkkaSingleFS.loadFromDirectory(recording)) {
                assertThat(earlier.getBlockTable().size())
                        .as("blocks of the earlier recording")
                        .isEqualTo(3);
            }
        }
    }

    /** Jshell goes on behind an error, with the lines that are there already. */
    @Test
    void aWrongPasswordInPlainJshellLeavesTheEarlierRecordingAsItIs() throws Exception {
        try (VirtualCamera camera = cameraWithPassword()) {
            ValkkaSingleFS.newFromDirectory(recording)
                    .blockSize(4096)
                    .blocks(3)
                    .create()
                    .close();
            Map<String, byte[]> before = filesOf(recording);

            Result result = jshell("writing")
                    .with("VALKKA_CAMERA", camera.address().replace(PERCENT_ENCODED, "wr0ng%2Fw0rd"))
                    .run();

            assertThat(result.out())
                    .contains("there is a recording", "password")
                    .doesNotContain("wr0ng");
            assertThat(filesOf(recording)).containsExactlyEntriesOf(before);
        }
    }

    @Test
    void aWrongPathIsOneClearLine() throws Exception {
        try (VirtualCamera camera = VirtualCamera.start()) {
            String address = camera.address().replace("/camera", "/nothing");
            Result result = lesson("writing").with("VALKKA_CAMERA", address).run();

            assertFailedInOneLine(result, "path");
        }
    }

    @Test
    void nobodyAtTheAddressIsOneClearLine() throws Exception {
        Result result = lesson("writing")
                .with("VALKKA_CAMERA", "rtsp://127.0.0.1:1/cam")
                .run();

        assertFailedInOneLine(result, "refused");
    }

    @Test
    void anAddressThatIsNoneIsOneClearLine() throws Exception {
        Result result = lesson("writing").with("VALKKA_CAMERA", "camera").run();

        assertFailedInOneLine(result, "address");
    }

    @Test
    void aReadingLessonWithoutARecordingSaysWhichLessonToRunFirst() throws Exception {
        for (String name : List.of("reading-1", "reading-2", "matroska-export", "playing-frames")) {
            Result result = lesson(name).run();

            assertFailedInOneLine(result, "there is no recording in " + recording);
            assertThat(result.err()).contains("run the lesson 'writing' first");
        }
    }

    @Test
    void theReadingLessonsRunOnARecordingWithoutFrames() throws Exception {
        ValkkaSingleFS.newFromDirectory(recording)
                .blockSize(4096)
                .blocks(3)
                .create()
                .close();

        Result reading1 = lesson("reading-1").run();
        Result reading2 = lesson("reading-2").run();
        Result playing = lesson("playing-frames").run();

        assertThat(List.of(reading1, reading2, playing)).allSatisfy(result -> {
            assertThat(result.err()).isEmpty();
            assertThat(result.exit()).isZero();
        });
        assertThat(reading1.out()).contains("\n0 frames, 0 B; never written: blocks [0, 1]\n");
        assertThat(reading2.out())
                .contains("(no frames)", "\nNot a single frame in this recording\n", "\nBlock indices = []\n")
                .doesNotContain("\nMin and Max", "1970-01-01");
    }

    @Test
    void aLessonThatIsNotThereNamesThoseThatAre() throws Exception {
        Result result = lesson("wriitng").run();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err().strip())
                .isEqualTo("valkka: lesson: NAME: there is no lesson 'wriitng'; the lessons are writing, reading-1,"
                        + " reading-2, matroska-export, playing-frames, manager (./valkka lesson --help)");
    }

    private static String libraries() {
        try {
            return Files.readString(Path.of("target", "classpath"));
        } catch (IOException e) {
            throw new UncheckedIOException("Maven writes this file before the tests", e);
        }
    }

    private Command lesson(String name) {
        return inEnvironment(Command.of(
                JAVA_BIN.resolve("java"),
                QUICK,
                NATIVE_ACCESS,
                "-cp",
                CLASS_PATH,
                "valkka.command.CommandMain",
                "lesson",
                name));
    }

    /** With preferences of its own: a user's may change what jshell says, and where there are none it says that. */
    private Command jshell(String name) throws IOException {
        Files.createDirectories(preferences.resolve(".java").resolve(".userPrefs"));
        return inEnvironment(Command.of(
                        JAVA_BIN.resolve("jshell"),
                        "-J-Djava.util.prefs.userRoot=" + preferences,
                        "--class-path",
                        CLASS_PATH,
                        "-J" + QUICK,
                        "-J" + SMALL,
                        "-R" + QUICK,
                        "-R" + SMALL,
                        "-R" + NATIVE_ACCESS))
                .typing(Lesson.named(name).script());
    }

    private Command inEnvironment(Command command) {
        return command.with("VALKKA_LESSON_DIR", recording)
                .with("VALKKA_LESSON_SECONDS", 2)
                .with("VALKKA_CAMERA", "")
                .with("VALKKA_CAMERA_2", "")
                .with("JAVA_TOOL_OPTIONS", "");
    }

    private static Map<String, byte[]> filesOf(Path directory) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> list = Files.list(directory)) {
            for (Path file : list.toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static VirtualCamera cameraWithPassword() {
        return VirtualCamera.builder().user("admin", PASSWORD).start();
    }

    private static void assertWritten(String out) {
        assertThat(out)
                .containsSubsequence(
                        "(LiveThread:livethread) -->> (ValkkaFSWriterThread:writerthread)",
                        "$ onState",
                        "recording!",
                        "before updateTable:",
                        "after updateTable:",
                        "is open; ",
                        "recording some more",
                        "block ",
                        "the small ring: 20",
                        "of 3 blocks used",
                        "bye");
        assertThat(out).as("the graph, and the plain objects").containsPattern("(?s) written, .* written, ");
        assertThat(out)
                .as("a table shows the open block")
                .containsPattern("\nblock \\d is open; \\d of 10 blocks used\n");
        String recorded = out.substring(0, out.indexOf("recorded:      20"));
        String lastTable = recorded.substring(recorded.lastIndexOf("block  "));
        assertThat(lastTable).as("a used block in the last table").containsPattern("\n +0 +1[0-9]{12} +1[0-9]{12} ");
    }

    private static void assertFramesShown(String out) {
        assertThat(out)
                .containsSubsequence(
                        "(ValkkaFSReaderThread:reader) --> {InfoFrameFilter:reader_out_filter}",
                        "FRAME   : <MarkerFrame: START>",
                        "InfoFrameFilter: reader_out_filter start dump>>",
                        "slot=1 / payload size=",
                        "PAYLOAD : [0 0 0 1 103 ",
                        "FRAME   : <MarkerFrame: END>",
                        "reader_out_filter: <BasicFrame: ",
                        "bye");
    }

    private void assertExported(String out) {
        assertThat(out)
                .containsSubsequence(
                        "blocks [0, 1, ",
                        "kokkelis.mkv: ",
                        " pictures, ",
                        "+-- mkv --> {PassSlotFrameFilter:passSlot}",
                        " frames in block 1",
                        "graph.mkv: ",
                        "end.mp4: ");
        assertThat(List.of("kokkelis.mkv", "graph.mkv", "end.mp4"))
                .allSatisfy(name -> assertThat(recording.resolve(name)).isNotEmptyFile());
    }

    private static void assertBlocksShown(String out) {
        assertThat(out).containsSubsequence("----- Block number : 0 -----", "----- Block number : 1 -----");
        assertThat(out).containsPattern("\\[925412\\] <BasicFrame: .*H264: slice_type=7> \\* +0 0 0 1 103 ");
        assertThat(out).containsPattern("\\[925412\\] <BasicFrame: .*H264: slice_type=8>  +0 0 0 1 104 ");
        assertThat(out)
                .containsSubsequence(
                        "Min and Max time in milliseconds: 1", "Min time: 20", "Max time: 20", "Block indices = [0");
        assertThat(out).containsPattern("[1-9][0-9]* places where reading can start");
    }

    private static void assertPlayed(String out) {
        assertThat(out)
                .contains("new time limits 20", "current time 1", "<SetupFrame: timestamp=1", "a picture on: true")
                .contains(
                        "a key frame back: true", "(ValkkaFSReaderThread:reader) -->> (FileCacheThread:cacher) --> {");
        // Two seconds of it: more than one, and not all that was pulled at once.
        assertThat(out).containsPattern("STOPPED at 20[^\n]*, speed 1.0, [1-9][0-9]+ frames played");
        assertThat(out).containsPattern("\\b[1-9][0-9]+ frames in a second");
    }

    private static void assertManaged(String out) {
        assertThat(out)
                .containsSubsequence(
                        "(ValkkaFSManager:out1) --> {FrameFilter:filter}",
                        "recording!",
                        "front: 20",
                        "STOPPED at 20",
                        "time 20",
                        "paused at 20",
                        "behind the cameras by ",
                        "closed",
                        "bye")
                .contains("recorded 20", "    front shows 20", "    yard shows 20");
    }

    private static void assertFailedInOneLine(Result result, String words) {
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).hasLineCount(1).startsWith("valkka: lesson ").contains(words);
        assertThat(result.out()).doesNotContain("bye\n", "recording!\n");
    }
}
