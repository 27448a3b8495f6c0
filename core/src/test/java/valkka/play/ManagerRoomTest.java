package valkka.play;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.play.ManagerFixture.ring;
import static valkka.play.ManagerFixture.time;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.fs.Await;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;

/** What a manager plays when memory is short, and when one of its recordings cannot be read. */
@Timeout(60)
class ManagerRoomTest {
    private static final int PICTURES = 800;

    @TempDir
    Path temp;

    private ValkkaSingleFS front;
    private ValkkaSingleFS yard;
    private ManagerFixture of;

    @BeforeEach
    void start() {
        front = ring(temp.resolve("front"), 100);
        yard = ring(temp.resolve("yard"), 100);
        of = new ManagerFixture(List.of(front, yard)).start();
    }

    @AfterEach
    void close() {
        of.close();
        front.close();
        yard.close();
    }

    private void playBackTo(int number) {
        playBackTo(of, 1, number);
    }

    private static void playBackTo(ManagerFixture cameras, int n, int number) {
        Await.until("back at " + number, () -> {
            cameras.clock.advanceMillis(ManagerFixture.INTERVAL);
            return cameras.played.get(n).contains(number);
        });
    }

    private static List<Integer> keyFramesDownFrom(int number) {
        return IntStream.rangeClosed(0, number / 10)
                .map(i -> number - 10 * i)
                .boxed()
                .toList();
    }

    @Test
    void whatHadToLeaveTheCacheIsReadAgainWhenPlayTurnsBack() throws Exception {
        of.record(0, PICTURES);
        of.manager.setMemoryBudget(150 * 1024);
        of.seek(0);
        of.manager.play();
        of.playTo(1, 700);
        assertThat(of.manager.stats().play().evicted()).isPositive();
        of.played.get(1).clear();

        of.manager.setSpeed(-1);
        playBackTo(0);

        assertThat(of.played.get(1)).containsSubsequence(keyFramesDownFrom(690));
    }

    @Test
    void backwardsToWhatHadNoRoomIsReadAgainWhenPlayComesToIt() throws Exception {
        of.record(0, PICTURES);
        of.manager.setMemoryBudget(80 * 1024);
        of.seek(700);
        of.played.get(1).clear();

        of.manager.setSpeed(-16);
        of.manager.play();
        playBackTo(0);

        assertThat(of.played.get(1)).containsSubsequence(keyFramesDownFrom(690));
        assertThat(of.manager.stats().play().bytes()).isLessThanOrEqualTo(80 * 1024);
    }

    @Test
    void backwardsInASharedRingABlockThatHasLostItsBeginningIsReadAgain() throws Exception {
        try (ValkkaMultiFS ring = ValkkaMultiFS.newFromDirectory(temp.resolve("shared"))
                        .blockSize(32 * 1024)
                        .blocks(40)
                        .create();
                ManagerFixture shared = new ManagerFixture(List.of(ring, ring)).start()) {
            shared.record(0, PICTURES);
            shared.manager.setMemoryBudget(100 * 1024);
            shared.seek(700);
            shared.played.values().forEach(List::clear);

            shared.manager.setSpeed(-1);
            shared.manager.play();
            playBackTo(shared, 1, 0);
            playBackTo(shared, 2, 0);

            assertThat(shared.played.get(1)).containsSubsequence(keyFramesDownFrom(690));
            assertThat(shared.played.get(2)).containsSubsequence(keyFramesDownFrom(690));
        }
    }

    @Test
    void aSeekToWhatIsStillCachedReadsNothingThoughOtherFramesHadToLeave() throws Exception {
        of.record(0, PICTURES);
        of.manager.setMemoryBudget(150 * 1024);
        of.seek(0);
        of.manager.play();
        of.playTo(1, 600);
        of.manager.pause();
        assertThat(of.manager.stats().play().evicted()).isPositive();
        ManagerStats before = of.manager.stats();

        of.seek(590);
        assertThat(of.manager.stats().seeksInCache()).isEqualTo(before.seeksInCache() + 1);
        of.seek(100);
        assertThat(of.manager.stats().seeksInCache())
                .as("what has left is read")
                .isEqualTo(before.seeksInCache() + 1);
        assertThat(of.played.get(1)).contains(590).endsWith(100);
    }

    @Test
    void aRecordingThatCannotBeReadKeepsNoOtherFromBeingPlayedAndIsToldOfOnce() throws Exception {
        List<String> errors = new CopyOnWriteArrayList<>();
        of.record(0, 200);
        of.seek(0);
        of.manager.setErrorCallback(error -> errors.add(error.getMessage()));

        front.close();
        of.manager.play();
        Await.until("the yard", () -> {
            of.clock.advanceMillis(ManagerFixture.INTERVAL);
            return of.played.get(2).contains(199);
        });

        assertThat(of.played.get(2)).isEqualTo(IntStream.range(0, 200).boxed().toList());
        assertThat(errors).filteredOn(error -> error.contains("front")).hasSizeBetween(1, 3);
        assertThat(of.manager.stats().play().duplicates())
                .as("read again and again")
                .isLessThan(100);
    }

    @Test
    void framesHaveNoGapBeforeThemWhereNoneIsMissing() throws Exception {
        List<Long> passed = new CopyOnWriteArrayList<>();
        List<Long> marked = new CopyOnWriteArrayList<>();
        of.unmap(1, front);
        of.manager.map(front, 1001).writeSlot(1).readSlot(101, frame -> {
            if (frame instanceof BasicFrame basic) {
                passed.add(basic.mstimestamp());
                if (basic.isAfterGap()) {
                    marked.add(basic.mstimestamp());
                }
            }
        });
        of.recordOne(1, 0, 15);
        of.seek(0);
        of.manager.play();
        for (int number = 15; number < 100; number += 5) { // the open block is read again and again
            of.recordOne(1, number, number + 5);
            of.manager.getTimeRange();
            long last = time(number + 4);
            Await.until("picture " + (number + 4), () -> {
                of.clock.advanceMillis(ManagerFixture.INTERVAL);
                return of.manager.getCurrentTime() >= last;
            });
        }
        assertThat(passed).contains(time(0), time(50), time(99));
        assertThat(marked).isEmpty();
    }
}
