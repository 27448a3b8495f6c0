package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.testkit.TestFrames;

/** From the right key frame on, for each of the streams that share a ring. */
class PullPlanTest {
    private static final long T0 = 1_700_000_000_000L;
    private static final int FRAME = 500; // seven to a block

    @TempDir
    Path temp;

    private long now = T0;

    @Test
    void aStreamWithRareKeyFramesIsFoundByGoingBackPastTheOthersKeyFrames() {
        try (ValkkaMultiFS fs = create(100)) {
            write(fs, writer -> {
                key(writer, 2);
                for (int i = 0; i < 100; i++) {
                    key(writer, 1);
                    other(writer, 2);
                }
            });
            long middle = fs.getTimeRange().middle();

            PullPlan request = PullPlan.of(fs, Set.of(1L, 2L), new TimeRange(middle, middle));

            assertThat(request.keyFrames()).containsEntry(2L, T0 + 1);
            assertThat(request.keyFrames().get(1L)).isBetween(middle - 2, middle);
            assertThat(request.withoutKeyFrame()).isEmpty();
            assertThat(times(fs, request, 2)).startsWith(T0 + 1);
            assertThat(PullPlan.of(fs, Set.of(1L), new TimeRange(middle, middle))
                            .blocks())
                    .as("what stream 1 alone needs")
                    .hasSizeLessThan(4);
        }
    }

    @Test
    void goingBackEndsAndSaysSo() {
        try (ValkkaMultiFS fs = create(200)) {
            write(fs, writer -> {
                key(writer, 2);
                for (int i = 0; i < 7 * (PullPlan.MOST_BLOCKS_BACK + 20); i++) {
                    key(writer, 1);
                }
            });
            long end = fs.getTimeRange().to();

            PullPlan request = PullPlan.of(fs, Set.of(1L, 2L, 3L), new TimeRange(end, end));

            assertThat(request.withoutKeyFrame()).containsExactlyInAnyOrder(2L, 3L);
            assertThat(request.blocks()).as("nothing is read for nothing").hasSizeLessThan(4);
            assertThat(request.toString()).contains("1 from 0 ms before", "no key frame of");
        }
    }

    @Test
    void soundAloneCanBePlayedFromAnyOfItsFrames() {
        try (ValkkaMultiFS fs = create(20)) {
            write(fs, writer -> {
                for (int i = 0; i < 30; i++) {
                    key(writer, 1);
                    writer.getBlockingFrameFilter()
                            .run(BasicFrame.of(2, 1, now, Codec.PCMA, new byte[] {1, 2, 3, 4, 5, 6}));
                }
            });
            long middle = fs.getTimeRange().middle();

            PullPlan request = PullPlan.of(fs, Set.of(1L, 2L), new TimeRange(middle, middle));

            assertThat(request.keyFrames().get(2L)).isEqualTo(middle);
            assertThat(request.withoutKeyFrame()).isEmpty();
        }
    }

    @Test
    void anEmptyRecordingAsksForNothing() {
        try (ValkkaMultiFS fs = create(4)) {
            PullPlan request = PullPlan.of(fs, Set.of(1L), new TimeRange(T0, T0));

            assertThat(request.blocks()).isEmpty();
            assertThat(request.withoutKeyFrame()).containsExactly(1L);
        }
    }

    /** Beside a search through all frames, which is slow and plainly right. */
    @Test
    void inRandomRecordingsEveryStreamBeginsAtItsLastKeyFrame() {
        for (int seed = 0; seed < 8; seed++) {
            Random random = new Random(seed);
            try (ValkkaMultiFS fs = create(MOST_BLOCKS)) {
                write(fs, writer -> {
                    for (int i = 0; i < 250; i++) {
                        int stream = 1 + random.nextInt(3);
                        if (random.nextInt(1 << (2 * stream)) == 0) {
                            key(writer, stream);
                        } else {
                            other(writer, stream);
                        }
                    }
                });
                List<RecordedFrame> all = frames(fs);
                for (int i = 0; i < 20; i++) {
                    long time = T0 + random.nextInt((int) (now - T0) + 2);
                    PullPlan request = PullPlan.of(fs, Set.of(1L, 2L, 3L), new TimeRange(time, time + 20));

                    assertThat(request.keyFrames())
                            .as("seed %d, %d", seed, time)
                            .isEqualTo(lastKeys(all, time));
                    for (long id : request.keyFrames().keySet()) {
                        assertThat(times(fs, request, id))
                                .as("seed %d, id %d", seed, id)
                                .containsAll(all.stream()
                                        .filter(f -> f.id() == id)
                                        .map(f -> f.frame().mstimestamp())
                                        .filter(t -> request.keyFrames().get(id) <= t && t <= time + 20)
                                        .toList());
                    }
                }
            }
            now = T0;
        }
    }

    private static final int MOST_BLOCKS = 30; // fewer than are gone back

    private static Map<Long, Long> lastKeys(List<RecordedFrame> all, long time) {
        Map<Long, Long> keys = new java.util.HashMap<>();
        all.stream()
                .filter(f -> f.frame().isSeekable() && f.frame().mstimestamp() <= time)
                .forEach(f -> keys.merge(f.id(), f.frame().mstimestamp(), Math::max));
        return keys;
    }

    private static List<RecordedFrame> frames(ValkkaFS fs) {
        try (Stream<RecordedFrame> frames = fs.frames(fs.getTimeRange())) {
            return frames.toList();
        }
    }

    private static List<Long> times(ValkkaFS fs, PullPlan request, long id) {
        List<Long> times = new ArrayList<>();
        for (int block : request.blocks()) {
            for (RecordedFrame frame : fs.readBlock(block)) {
                if (frame.id() == id) {
                    times.add(frame.frame().mstimestamp());
                }
            }
        }
        return times;
    }

    private interface Feed {
        void into(ValkkaFSWriterThread writer);
    }

    private static void write(ValkkaFS fs, Feed feed) {
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE)) {
            for (int slot = 1; slot <= 3; slot++) {
                writer.setSlotId(slot, slot);
            }
            writer.start();
            feed.into(writer);
        }
    }

    private void key(ValkkaFSWriterThread writer, int slot) {
        put(writer, slot, 10);
    }

    private void other(ValkkaFSWriterThread writer, int slot) {
        put(writer, slot, 11);
    }

    private void put(ValkkaFSWriterThread writer, int slot, long number) {
        now++;
        writer.getBlockingFrameFilter().run(BasicFrame.of(slot, 0, now, Codec.H264, TestFrames.payload(number, FRAME)));
    }

    private ValkkaMultiFS create(int blocks) {
        return ValkkaMultiFS.newFromDirectory(temp)
                .blockSize(4096)
                .blocks(blocks)
                .overwrite()
                .create();
    }
}
