package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.Durability;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaMultiFS;

/** An export reads as little as it takes to begin at a key frame. */
@Timeout(30)
class ExportPlanTest {
    private static final int PICTURE_MS = 40;
    private static final int GOP = 25;

    @TempDir
    Path temp;

    @Test
    void ofAStreamThatBeganWithinTheRangeItReadsTheBlocksOfTheRangeAlone() {
        try (ValkkaMultiFS fs =
                record(i -> i >= 800 ? List.of(picture(1, i), picture(2, i)) : List.of(picture(1, i)))) {
            TimeRange range = new TimeRange(time(790), time(900));

            ExportPlan late = ExportPlan.of(fs, 1002, range);
            ExportPlan early = ExportPlan.of(fs, 1001, range);

            assertThat(late.start()).isEqualTo(time(800));
            assertThat(late.blocks()).isEqualTo(fs.getBlockTable().inReadingOrder(range));
            assertThat(early.start()).isEqualTo(time(775));
        }
    }

    /** A camera with a wrong clock sends one key frame that is far in the future. */
    @Test
    void aLoneFrameOfTheFarFutureLeavesItsBlockInItsPlace() {
        BasicFrame far = picture(2, 25 * 1_000_000);
        try (ValkkaMultiFS fs = record(i -> i == 500 ? List.of(picture(1, i), far) : List.of(picture(1, i)))) {
            List<Integer> all =
                    IntStream.rangeClosed(0, fs.blocks().size() - 1).boxed().toList();
            assertThat(ExportPlan.of(fs, 1001, fs.getTimeRange()).blocks()).isEqualTo(all);

            ExportPlan within = ExportPlan.of(fs, 1001, new TimeRange(time(505), time(600)));
            assertThat(within.start()).isEqualTo(time(500));
        }
    }

    /** Records thousand pictures of slot 1, which is stream 1001, and what comes with each from slot 2. */
    private ValkkaMultiFS record(IntFunction<List<BasicFrame>> frames) {
        ValkkaMultiFS fs = ValkkaMultiFS.newFromDirectory(temp)
                .blockSize(16 << 10)
                .blocks(60)
                .create();
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE)) {
            writer.setSlotId(1, 1001);
            writer.setSlotId(2, 1002);
            writer.start();
            for (int i = 0; i < 1000; i++) {
                frames.apply(i).forEach(writer.getBlockingFrameFilter()::run);
            }
        }
        return fs;
    }

    private static long time(int picture) {
        return TestStreams.T0 + (long) picture * PICTURE_MS;
    }

    /** An SPS stands for a key picture, which is all that a plan looks at. */
    private static BasicFrame picture(int slot, int number) {
        byte[] payload = new byte[400];
        payload[3] = 1;
        payload[4] = (byte) (number % GOP == 0 ? 0x67 : 0x61);
        return BasicFrame.of(slot, 0, time(number), Codec.H264, payload);
    }
}
