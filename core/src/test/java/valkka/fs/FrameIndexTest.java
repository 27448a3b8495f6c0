package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.fs.Bytes.KiB;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.testkit.Recordings;

/** The index says of each frame what the frame itself says, and two readings of a frame are equal. */
class FrameIndexTest {
    @TempDir
    Path temp;

    @Test
    void rowsSayWhatTheFramesSay() {
        try (ValkkaFS fs = recording()) {
            List<RecordedFrame> frames = all(fs);

            List<FrameIndex.Row> rows = fs.frameIndex(fs.getTimeRange()).rows().toList();

            assertThat(rows)
                    .hasSize(30)
                    .isEqualTo(frames.stream().map(FrameIndexTest::row).toList());
            assertThat(rows).filteredOn(FrameIndex.Row::isSeekable).hasSize(3);
        }
    }

    private static FrameIndex.Row row(RecordedFrame recorded) {
        BasicFrame frame = recorded.frame();
        return new FrameIndex.Row(
                recorded.block(),
                recorded.offset(),
                recorded.id(),
                frame.subsession(),
                frame.mstimestamp(),
                frame.codec(),
                frame.size(),
                frame.nalUnitType(),
                frame.isSeekable(),
                frame.isSeekable());
    }

    @Test
    void aFrameThatIsReadTwiceIsEqual() {
        try (ValkkaFS fs = recording()) {
            List<RecordedFrame> frames = all(fs);

            assertThat(all(fs)).isEqualTo(frames).hasSameHashCodeAs(frames);
            assertThat(frames).doesNotHaveDuplicates();
        }
    }

    private ValkkaFS recording() {
        ValkkaFS fs = ValkkaSingleFS.newFromDirectory(temp.resolve("fs"))
                .blockSize(16 * KiB)
                .blocks(10)
                .create();
        Recordings.write(fs, 0, 30, 1500);
        return fs;
    }

    private static List<RecordedFrame> all(ValkkaFS fs) {
        try (var frames = fs.frames(fs.getTimeRange())) {
            return frames.toList();
        }
    }
}
