package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static valkka.media.TestStreams.ID;
import static valkka.media.TestStreams.T0;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaSingleFS;

/** Key frames of hours in a film of seconds. */
@Timeout(120)
class TimeLapseTest {
    private static final Duration DAY = Duration.ofHours(24);
    private static final long STEP_MS = 500;
    private static final int GOP = 20;

    @TempDir
    static Path shared;

    @TempDir
    Path temp;

    /** Six groups of pictures of 1 picture that decoding starts at and 19 others. */
    private static List<List<BasicFrame>> scene;

    @BeforeAll
    static void encodeOnce() throws Exception {
        scene = TestStreams.encode(
                shared, Codec.H264, "160x90", 6 * GOP, T0, "-c:v", "libx264", "-bf", "0", "-g", "" + GOP);
    }

    /** Records the scene again and again, two pictures a second, with a key frame each ten seconds. */
    private static ValkkaSingleFS record(Path directory, Duration length, long gapFrom, long gapTo) {
        ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(256 << 10)
                .blocks(600)
                .create();
        List<List<BasicFrame>> pictures = new ArrayList<>();
        for (long at = 0; at < length.toMillis(); at += STEP_MS) {
            long time = T0 + at;
            if (at < gapFrom || at >= gapTo) {
                List<BasicFrame> picture = scene.get((int) (at / STEP_MS % scene.size()));
                pictures.add(picture.stream()
                        .map(frame -> frame.withMstimestamp(time))
                        .toList());
            }
        }
        TestStreams.record(fs, pictures);
        return fs;
    }

    private static ValkkaSingleFS record(Path directory, Duration length) {
        return record(directory, length, 0, 0);
    }

    @Test
    void aDayBecomesAMinuteOfEvenlySpacedKeyFramesThatFFmpegDecodes() throws Exception {
        Path mp4 = temp.resolve("day.mp4");
        try (ValkkaSingleFS fs = record(temp.resolve("fs"), DAY)) {
            long began = System.nanoTime();
            Export.Result result =
                    Export.timeLapse(fs, ID, new TimeRange(T0, T0 + DAY.toMillis()), Duration.ofMinutes(1), mp4);
            Duration took = Duration.ofNanos(System.nanoTime() - began);

            assertThat(took).as("a day").isLessThan(Duration.ofSeconds(50));
            assertThat(result.pictures()).isEqualTo(60 * 25);
            assertThat(result.gaps()).isEmpty();
            assertThat(result.notes())
                    .containsExactly("a key frame each 57.6 s of the recording, 25.0 pictures a second");
            assertThat(result.range().from()).isEqualTo(T0);
            MediaCheck.pictures(mp4, 60 * 25, 60);
            List<Long> shown = MediaCheck.packetsAt(mp4);
            for (int i = 0; i < shown.size(); i++) {
                assertThat(shown.get(i)).isEqualTo(40L * i);
            }
            assertThat(Instant.parse(MediaCheck.probe(mp4, "-show_entries", "format_tags=creation_time")))
                    .isEqualTo(Instant.ofEpochMilli(T0));
        }
    }

    @Test
    void ofFewKeyFramesAllAreTakenAndTheFilmHasItsLengthAllTheSame() throws Exception {
        Path mp4 = temp.resolve("few.mp4");
        try (ValkkaSingleFS fs = record(temp.resolve("fs"), Duration.ofMinutes(2))) {
            Export.Result result = Export.timeLapse(fs, ID, fs.getTimeRange(), Duration.ofSeconds(6), mp4.toString());

            assertThat(result.pictures()).isEqualTo(12);
            assertThat(result.notes())
                    .containsExactly("a key frame each 10.0 s of the recording, 2.0 pictures a second:"
                            + " there are no more, and a shorter film runs smoothly");
            MediaCheck.pictures(mp4, 12, 6);
            byte[] inMemory = Export.timeLapse(fs, ID, fs.getTimeRange(), Duration.ofSeconds(6));
            MediaCheck.pictures(Files.write(temp.resolve("memory.mp4"), inMemory), 12, 6);
        }
    }

    @Test
    void aRangeOfAllTimesIsTheWholeRecording() throws Exception {
        TimeRange all = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);
        try (ValkkaSingleFS fs = record(temp.resolve("fs"), Duration.ofMinutes(1))) {
            TimeRange found = Export.timeLapse(fs, ID, all, Duration.ofMillis(280), temp.resolve("all.mp4"))
                    .range();
            assertThat(found)
                    .isEqualTo(Export.timeLapse(
                                    fs, ID, fs.getTimeRange(), Duration.ofMillis(280), temp.resolve("range.mp4"))
                            .range());
        }
    }

    @Test
    void theKeyFramesOfTheFilmLieInTheRangeAndAreThoseOfTheRecording() throws Exception {
        Path mp4 = temp.resolve("range.mp4");
        try (ValkkaSingleFS fs = record(temp.resolve("fs"), Duration.ofMinutes(3))) {
            TimeRange range = new TimeRange(T0 + 10_001, T0 + 150_000);
            Export.Result result = Export.timeLapse(fs, ID, range, Duration.ofMillis(280), mp4);

            assertThat(result.range()).isEqualTo(new TimeRange(T0 + 20_000, T0 + 140_000));
            assertThat(result.pictures()).isEqualTo(7);
            List<Long> keys = List.of(20_000L, 40_000L, 60_000L, 80_000L, 100_000L, 120_000L, 140_000L);
            List<String> asRecorded = new ArrayList<>();
            for (long key : keys) {
                Path one = temp.resolve(key + ".mkv");
                Export.matroska(fs, ID, new TimeRange(T0 + key, T0 + key), one);
                asRecorded.addAll(MediaCheck.decoded(one));
            }
            assertThat(MediaCheck.decoded(mp4)).isEqualTo(asRecorded);
        }
    }

    @Test
    void aGapTakesNoTimeOfTheFilmAndIsNamed() throws Exception {
        Path mp4 = temp.resolve("gap.mp4");
        try (ValkkaSingleFS fs = record(temp.resolve("fs"), Duration.ofMinutes(10), 120_000, 480_000)) {
            Export.Result result = Export.timeLapse(fs, ID, fs.getTimeRange(), Duration.ofSeconds(2), mp4);

            assertThat(result.gaps())
                    .containsExactly(
                            new Gap(new TimeRange(T0 + 110_000, T0 + 480_000), 0, "no key frame was recorded"));
            MediaCheck.pictures(mp4, 24, 2);
        }
    }

    @Test
    void withoutTwoKeyFramesOrWithTwoCodecsAPlainMessageSaysSoAndNoFileIsMade() throws Exception {
        Path mp4 = temp.resolve("none.mp4");
        Duration second = Duration.ofSeconds(1);
        try (ValkkaSingleFS fs = record(temp.resolve("fs"), Duration.ofMinutes(1))) {
            refused(
                    () -> Export.timeLapse(fs, ID, new TimeRange(T0 + 500, T0 + 9_500), second, mp4),
                    Kind.NOT_FOUND,
                    "the id " + ID + " has no key frame");
            refused(
                    () -> Export.timeLapse(fs, ID, new TimeRange(T0 + 500, T0 + 10_500), second, mp4),
                    Kind.NOT_FOUND,
                    "has one key frame");
            refused(() -> Export.timeLapse(fs, 7, fs.getTimeRange(), second, mp4), Kind.NOT_FOUND, "[" + ID + "]");
            refused(
                    () -> Export.timeLapse(fs, ID, TimeRange.EMPTY, second, mp4),
                    Kind.BAD_ARGUMENT,
                    "nothing to export");
            for (Duration length : List.of(Duration.ZERO, Duration.ofDays(1L << 40), Duration.ofDays(-1L << 40))) {
                refused(
                        () -> Export.timeLapse(fs, ID, fs.getTimeRange(), length, mp4),
                        Kind.BAD_ARGUMENT,
                        "from 80 ms to 24 hours");
            }
            refused(
                    () -> Export.of(fs, ID, fs.getTimeRange()).proof().timeLapse(second, mp4),
                    Kind.BAD_ARGUMENT,
                    "carries no proof");
        }
        List<List<BasicFrame>> h265 = TestStreams.encode(
                temp, Codec.H265, "160x90", 25, T0 + 4_800, "-c:v", "libx265", "-x265-params", "log-level=none");
        try (ValkkaSingleFS fs = TestStreams.create(temp.resolve("both"), 40)) {
            TestStreams.record(fs, scene);
            TestStreams.record(fs, h265);
            refused(
                    () -> Export.timeLapse(fs, ID, fs.getTimeRange(), second, mp4),
                    Kind.BAD_ARGUMENT,
                    "was H264 and is H265 at 2023-11-14T22:13:24.800Z");
        }
        assertThat(temp).isDirectoryNotContaining("glob:**none.mp4*");
    }

    private static void refused(ThrowingCallable call, Kind kind, String words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(words);
    }

    @Test
    void progressIsToldAndAnInterruptLeavesNothing() {
        Path mp4 = temp.resolve("interrupted.mp4");
        List<Double> told = new ArrayList<>();
        try (ValkkaSingleFS fs = record(temp.resolve("fs"), Duration.ofMinutes(1))) {
            Export film = Export.of(fs, ID, fs.getTimeRange());
            film.progress(told::add).timeLapse(Duration.ofSeconds(1));
            assertThat(told).hasSize(6).isSorted().last().isEqualTo(1.0);

            Export cut = film.progress(done -> Thread.currentThread().interrupt());
            assertThatThrownBy(() -> cut.timeLapse(Duration.ofSeconds(1), mp4))
                    .hasMessageContaining("making a time-lapse");
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(temp).isDirectoryNotContaining("glob:**interrupted.mp4*");
    }

    @Test
    void aFilmWhosePicturesAreFurtherApartThanItsLengthTellsIsEven() {
        try (ValkkaSingleFS fs = record(temp.resolve("fs"), Duration.ofMinutes(2))) {
            TimeLapsePlan plan = TimeLapsePlan.of(fs, ID, fs.getTimeRange(), Duration.ofMillis(160));
            assertThat(plan.pictures()).hasSize(4);
            for (int i = 0; i < 4; i++) {
                assertThat((double) (plan.pictures().get(i).time() - T0)).isCloseTo(30_000 * i, within(10_000.0));
            }
        }
    }
}
