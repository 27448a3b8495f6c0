package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valkka.media.TestStreams.ID;
import static valkka.media.TestStreams.T0;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;

@Timeout(120)
class ExportTest {
    private static final Path SAMPLES = Path.of("..", "sample-fs");
    private static final long SAMPLE_ID = 1001;

    @TempDir
    Path temp;

    @Test
    void matroskaAndMp4HoldEachPictureOfTheRecordingAndEveryProgramTakesThem() throws Exception {
        MediaCheck.requireAll();
        Path mkv = temp.resolve("a.mkv");
        Path mp4 = temp.resolve("a.mp4");
        List<Double> told = new ArrayList<>();
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve("single"))) {
            TimeRange all = fs.getTimeRange();
            Export.Result result = Export.matroska(fs, SAMPLE_ID, all, mkv, told::add);
            Export.mp4(fs, SAMPLE_ID, all, mp4.toString());
            long pictures = picturesOf(fs, SAMPLE_ID);

            assertThat(result.pictures()).isEqualTo(pictures);
            assertThat(result.range()).isEqualTo(all);
            assertThat(result.gaps()).isEmpty();
            double seconds = pictures * TestStreams.PICTURE_MS / 1000.0;
            MediaCheck.pictures(mkv, pictures, seconds);
            MediaCheck.pictures(mp4, pictures, seconds);
            assertThat(MediaCheck.probe(mkv, "-show_entries", "stream=width,height"))
                    .isEqualTo("640,360");
            for (Path file : List.of(mkv, mp4)) {
                String start = MediaCheck.probe(file, "-show_entries", "format_tags=creation_time");
                assertThat(Instant.parse(start)).isEqualTo(all.start());
                MediaCheck.mkvmerge(file);
                MediaCheck.gstreamer(file);
            }
        }
        assertThat(told).first().isEqualTo(0.0);
        assertThat(told).last().isEqualTo(1.0);
        assertThat(told).isSorted();
        assertThat(temp).as("no temporary file is left").isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void chromiumPlaysTheBytesToTheEnd() throws Exception {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve("single"))) {
            TimeRange all = fs.getTimeRange();
            byte[] mp4 = Export.mp4Bytes(fs, SAMPLE_ID, new TimeRange(all.from(), all.from() + 7_960));

            assertThat(Chromium.play(mp4, temp.resolve("profile"))).isEqualTo("ended 640x360 8.0 true");
        }
    }

    @Test
    void chromiumPlaysTheFileToTheEndAcrossGapsAndWraps() throws Exception {
        Path mp4 = temp.resolve("gap.mp4");
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve("gap-and-wrap"))) {
            TimeRange all = fs.getTimeRange();
            Export.mp4(fs, SAMPLE_ID, all.last(Duration.ofSeconds(5)), mp4);
            assertThat(Chromium.play(Files.readAllBytes(mp4), temp.resolve("profile")))
                    .startsWith("ended 640x360");
        }
    }

    @Test
    void aRangeBeginsAtTheKeyFrameBeforeItAndEndsWithIt() throws Exception {
        Path mkv = temp.resolve("range.mkv");
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve("single"))) {
            long start = fs.getTimeRange().from();
            // There is a key frame each second.
            TimeRange range = new TimeRange(start + 5_500, start + 7_990);
            Export.Result result = Export.matroska(fs, SAMPLE_ID, range, mkv);

            assertThat(result.range()).isEqualTo(new TimeRange(start + 5_000, start + 7_960));
            MediaCheck.pictures(mkv, 75, 3.0);
        }
    }

    @Test
    void theSoundIsASecondTrackWhereTheContainerHasAPlaceForIt() throws Exception {
        MediaCheck.requireAll();
        Path mkv = temp.resolve("sound.mkv");
        Path mp4 = temp.resolve("sound.mp4");
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve("audio"))) {
            Export.Result result = Export.matroska(fs, SAMPLE_ID, fs.getTimeRange(), mkv);
            Export.Result without = Export.mp4(fs, SAMPLE_ID, fs.getTimeRange(), mp4);

            assertThat(result.notes()).isEmpty();
            assertThat(result.soundPackets())
                    .as("two a picture; that behind the last one is cut")
                    .isEqualTo(2 * result.pictures() - 1);
            assertThat(MediaCheck.probe(mkv, "-show_entries", "stream=codec_name"))
                    .isEqualTo("h264\npcm_alaw");
            MediaCheck.pictures(mkv, result.pictures(), result.pictures() * 0.04);
            MediaCheck.mkvmerge(mkv);
            MediaCheck.gstreamer(mkv);
            assertThat(without.notes())
                    .containsExactly("without sound: mp4 has no place for the sound, PCMA, and matroska has");
            MediaCheck.pictures(mp4, without.pictures(), without.pictures() * 0.04);
        }
    }

    @Test
    void eachStreamOfSeveralIsExportedByItself() throws Exception {
        try (ValkkaMultiFS fs = ValkkaMultiFS.loadFromDirectory(SAMPLES.resolve("multi"))) {
            for (long id : new long[] {SAMPLE_ID, SAMPLE_ID + 1}) {
                Path mkv = temp.resolve(id + ".mkv");
                Export.Result result = Export.matroska(fs, id, fs.getTimeRange(), mkv);
                assertThat(result.gaps()).isEmpty();
                MediaCheck.pictures(mkv, result.pictures(), result.pictures() * 0.04);

                TimeRange moment = new TimeRange(
                        fs.getTimeRange().middle(), fs.getTimeRange().middle() + 100);
                assertThat(Export.matroska(fs, id, moment, mkv).range().from())
                        .as("the key frame before")
                        .isBetween(moment.from() - 1000, moment.from());
            }
        }
    }

    @Test
    void aGapIsReportedAndTheTimesBehindItAreThoseOfTheRecording() throws Exception {
        MediaCheck.requireAll();
        Path mkv = temp.resolve("gap.mkv");
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve("gap-and-wrap"))) {
            Export.Result result = Export.matroska(fs, SAMPLE_ID, fs.getTimeRange(), mkv);

            assertThat(result.gaps()).hasSize(1);
            Gap gap = result.gaps().get(0);
            assertThat(gap.range().duration()).isBetween(Duration.ofMinutes(14), Duration.ofMinutes(15));
            assertThat(result.toString()).contains("nothing was recorded");
            MediaCheck.pictures(
                    mkv, result.pictures(), result.range().duration().toMillis() / 1000.0 + 0.04);
            MediaCheck.mkvmerge(mkv);
        }
    }

    @Test
    void whatALostFrameLeavesUndecodableIsLeftOutUpToTheNextKeyFrame() throws Exception {
        List<List<BasicFrame>> pictures =
                TestStreams.encode(temp, Codec.H264, "320x180", 75, T0, "-c:v", "libx264", "-bf", "0");
        pictures.remove(30); // 20 pictures to the next key frame, which is number 50
        try (ValkkaSingleFS fs = TestStreams.create(temp.resolve("fs"), 20)) {
            TestStreams.record(fs, pictures);
            Path mkv = temp.resolve("lost.mkv");
            Export.Result result = Export.matroska(fs, ID, fs.getTimeRange(), mkv);

            assertThat(result.gaps())
                    .containsExactly(new Gap(
                            new TimeRange(T0 + 29 * 40, T0 + 50 * 40), 19, "frames were lost when it was recorded"));
            MediaCheck.pictures(mkv, 55, 3.0);
        }
    }

    @Test
    void wrongArgumentsAreToldAndLeaveWhatIsThere() throws Exception {
        Path there = Files.writeString(temp.resolve("there.mkv"), "precious");
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve("single"))) {
            TimeRange all = fs.getTimeRange();
            refused(
                    Kind.BAD_ARGUMENT,
                    "nothing to export",
                    () -> Export.matroska(fs, SAMPLE_ID, TimeRange.EMPTY, there));
            refused(Kind.NOT_FOUND, "the ids there are [" + SAMPLE_ID + "]", () -> Export.matroska(fs, 7, all, there));
            refused(Kind.BAD_ARGUMENT, "is a directory", () -> Export.mp4(fs, SAMPLE_ID, all, temp));
            refused(
                    Kind.NOT_FOUND,
                    "make it first",
                    () -> Export.mp4(fs, SAMPLE_ID, all, temp.resolve("no/where.mp4")));
            refused(
                    Kind.BAD_ARGUMENT,
                    "a file of the recording itself",
                    () -> Export.mp4(fs, SAMPLE_ID, all, fs.getPars().dumpfile()));
            Path link = Files.createSymbolicLink(
                    temp.resolve("link.mkv"), fs.getPars().jsonfile().toAbsolutePath());
            for (Path own : List.of(fs.getPars().jsonfile(), link)) {
                refused(
                        Kind.BAD_ARGUMENT,
                        "a file of the recording itself",
                        () -> Export.matroska(fs, SAMPLE_ID, all, own));
                refused(
                        Kind.BAD_ARGUMENT,
                        "a file of the recording itself",
                        () -> new FileFrameFilter("file").activate(own));
            }
            refused(
                    Kind.NOT_FOUND,
                    "has no frames",
                    () -> Export.mp4(fs, SAMPLE_ID, new TimeRange(all.from() - 2000, all.from() - 1000), there));
        }
        assertThat(there).hasContent("precious");
        assertThat(temp).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void anInterruptEndsItAndNothingOfItRemains() throws Exception {
        Path there = Files.writeString(temp.resolve("there.mkv"), "precious");
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve("single"))) {
            refused(
                    Kind.CLOSED,
                    "interrupted while exporting",
                    () -> Export.matroska(
                            fs,
                            SAMPLE_ID,
                            fs.getTimeRange(),
                            there,
                            done -> Thread.currentThread().interrupt()));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Export.matroska(fs, SAMPLE_ID, fs.getTimeRange(), there).pictures())
                    .as("and once more")
                    .isPositive();
        }
        assertThat(filesIn(temp)).containsExactly("there.mkv");
    }

    private static void refused(Kind kind, String says, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ValkkaException.class, e -> {
            assertThat(e).hasMessageContaining(says);
            assertThat(e.kind()).isEqualTo(kind);
        });
    }

    private static List<String> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static long picturesOf(ValkkaFS fs, long id) {
        try (var frames = fs.frames(fs.getTimeRange())) {
            return frames.filter(frame -> frame.id() == id)
                    .map(frame -> frame.frame().mstimestamp())
                    .distinct()
                    .count();
        }
    }
}
