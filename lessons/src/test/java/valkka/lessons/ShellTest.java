package valkka.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.lessons.Command.Result;

/** The shell of {@code ./valkka shell}: what it prints of the values that a learner gets. */
class ShellTest {
    private static final Path START_UP =
            Path.of("../kernel-ext/src/main/resources/valkka/valkka.jsh").toAbsolutePath();
    private static final Path SAMPLES = Path.of("../sample-fs").toAbsolutePath();

    @TempDir
    Path temp;

    @Test
    void eachValueOfALessonIsPrintedAsWhatItIs() throws Exception {
        Result result = shell("""
                var fs = ValkkaSingleFS.loadFromDirectory("%s")
                var a = fs.getBlockTable()
                var counter = new CountFrameFilter("counter")
                var readerthread = new ValkkaFSReaderThread("reader", fs, counter)
                readerthread.setSlotId(1, 1001)
                var pull = readerthread.pullBlocks(3, 4)
                readerthread.start()
                pull.get()
                pull
                pull.thenApply(PullResult::frames)
                readerthread.stop()
                readerthread
                new ValkkaFSReaderThread("late", fs, counter).pullBlocks(List.of())
                var cacher1 = new FileCacheThread("cacher")
                cacher1.getFrameFilter()
                new FileStreamContext(1, counter)
                new FileStreamContext(1, frame -> {})
                var builder = ValkkaSingleFS.newFromDirectory("%s").blockSize(64 * KiB).blocks(4)
                var recording = builder.create()
                var writerthread = new ValkkaFSWriterThread("writer", recording)
                writerthread.getFrameFilter()
                var livethread = new LiveThread("live")
                var manager = new ValkkaFSManager(fs)
                var seek = manager.seek(fs.getTimeRange().middle())
                manager
                manager.close()
                seek
                manager
                var g = reader(fs).slotId(1, 1001).to(cacher()).to(count())
                g.nodes()
                Export.of(fs, 1001, fs.getTimeRange())
                CameraTrouble.NONE.withFrameLoss(0.05).withSilence(true)
                Player.of(fs)
                Live.watch(fs)
                askCamera(session)
                show(Plots.blocks(fs))
                session
                fs.close()
                fs
                """.formatted(SAMPLES.resolve("gap-and-wrap"), temp.resolve("new")));

        assertThat(result.out())
                .contains("a ==> block ", "; 15 of 16 blocks used\n")
                .contains("pull ==> pulling blocks 3, 4 ...\n", "pull ==> pulled 2 blocks: 124 frames, 248.3 KiB\n")
                .containsPattern("\\$\\d+ ==> pulled 2 blocks: 124\n")
                .contains("readerthread ==> (ValkkaFSReaderThread:reader) stopped: 1 pulls done")
                .contains("pulling no block ...")
                .contains("cacher1 ==> (FileCacheThread:cacher) not started: NO_TIME")
                .contains("(FileCacheThread:cacher).getFrameFilter()")
                .contains("slot 1 -> {CountFrameFilter:counter}", "slot 1 -> a filter of your own")
                .contains("builder ==> a new recording in ")
                .contains("livethread ==> (LiveThread:live) not started: 0 streams, 0 playing")
                .contains("seek ==> seeking 2026-01-01T10:")
                .contains("manager ==> ValkkaFSManager of [" + SAMPLES.resolve("gap-and-wrap") + "] not started")
                .contains("seek ==> seeking 2026-01-01T10:", " has been closed")
                .contains("5.0 % of the pictures lost, silent")
                .contains("; closed\n")
                .doesNotContainPattern("@[0-9a-f]{4,}")
                .doesNotContain("$Lambda", "|  Error", "|  Exception", "NoClassDefFound");
    }

    private Result shell(String typed) throws Exception {
        Path preferences = temp.resolve("preferences");
        Files.createDirectories(preferences.resolve(".java").resolve(".userPrefs"));
        Path bin = Path.of(System.getProperty("java.home"), "bin");
        return Command.of(
                        bin.resolve("jshell"),
                        "-J-Djava.util.prefs.userRoot=" + preferences,
                        "--class-path",
                        Path.of("target", "classes").toAbsolutePath()
                                + File.pathSeparator
                                + Files.readString(Path.of("target", "classpath")),
                        "-J-XX:TieredStopAtLevel=1",
                        "-R-XX:TieredStopAtLevel=1",
                        "-R--enable-native-access=ALL-UNNAMED",
                        "-R-Djava.awt.headless=true",
                        "--startup",
                        "DEFAULT",
                        "--startup",
                        START_UP)
                .with("JAVA_TOOL_OPTIONS", "")
                .with("VALKKA_CAMERA", "")
                .typing(typed)
                .run();
    }
}
