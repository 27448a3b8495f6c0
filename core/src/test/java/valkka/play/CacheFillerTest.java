package valkka.play;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.play.ManagerFixture.picture;
import static valkka.play.ManagerFixture.time;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Block;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaSingleFS;

/** What is recorded between two looks leaves no hole in what is played. */
@Timeout(60)
class CacheFillerTest {
    private static final long ID = 1001;

    @TempDir
    Path temp;

    private final FileCacheThread cacher = new FileCacheThread("cacher");
    private ValkkaSingleFS fs;
    private FSGroup group;
    private CacheFiller filler;
    private long now;

    @BeforeEach
    void start() {
        fs = ManagerFixture.ring(temp.resolve("ring"), 12);
        group = new FSGroup(fs, cacher.getFrameFilter());
        group.writeSlot(1, ID);
        group.readSlot(101, ID);
        group.start();
        filler = new CacheFiller(List.of(group), cacher, () -> now);
    }

    @AfterEach
    void close() {
        group.close();
        cacher.close();
        fs.close();
    }

    private void record(int from, int to) {
        for (int number = from; number < to; number++) {
            group.getInputFilter().run(picture(1, number));
        }
        fs.updateTable(false);
    }

    @Test
    void aBlockThatIsOverwrittenBeforeItIsReadIsGoneAndBringsNothingOfLaterTimes() throws Exception {
        record(0, 120);
        PlayedRecording ring = filler.recordings().get(0);
        List<Block> missing = ring.missing(new TimeRange(time(0), time(40)));
        record(120, 190); // over the blocks that were asked for

        filler.read(Map.of(ring, missing), null);

        assertThat(filler.blocksGone()).isEqualTo(missing.size());
        assertThat(cacher.getTimeLimits()).isEqualTo(TimeRange.EMPTY);
    }

    @Test
    void whatWasRecordedSinceARangeWasLookedAtIsAPartOfWhatFollowsIt() throws Exception {
        record(0, 25);
        TimeRange range = new TimeRange(time(0), time(50));
        filler.read(range, null);
        record(25, 110);

        filler.read(filler.further(range, true), null);

        FileCacheStats cached = cacher.stats();
        assertThat(cached.cached().from()).isEqualTo(time(0));
        assertThat(cached.frames())
                .as("no picture is missing between")
                .isEqualTo((cached.cached().to() - time(0)) / ManagerFixture.INTERVAL + 1)
                .isGreaterThan(50);
    }

    @Test
    void aFullCacheIsFullWhateverRecordingHasEndedLongBefore() throws Exception {
        record(0, 120);
        try (ValkkaSingleFS empty = ManagerFixture.ring(temp.resolve("empty"), 12);
                FSGroup other = new FSGroup(empty, cacher.getFrameFilter())) {
            other.readSlot(102, ID);
            other.start();
            CacheFiller both = new CacheFiller(List.of(group, other), cacher, () -> now);
            cacher.setMemoryBudget(20 * 1024);
            cacher.seekStreams(time(0));

            both.read(new TimeRange(time(0), time(100)), null);

            assertThat(cacher.stats().refused()).isPositive();
            assertThat(both.isFull()).isTrue();
            assertThat(both.hasRoom(time(0), true)).isFalse();
            assertThat(both.hasRoom(time(0), false)).as("the other way").isTrue();
        }
    }

    @Test
    void aRecordingThatCouldNotBeReadRestsForFiveSeconds() {
        PlayedRecording ring = filler.recordings().get(0);
        ValkkaException failure = new ValkkaException(Kind.IO, "the disk fails");
        assertThat(ring.failed(failure, null)).isSameAs(failure);

        now += TimeUnit.SECONDS.toNanos(5) - 1;
        assertThat(filler.recordings()).isEmpty();

        now++;
        assertThat(filler.recordings()).containsExactly(ring);
    }
}
