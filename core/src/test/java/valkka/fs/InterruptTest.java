package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.testkit.Recordings;
import valkka.testkit.TestFrames;

/** Jupyter's stop button interrupts the reading thread: that ends the one call, and nothing else. */
class InterruptTest {
    @TempDir
    Path temp;

    @Test
    void interruptedReadersNeverHurtAWriterNorLaterReads() {
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(temp)
                        .blockSize(16384)
                        .blocks(20)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE)) {
            writer.setSlotId(1, TestFrames.ID);
            writer.start();
            AtomicInteger interrupted = new AtomicInteger();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread reader = new Thread(() -> readAndBeInterrupted(fs, interrupted));
            reader.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
            reader.start();
            long number = 0;
            while (interrupted.get() < 100 && reader.isAlive()) {
                writer.getBlockingFrameFilter().run(TestFrames.frame(1, number++, 1000));
                if (number % 10 == 0) {
                    reader.interrupt();
                    readOrGone(fs, 0);
                }
            }
            Await.until("the reader has ended", () -> !reader.isAlive());
            assertThat(thrown.get()).isNull();
            writer.stop();
            assertThat(writer.stats().error()).isEmpty();
            assertThat(writer.stats().framesWritten()).isEqualTo(number);
            assertThat(TestFrames.numbers(fs)).endsWith(number - 2, number - 1);
            assertThat(new ValkkaFSTool(fs).check().findings()).isEmpty();
        }
    }

    private static void readOrGone(ValkkaFS fs, int block) {
        try {
            TestFrames.firstOfSequence(fs.readBlock(block));
        } catch (ValkkaException e) {
            assertThat(e.kind()).isEqualTo(Kind.GONE);
        }
    }

    private static void readAndBeInterrupted(ValkkaFS fs, AtomicInteger interrupted) {
        for (int i = 0; interrupted.get() < 100; i++) {
            try {
                switch (i % 4) {
                    case 0 -> fs.updateTable(true);
                    case 1 -> TestFrames.firstOfSequence(fs.readBlock(i % 20));
                    case 2 -> fs.frameIndex(fs.getTimeRange());
                    default -> new ValkkaFSTool(fs).check();
                }
            } catch (ValkkaException e) {
                if (e.kind() == Kind.CLOSED) {
                    assertThat(Thread.interrupted())
                            .as("the interrupt can be seen")
                            .isTrue();
                    interrupted.incrementAndGet();
                } else {
                    assertThat(e.kind()).isEqualTo(Kind.GONE);
                }
            }
        }
    }

    @Test
    void aThreadThatIsInterruptedBeforeItReadsIsToldSoAndReadsOnceTheInterruptIsTaken() {
        try (ValkkaFS fs =
                ValkkaSingleFS.newFromDirectory(temp).blockSize(4096).blocks(4).create()) {
            Recordings.write(fs, 0, 3, 100);
            fs.readBlock(0);
            for (int i = 0; i < 5; i++) {
                Thread.currentThread().interrupt();
                try {
                    fs.readBlock(0);
                    throw new AssertionError("the interrupt was not seen");
                } catch (ValkkaException e) {
                    assertThat(e.kind()).isEqualTo(Kind.CLOSED);
                    assertThat(e).hasMessageContaining("interrupted while reading block 0");
                    assertThat(Thread.interrupted()).isTrue();
                }
                assertThat(fs.readBlock(0)).hasSize(3);
            }
        }
    }
}
