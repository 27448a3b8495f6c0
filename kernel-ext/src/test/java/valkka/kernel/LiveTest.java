package valkka.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.fs.Bytes;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;

class LiveTest {
    private static final byte[] SPS = {0, 0, 0, 1, 0x67, 66, (byte) 192, 30};

    @TempDir
    Path temp;

    private final TestSurface surface = new TestSurface();

    @Test
    void itDrawsAtOnceAndAgainWhenTheRecordingHasGrownAndNotAfterItsEnd() throws InterruptedException {
        try (ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(temp.resolve("front-door"))
                        .blockSize(64 * Bytes.KiB)
                        .blocks(4)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            Live live = Live.watch(surface, fs);
            assertThat(surface.shown).as("at once").hasSize(1);
            assertThat(surface.last().content()).contains("front-door", "nothing yet", "data:image/png");

            writer.setSlotId(1, 1001);
            writer.start();
            writer.getBlockingFrameFilter().run(BasicFrame.of(1, 0, 1_767_261_600_000L, Codec.H264, SPS));
            writer.flush();
            awaitContent("2026-01-01 10:00:00");

            live.close();
            assertThat(live.isRunning()).isFalse();
        }
    }

    @Test
    void anInterruptDoesNotEndIt() throws InterruptedException {
        try (ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(temp.resolve("back-door"))
                        .blockSize(64 * Bytes.KiB)
                        .blocks(4)
                        .create();
                Live live = Live.watch(surface, fs)) {
            Thread watch = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("watch"))
                    .findFirst()
                    .orElseThrow();
            watch.interrupt();
            await(() -> !watch.isAlive() || (!watch.isInterrupted() && watch.getState() == Thread.State.TIMED_WAITING));
            assertThat(live.isRunning()).isTrue();
        }
    }

    @Test
    void watchingNothingIsAnError() {
        assertThatThrownBy(() -> Live.watch(surface))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("one or more");
    }

    private void awaitContent(String expected) throws InterruptedException {
        await(() -> surface.last().content().contains(expected));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(20);
        }
    }
}
