package valkka.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSReaderThread;
import valkka.fs.ValkkaSingleFS;
import valkka.testkit.Recordings;
import valkka.testkit.TestFrames;

/** A small ring is written round and round while it is read and played: each frame is looked at, byte by byte. */
@Timeout(120)
class PlayedWhileOverwrittenTest {
    private static final int ROUNDS = 40;
    private static final int FRAMES_IN_RING = 24;

    @TempDir
    Path temp;

    @Test
    void aRingThatIsOverwrittenWhileItIsPlayedNeverShowsAMixedFrame() throws Exception {
        AtomicLong played = new AtomicLong();
        AtomicLong newest = new AtomicLong();
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(temp)
                        .blockSize(4096)
                        .blocks(8)
                        .create();
                FileCacheThread cacher = new FileCacheThread("cacher", frame -> {
                    if (frame instanceof BasicFrame basic) {
                        newest.accumulateAndGet(TestFrames.number(basic), Math::max);
                        played.incrementAndGet();
                    }
                });
                ValkkaFSReaderThread reader = new ValkkaFSReaderThread("reader", fs, cacher.getFrameFilter())) {
            reader.setSlotId(1, TestFrames.ID);
            cacher.setSpeed(4);
            cacher.start();
            reader.start();
            Thread writing = new Thread(() -> write(fs), "writing");
            writing.start();
            while (writing.isAlive() || newest.get() < (long) (ROUNDS - 1) * FRAMES_IN_RING) {
                List<Integer> blocks = fs.getInd(fs.getTimeRange());
                reader.pullBlocks(blocks).get();
                TimeRange cached = cacher.getTimeLimits();
                if (!cached.isEmpty()) {
                    cacher.seekStreams(cached.to() - 5);
                    cacher.playStreams();
                }
            }
            writing.join();
            assertThat(cacher.stats().filterErrors())
                    .as("frames that were not as written")
                    .isZero();
        }
        assertThat(played.get()).isGreaterThan(ROUNDS);
    }

    private static void write(ValkkaFS fs) {
        for (int round = 0; round < ROUNDS; round++) {
            Recordings.write(fs, (long) round * FRAMES_IN_RING, (round + 1L) * FRAMES_IN_RING, 1000);
        }
    }
}
