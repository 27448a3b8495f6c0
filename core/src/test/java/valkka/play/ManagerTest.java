package valkka.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valkka.play.ManagerFixture.ring;
import static valkka.play.ManagerFixture.time;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Await;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaSingleFS;

/** Two recordings, written and played in step. */
@Timeout(60)
class ManagerTest {
    @TempDir
    Path temp;

    private ValkkaSingleFS front;
    private ValkkaSingleFS yard;
    private ManagerFixture of;

    @BeforeEach
    void start() {
        front = ring(temp.resolve("front"), 60);
        yard = ring(temp.resolve("yard"), 60);
        of = new ManagerFixture(List.of(front, yard)).start();
    }

    @AfterEach
    void close() {
        of.close();
        front.close();
        yard.close();
    }

    @Test
    void bothArePlayedInStepWhileTheyAreWritten() throws Exception {
        of.record(0, 60);
        of.seek(0);
        of.manager.play();
        of.play(40);
        of.record(60, 200);
        of.playTo(2, 199);

        assertThat(of.played.get(1)).isEqualTo(numbers(0, 200));
        assertThat(of.played.get(2)).isEqualTo(numbers(0, 200));
        assertThat(of.times).isSorted();
        assertThat(of.manager.state()).isIn(PlayState.PLAYING, PlayState.WAITING);
    }

    @Test
    void whereOneCameraHasAGapTheOtherGoesOnAndItComesBackInStep() throws Exception {
        of.record(0, 30);
        of.recordOne(1, 30, 90);
        of.record(90, 130);
        of.seek(0);
        of.manager.play();
        of.playTo(1, 129);

        assertThat(of.played.get(1)).isEqualTo(numbers(0, 130));
        List<Integer> expected = new ArrayList<>(numbers(0, 30));
        expected.addAll(numbers(90, 130));
        assertThat(of.played.get(2)).isEqualTo(expected);
        assertThat(of.times).isSorted();
        assertThat(of.manager.stats().play().gapsCrossed()).isZero();
    }

    @Test
    void whereNeitherHasAFrameForLongTheTimeJumps() throws Exception {
        of.record(0, 30);
        of.record(100_000, 100_030);
        of.seek(20);
        of.manager.play();
        of.playTo(2, 100_029);

        assertThat(of.played.get(1)).startsWith(20).endsWith(100_029).contains(29, 100_000);
        assertThat(of.played.get(2)).isEqualTo(of.played.get(1));
        assertThat(of.manager.stats().play().gapsCrossed()).isEqualTo(1);
    }

    @Test
    void aStreamThatEndedLongAgoDoesNotKeepTheOtherFromPlaying() throws Exception {
        of.record(0, 25);
        of.recordOne(1, 25, 300);

        SeekResult result = of.seek(250);
        of.manager.play();
        of.playTo(1, 299);

        assertThat(result.keyFrames()).containsEntry(101, time(250)).containsEntry(102, time(20));
        assertThat(of.played.get(1)).isEqualTo(numbers(250, 300));
    }

    @Test
    void aSeekBeginsEachStreamAtItsKeyFrameAndSaysSo() throws Exception {
        of.record(0, 100);

        SeekResult result = of.seek(57);

        assertThat(result.time()).isEqualTo(time(57));
        assertThat(result.state()).isEqualTo(PlayState.STOPPED);
        assertThat(result.later()).isEmpty();
        assertThat(result.toString()).contains("slot 101 from 280 ms before, slot 102 from 280 ms before");
        Await.until(
                "both", () -> of.played.get(1).size() == 8 && of.played.get(2).size() == 8);
        assertThat(of.played.get(1)).isEqualTo(numbers(50, 58));
        assertThat(of.manager.getCurrentTime()).isEqualTo(time(57));
        assertThat(of.manager.getCurrentTimeRange().contains(time(57))).isTrue();
    }

    @Test
    void aSeekOutsideWhatIsRecordedGoesToTheNearestTimeThatIs() throws Exception {
        of.record(10, 100);

        assertThat(of.seek(-1000).time()).isEqualTo(time(10));
        assertThat(of.seek(1_000_000).time()).isEqualTo(time(99));
        assertThat(of.manager.getTimeRange()).isEqualTo(new TimeRange(time(10), time(99)));
        assertThat(of.manager.getTimeRangeByValkkaFS(yard)).isEqualTo(new TimeRange(time(10), time(99)));
    }

    @Test
    void whereNothingIsRecordedASeekIsKeptUntilSomethingIs() throws Exception {
        assertThat(of.manager.getTimeRange().isEmpty()).isTrue();
        of.manager.play();
        assertThat(of.seek(0).state()).isEqualTo(PlayState.SEEKING);
        assertThat(of.manager.state()).isEqualTo(PlayState.SEEKING);

        of.record(500, 520);

        Await.until("playing", () -> of.manager.state() != PlayState.SEEKING);
        of.playTo(1, 519);
        assertThat(of.played.get(1)).isEqualTo(numbers(500, 520));
    }

    @Test
    void playWithoutASeekBeginsAtTheBeginning() {
        of.record(0, 50);
        of.manager.play();
        of.playTo(2, 49);

        assertThat(of.played.get(1)).isEqualTo(numbers(0, 50));
    }

    @Test
    void aSeekBackWithinTheCacheReadsNothing() throws Exception {
        of.record(0, 100);
        of.seek(0);
        of.manager.play();
        of.play(50);

        of.seek(20);

        assertThat(of.manager.stats().seeksInCache()).isEqualTo(1);
        of.playTo(1, 99);
        assertThat(of.played.get(1)).endsWith(98, 99).contains(21, 22, 23);
        assertThat(of.manager.stats().blocks())
                .as("each block once; the open ones may have grown between two looks")
                .isLessThanOrEqualTo(2 * (100 / 11 + 1) + 2);
    }

    @Test
    void ofManySeeksAtOnceTheLastOneCountsAndAllEnd() throws Exception {
        of.record(0, 200);
        List<CompletableFuture<SeekResult>> seeks = IntStream.range(0, 100)
                .mapToObj(i -> of.manager.seek(time(2 * (i % 50))))
                .toList();

        for (CompletableFuture<SeekResult> seek : seeks) {
            assertThat(seek.get(30, TimeUnit.SECONDS).state()).isNotEqualTo(PlayState.NO_TIME);
        }
        assertThat(seeks.get(99).get().time()).isEqualTo(time(98));
        assertThat(of.manager.getCurrentTime()).isEqualTo(time(98));
    }

    @Test
    void aPauseIsToldToTheStreamsAndASeekOnceWithoutAStop() throws Exception {
        List<MarkerFrame> markers = new CopyOnWriteArrayList<>();
        List<Long> callbacks = new CopyOnWriteArrayList<>();
        of.unmap(1, front);
        of.manager.map(front, 1001).writeSlot(1).readSlot(101, frame -> {
            if (frame instanceof MarkerFrame marker) {
                markers.add(marker);
            }
        });
        of.record(0, 100);
        of.seek(10);
        of.manager.play();
        of.playTo(2, 30);
        of.manager.setTimeCallback(callbacks::add);
        of.manager.pause();
        of.clock.settle();
        long paused = of.manager.getCurrentTime();
        of.manager.play();
        of.clock.settle();
        of.seek(50);

        assertThat(markers)
                .containsExactly(
                        new MarkerFrame(MarkerFrame.Kind.STOP, 101, paused),
                        new MarkerFrame(MarkerFrame.Kind.SEEK, 101, time(50)));
        assertThat(callbacks).containsExactly(paused, time(50));
        of.manager.stop(); // libValkka's name
        assertThat(of.manager.state()).isEqualTo(PlayState.STOPPED);
        assertThat(of.manager.isRunning()).isTrue();
    }

    @Test
    void anUpdateBringsTheOpenBlocksOfAllRecordingsIntoTheirTables() {
        of.record(0, 5);
        assertThat(front.getTimeRange().isEmpty()).isTrue();

        of.manager.update();

        assertThat(front.getTimeRange()).isEqualTo(new TimeRange(time(0), time(4)));
        assertThat(yard.getTimeRange()).isEqualTo(new TimeRange(time(0), time(4)));
        assertThat(front.getBlockTable().openBlock()).hasValue(0);
    }

    @Test
    void itPlaysBackwardsAndFastByKeyFrames() throws Exception {
        of.record(0, 200);
        of.seek(150);
        of.manager.setSpeed(-1);
        of.manager.play();
        Await.until("back at the beginning", () -> {
            of.clock.advanceMillis(40);
            return of.played.get(1).contains(0);
        });
        assertThat(of.played.get(1)).containsSubsequence(140, 130, 120, 60, 50, 0);

        of.manager.pause();
        of.manager.setSpeed(8);
        of.seek(0);
        of.manager.play();
        of.playTo(1, 190);
        assertThat(of.played.get(1)).endsWith(170, 180, 190);
    }

    @Test
    void anUnmappedStreamIsWrittenAndPlayedNoMoreAndMayBeMappedAgain() throws Exception {
        of.record(0, 50);
        of.seek(0);
        of.unmap(2, yard);
        of.unmap(2, yard);
        of.record(50, 100);
        of.manager.play();
        of.playTo(1, 99);
        assertThat(of.played.get(2)).hasSizeLessThan(3);

        of.map(2, yard);
        of.record(100, 130);
        of.playTo(2, 129);

        assertThat(of.played.get(2)).contains(100, 101, 128).doesNotContain(60, 70, 99);
    }

    @Test
    void slotsIdsAndRecordingsThatDoNotFitAreSaid() {
        ValkkaFSManager manager = of.manager;
        assertKind(Kind.EXISTS, () -> manager.map(front, 1001).writeSlot(5));
        assertKind(Kind.EXISTS, () -> manager.map(front, 7).writeSlot(1));
        assertKind(Kind.EXISTS, () -> manager.map(front, 1001).readSlot(5, f -> {}));
        assertKind(Kind.EXISTS, () -> manager.map(front, 7).readSlot(102, f -> {}));
        assertKind(Kind.BAD_ARGUMENT, () -> manager.map(front, 0).writeSlot(9));
        assertKind(Kind.BUSY, manager::start);
        assertKind(Kind.BAD_ARGUMENT, ValkkaFSManager::new);
        assertKind(Kind.BAD_ARGUMENT, () -> new ValkkaFSManager(front, front));
        try (ValkkaSingleFS other = ring(temp.resolve("other"), 3)) {
            assertKind(Kind.NOT_FOUND, () -> manager.map(other, 1));
        }
        manager.map(front, 7).readSlot(107, f -> {}).close();
        manager.map(front, 7).readSlot(107, f -> {});
    }

    @Test
    void whatAnotherWriterWritesCanBePlayedAndNotWritten() throws Exception {
        of.record(0, 50);
        try (ValkkaSingleFS again = ValkkaSingleFS.loadFromDirectory(temp.resolve("front"));
                ManagerFixture watching = new ManagerFixture(List.of(again))) {
            watching.manager.map(again, 1001).readSlot(101, watching.filter(1));
            watching.manager.start();
            front.updateTable(true);
            watching.manager.play();
            watching.playTo(1, 49);
            of.record(50, 80);
            watching.playTo(1, 79);

            assertThat(watching.played.get(1)).isEqualTo(numbers(0, 80));
            assertKind(Kind.BUSY, () -> watching.manager.map(again, 2000).writeSlot(1));
        }
    }

    @Test
    void aManagerThatWasClosedSaysSo() throws Exception {
        of.record(0, 50);
        CompletableFuture<SeekResult> seek = of.manager.seek(time(10));
        of.close();
        of.close();

        assertThat(of.manager.isRunning()).isFalse();
        assertThat(seek).isDone();
        assertKind(Kind.CLOSED, () -> of.manager.seek(time(0)));
        assertKind(Kind.CLOSED, of.manager::play);
        assertKind(Kind.CLOSED, of.manager::start);
        assertThat(of.manager.stats().toString()).contains("blocks read");
        assertThat(TestFramesRead.count(front)).as("frames on the disk").isEqualTo(50);
    }

    private static final class TestFramesRead {
        static long count(ValkkaFS fs) {
            try (var frames = fs.frames(fs.getTimeRange())) {
                return frames.count();
            }
        }
    }

    private static void assertKind(Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
