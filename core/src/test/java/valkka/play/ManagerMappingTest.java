package valkka.play;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.play.ManagerFixture.number;
import static valkka.play.ManagerFixture.picture;
import static valkka.play.ManagerFixture.time;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.fs.Await;
import valkka.fs.InMemory;
import valkka.fs.ValkkaMultiFS;
import valkka.testkit.HeldClock;

/** Two cameras in one ring, of which one is silent for so long that many blocks hold nothing of it. */
@Timeout(40)
class ManagerMappingTest {
    private static final long TALKER = 1001;
    private static final long SILENT = 1002;

    @TempDir(factory = InMemory.class)
    Path temp;

    private final HeldClock clock = new HeldClock();
    private ValkkaMultiFS ring;
    private ValkkaFSManager manager;

    @BeforeEach
    void start() {
        ring = ValkkaMultiFS.newFromDirectory(temp).blockSize(4096).blocks(200).create();
        manager = new ValkkaFSManager(List.of(ring), new FileCacheThread("manager cacher", null, clock));
        manager.map(ring, TALKER).writeSlot(1);
        manager.map(ring, SILENT).writeSlot(2);
        manager.start();
    }

    @AfterEach
    void stop() {
        manager.close();
        ring.close();
    }

    private void record(int from, int to, int... slots) {
        for (int number = from; number < to; number++) {
            for (int slot : slots) {
                manager.getInputFilter(ring).run(picture(slot, number));
            }
        }
        manager.getTimeRange(); // waits until it is written
    }

    private SeekResult seek(int number) throws Exception {
        SeekResult result = manager.seek(time(number)).get(30, TimeUnit.SECONDS);
        clock.settle();
        return result;
    }

    private static FrameFilter numbersInto(List<Integer> numbers) {
        return frame -> {
            if (frame instanceof BasicFrame) {
                numbers.add(number(frame));
            }
        };
    }

    private void playTo(List<Integer> numbers, int last) {
        Await.until("picture " + last, () -> {
            clock.advanceMillis(40);
            return numbers.contains(last);
        });
    }

    @Test
    void playGoesOnBehindASilenceThatIsManyBlocksLongBackwardsToo() throws Exception {
        record(0, 50, 1, 2);
        record(50, 600, 1);
        record(600, 650, 1, 2);
        List<Integer> seen = new CopyOnWriteArrayList<>();
        manager.map(ring, SILENT).readSlot(102, numbersInto(seen));
        seek(30);
        manager.play();
        playTo(seen, 649);
        assertThat(seen).doesNotHaveDuplicates().isSorted().hasSize(20 + 50);

        seen.clear();
        manager.setSpeed(-1);
        playTo(seen, 0);
        assertThat(seen).contains(640, 600, 40, 0);
    }

    @Test
    void aSeekIntoASilenceBeginsWhereTheCameraComesBack() throws Exception {
        record(0, 550, 1);
        record(550, 650, 1, 2);
        List<Integer> seen = new CopyOnWriteArrayList<>();
        manager.map(ring, SILENT).readSlot(102, numbersInto(seen));

        SeekResult result = seek(100);

        assertThat(result.state()).isEqualTo(PlayState.STOPPED);
        assertThat(result.time()).isEqualTo(time(550));
        assertThat(result.later()).containsExactly(102);
        assertThat(seen).containsExactly(550);
    }

    @Test
    void aSeekBehindTheLastFrameOfAStreamEndsThere() throws Exception {
        record(0, 100, 1, 2);
        record(100, 200, 1);
        List<Integer> seen = new CopyOnWriteArrayList<>();
        manager.map(ring, SILENT).readSlot(102, numbersInto(seen));

        SeekResult result = seek(199);

        assertThat(result.state()).isEqualTo(PlayState.STOPPED);
        assertThat(result.time()).isEqualTo(time(99));
        assertThat(seen).endsWith(98, 99);
    }

    @Test
    void aSlotThatIsGivenToAnotherStreamShowsNothingOfTheOneBefore() throws Exception {
        record(0, 50, 1);
        record(50, 100, 2);
        List<Integer> seen = new CopyOnWriteArrayList<>();
        manager.map(ring, TALKER).readSlot(102, frame -> {});
        seek(20);
        manager.unmap(ring, TALKER);
        manager.map(ring, SILENT).readSlot(102, numbersInto(seen));
        manager.play();
        playTo(seen, 99);

        assertThat(seen).doesNotContain(20, 21, 49).contains(60, 61);
    }

    @Test
    void whatIsMappedCanBeTakenBackWhenTheManagerIsClosed() {
        StreamMapping mapping = manager.map(ring, TALKER).readSlot(101, frame -> {});
        manager.close();
        mapping.close();
        manager.unmap(ring, SILENT);
    }
}
