package valkka.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valkka.play.SeekAnatomy.seek;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Block;
import valkka.fs.PullPlan;
import valkka.fs.RecordedFrame;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;

/** What is told of a seek is what the manager does: its plan, its reads, the frames that passed. */
@Timeout(60)
class SeekAnatomyTest {
    private static final long ID = 1001;

    @TempDir
    Path temp;

    private static ValkkaSingleFS sample() {
        return ValkkaSingleFS.loadFromDirectory(Path.of("..", "sample-fs", "single"));
    }

    @Test
    void theBlocksTheKeyFrameAndTheFramesAreThoseOfThePlan() {
        try (ValkkaSingleFS fs = sample()) {
            long time = fs.getTimeRange().from() + 12_740;
            PullPlan plan = PullPlan.of(fs, Set.of(ID), new TimeRange(time, time));
            long key = plan.keyFrames().get(ID);
            List<BasicFrame> between = plan.blocks().stream()
                    .flatMap(block -> fs.readBlock(block).stream())
                    .map(RecordedFrame::frame)
                    .filter(frame -> frame.mstimestamp() >= key && frame.mstimestamp() <= time)
                    .toList();

            SeekAnatomy anatomy = fs.explain(seek(time));

            assertThat(anatomy.asked()).isEqualTo(time);
            assertThat(anatomy.time()).isEqualTo(time);
            assertThat(anatomy.blocks().stream().map(Block::number)).isEqualTo(plan.blocks());
            SeekAnatomy.Start start = anatomy.starts().get(0);
            assertThat(anatomy.starts()).hasSize(1);
            assertThat(start.id()).isEqualTo(ID);
            assertThat(start.keyFrame()).isEqualTo(key);
            assertThat(start.frames()).isEqualTo(between.size());
            assertThat(start.bytes())
                    .isEqualTo(between.stream().mapToLong(BasicFrame::size).sum());
            assertThat(start.picturesPassedOver()).isEqualTo((time - key) / 40);
        }
    }

    @Test
    void theBytesOfEachStageAreThoseThatWereReadOfTheDumpfile() {
        try (ValkkaSingleFS fs = sample()) {
            SeekAnatomy anatomy = fs.explain(seek(fs.getTimeRange().middle()));
            long payloads = anatomy.blocks().stream()
                    .flatMap(block -> fs.readBlock(block.number()).stream())
                    .mapToLong(recorded -> recorded.frame().size())
                    .sum();

            assertThat(anatomy.stages().stream().map(SeekAnatomy.Stage::name)).containsExactly("find", "read", "pass");
            assertThat(anatomy.stages())
                    .allSatisfy(stage -> assertThat(stage.nanos()).isNotNegative());
            assertThat(anatomy.stages().get(0).bytesRead()).isPositive();
            assertThat(anatomy.stages().get(1).bytesRead()).isGreaterThanOrEqualTo(payloads);
            assertThat(anatomy.stages().get(2).bytesRead()).isZero();
            assertThat(anatomy.bytesRead()).isLessThanOrEqualTo(fs.bytesRead());
        }
    }

    @Test
    void eachStreamOfARingBeginsAtItsOwnKeyFrame() {
        try (ValkkaMultiFS fs = ValkkaMultiFS.loadFromDirectory(Path.of("..", "sample-fs", "multi"))) {
            SeekAnatomy anatomy = fs.explain(seek(fs.getTimeRange().middle()));

            assertThat(anatomy.starts().stream().map(SeekAnatomy.Start::id)).containsExactlyInAnyOrder(ID, ID + 1);
            assertThat(anatomy.starts()).allSatisfy(start -> {
                assertThat(start.keyFrame()).isPositive().isLessThanOrEqualTo(anatomy.time());
                assertThat(start.frames()).isPositive();
            });
        }
    }

    @Test
    void aSeekBeyondTheRecordingGoesToItsNearestTimeAndOneInNothingIsRefused() {
        try (ValkkaSingleFS fs = sample()) {
            SeekAnatomy before = fs.explain(seek(Instant.EPOCH));
            assertThat(before.time()).isEqualTo(fs.getTimeRange().from());
            assertThat(before.starts().get(0).picturesPassedOver()).isZero();
            assertThat(before.toString())
                    .contains(
                            "the nearest recorded time is " + fs.getTimeRange().start());
            assertThat(fs.explain(seek(Long.MAX_VALUE)).time())
                    .isEqualTo(fs.getTimeRange().to());
        }
        try (ValkkaFS empty = ManagerFixture.ring(temp.resolve("empty"), 4)) {
            assertThatThrownBy(() -> empty.explain(seek(5)))
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
                    .hasMessageContaining("nothing is recorded yet");
        }
    }

    @Test
    void theTextIsAnAlignedTableOfAtMost80Columns() {
        try (ValkkaSingleFS fs = sample()) {
            long time = fs.getTimeRange().from() + 5_500;
            String text = fs.explain(seek(time)).toString();

            assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
            assertThat(text)
                    .startsWith("seek to " + Instant.ofEpochMilli(time) + System.lineSeparator())
                    .containsPattern("(?m)^find +\\d+\\.\\d{3} +[\\d,]+$")
                    .containsPattern("(?m)^1001 +10:00:05.000 +500 ms +\\d+ .* 12 pictures$");
        }
    }
}
