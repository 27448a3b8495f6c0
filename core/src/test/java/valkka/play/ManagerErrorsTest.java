package valkka.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valkka.play.ManagerFixture.picture;
import static valkka.play.ManagerFixture.ring;
import static valkka.play.ManagerFixture.time;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.disk.DiskFile;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.InMemory;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;
import valkka.testkit.DelegatingDisk;
import valkka.testkit.Recordings;
import valkka.testkit.TestFrames;

/** What a manager does when a disk fails, another one writes, or it is closed. */
@Timeout(40)
class ManagerErrorsTest {
    @TempDir(factory = InMemory.class)
    Path temp;

    /** A disk from which reading threads can read no frames. */
    private static final class UnreadableDisk extends DelegatingDisk {
        @Override
        public DiskFile openForReading(Path file) throws IOException {
            if (Thread.currentThread().getName().endsWith(" reader") && file.endsWith("dumpfile")) {
                throw new IOException("worn out");
            }
            return super.openForReading(file);
        }
    }

    private ValkkaSingleFS unreadable(String name) {
        Path directory = temp.resolve(name);
        try (ValkkaSingleFS fs = ring(directory, 20)) {
            Recordings.write(fs, 0, 50, 300);
        }
        return ValkkaSingleFS.loadFromDirectory(new UnreadableDisk(), directory);
    }

    @Test
    void theErrorCallbacksOfTwoRecordingsMayCloseTheManagerAtOnce() throws Exception {
        try (ValkkaSingleFS front = unreadable("front");
                ValkkaSingleFS yard = unreadable("yard")) {
            ValkkaFSManager manager = new ValkkaFSManager(front, yard);
            manager.map(front, TestFrames.ID).readSlot(101, frame -> {});
            manager.map(yard, TestFrames.ID).readSlot(102, frame -> {});
            CyclicBarrier bothFail = new CyclicBarrier(2);
            CountDownLatch closed = new CountDownLatch(2);
            manager.setErrorCallback(error -> {
                if (Thread.currentThread().getName().endsWith(" reader")) {
                    try {
                        bothFail.await(20, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                    manager.close();
                    closed.countDown();
                }
            });
            manager.start();
            CompletableFuture<SeekResult> seek =
                    manager.seek(front.getTimeRange().from());

            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(seek).failsWithin(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aStreamThatCannotBeWrittenWhileAnotherOneWritesCanBeMappedAgainLater() {
        try (ValkkaSingleFS fs = ring(temp.resolve("ring"), 20);
                ValkkaFSManager manager = new ValkkaFSManager(fs)) {
            manager.start();
            try (ValkkaSingleFS same = ValkkaSingleFS.loadFromDirectory(temp.resolve("ring"));
                    ValkkaFSWriterThread other = new ValkkaFSWriterThread("other", same)) {
                other.start();
                assertThatThrownBy(() -> manager.map(fs, 1001).writeSlot(1)).hasMessageContaining("is being written");
            }
            manager.map(fs, 1001).writeSlot(1);
            manager.getInputFilter(fs).run(picture(1, 0));

            assertThat(manager.getTimeRange()).isEqualTo(new TimeRange(time(0), time(0)));
        }
    }

    @Test
    void aClosedManagerSaysThatItIsClosedAndWhich() throws Exception {
        try (ValkkaSingleFS fs = ring(temp.resolve("ring"), 20)) {
            ValkkaFSManager manager = new ValkkaFSManager(fs);
            manager.close();
            for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call :
                    List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                            manager::play, manager::stop, manager::start, () -> manager.seek(0))) {
                assertThatThrownBy(call)
                        .isInstanceOfSatisfying(
                                ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED))
                        .hasMessage(
                                "ValkkaFSManager of [" + temp.resolve("ring") + "] has been closed: make a new one");
            }
        }
    }
}
