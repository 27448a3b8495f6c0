package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.testkit.Recordings;
import valkka.testkit.TestFrames;
import valkka.testkit.TroubledDisk;

/** Pulls: their markers, order and results, and what a filter may do to the thread that it runs in. */
class ReaderThreadTest {
    private static final int BLOCKSIZE = 4096;
    private static final int BLOCKS = 6;
    /** Three frames of 1000 bytes fit into a block; blocks 0 to 3 are written, 4 and 5 are not. */
    private static final int IN_BLOCK = 3;

    @TempDir
    Path temp;

    private final TroubledDisk disk = new TroubledDisk();
    private final List<Frame> seen = new CopyOnWriteArrayList<>();
    private ValkkaFS fs;

    @BeforeEach
    void record() {
        fs = new ValkkaFSBuilder<>(disk, temp, ValkkaSingleFS::new)
                .blockSize(BLOCKSIZE)
                .blocks(BLOCKS)
                .create();
        Recordings.write(fs, 0, 4 * IN_BLOCK, 1000);
    }

    @AfterEach
    void close() {
        fs.close();
    }

    private ValkkaFSReaderThread startReader(FrameFilter filter) {
        ValkkaFSReaderThread reader = new ValkkaFSReaderThread("reader", fs, filter);
        reader.setSlotId(3, TestFrames.ID);
        reader.start();
        return reader;
    }

    private static PullResult get(CompletableFuture<PullResult> pull) throws Exception {
        return pull.get(30, TimeUnit.SECONDS);
    }

    private static void assertEndsWith(Kind kind, CompletableFuture<PullResult> pull)
            throws InterruptedException, TimeoutException {
        try {
            pull.get(30, TimeUnit.SECONDS);
            throw new AssertionError("the pull went well");
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(ValkkaException.class);
            assertThat(((ValkkaException) e.getCause()).kind()).isEqualTo(kind);
        }
    }

    private List<Object> numbersAndMarkers() {
        List<Object> shown = new ArrayList<>();
        for (Frame frame : seen) {
            if (frame instanceof BasicFrame basic) {
                assertThat(basic.slot()).isEqualTo(3);
                shown.add(TestFrames.number(basic));
            } else {
                shown.add(((MarkerFrame) frame).kind());
            }
        }
        return shown;
    }

    @Test
    void aPullIsItsFramesInTheOrderAskedForBetweenTwoMarkers() throws Exception {
        PullResult result = get(startReader(seen::add).pullBlocks(2, 0));
        assertThat(numbersAndMarkers())
                .containsExactly(MarkerFrame.Kind.START, 6L, 7L, 8L, 0L, 1L, 2L, MarkerFrame.Kind.END);
        assertThat(result).isEqualTo(new PullResult(6, 6000, List.of(), List.of(), List.of()));
    }

    @Test
    void aPullOfNothingIsTwoMarkers() throws Exception {
        assertThat(get(startReader(seen::add).pullBlocks(List.of())).frames()).isZero();
        assertThat(numbersAndMarkers()).containsExactly(MarkerFrame.Kind.START, MarkerFrame.Kind.END);
    }

    @Test
    void framesOfIdsWithoutASlotAreSkippedAndCounted() throws Exception {
        ValkkaFSReaderThread reader = startReader(seen::add);
        reader.unSetSlotId(TestFrames.ID);
        assertThat(get(reader.pullBlocks(0)).frames()).isZero();
        reader.setSlotId(3, TestFrames.ID);
        assertThat(get(reader.pullBlocks(0)).frames()).isEqualTo(IN_BLOCK);
        reader.clearSlotId();
        assertThat(get(reader.pullBlocks(0)).frames()).isZero();
        assertThat(reader.stats().skippedNoSlot()).isEqualTo(2 * IN_BLOCK);
        assertThat(reader.stats().pulls()).isEqualTo(3);
    }

    @Test
    void theResultNamesBlocksThatAreCorruptOrWereNeverWritten() throws Exception {
        try (FileChannel dump = FileChannel.open(temp.resolve("dumpfile"), StandardOpenOption.WRITE)) {
            // The payload length of the second frame of block 1.
            dump.write(ByteBuffer.allocate(8).putLong(0, -1), BLOCKSIZE + 1036 + 28);
        }
        PullResult result = get(startReader(seen::add).pullBlocks(0, 1, 5, 2));
        assertThat(result).isEqualTo(new PullResult(7, 7000, List.of(), List.of(1), List.of(5)));
        assertThat(result.toString()).isEqualTo("7 frames, 6.8 KiB; corrupt: blocks [1]; never written: blocks [5]");
    }

    @Test
    void aBlockThatDoesNotExistIsABadArgument() {
        ValkkaFSReaderThread reader = startReader(seen::add);
        for (int block : new int[] {-1, BLOCKS, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> reader.pullBlocks(0, block))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("no block " + block)
                    .hasMessageContaining("0 to 5");
        }
        assertThat(reader.stats().pullsQueued()).isZero();
    }

    @Test
    void aStopDuringAPullEndsItAndAllThatWaitWithClosed() throws Exception {
        CountDownLatch inFilter = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        ValkkaFSReaderThread reader = startReader(frame -> {
            seen.add(frame);
            if (frame instanceof BasicFrame) {
                inFilter.countDown();
                awaitQuietly(released);
            }
        });
        CompletableFuture<PullResult> running = reader.pullBlocks(0, 1);
        List<CompletableFuture<PullResult>> waiting = List.of(reader.pullBlocks(2), reader.pullBlocks(3));
        assertThat(inFilter.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(reader.stats().pullsQueued()).isEqualTo(2);
        reader.requestStop();
        released.countDown();
        reader.waitStop();
        assertThat(seen).hasSize(2);
        assertEndsWith(Kind.CLOSED, running);
        for (CompletableFuture<PullResult> pull : waiting) {
            assertEndsWith(Kind.CLOSED, pull);
        }
        assertThatThrownBy(() -> reader.pullBlocks(0))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("has been stopped");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void pullsBeforeTheStartAreServedAndWithoutAStartEndWithClosed() throws Exception {
        ValkkaFSReaderThread started = new ValkkaFSReaderThread("reader", fs, seen::add);
        CompletableFuture<PullResult> early = started.pullBlocks(0);
        started.start();
        assertThat(get(early).frames()).isZero();

        ValkkaFSReaderThread never = new ValkkaFSReaderThread("never", fs, seen::add);
        CompletableFuture<PullResult> lost = never.pullBlocks(0);
        never.close();
        assertEndsWith(Kind.CLOSED, lost);
    }

    @Test
    void aFilterThatThrowsAnExceptionOrAnErrorIsReportedOnceAPullAndCounted() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        List<ValkkaException> errors = new CopyOnWriteArrayList<>();
        ValkkaFSReaderThread reader = startReader(frame -> {
            if (calls.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("a filter that throws");
            }
            throw new AssertionError("a filter that throws an error");
        });
        reader.setErrorCallback(errors::add);
        assertThat(get(reader.pullBlocks(0)).frames()).isEqualTo(IN_BLOCK);
        assertThat(get(reader.pullBlocks(1)).frames()).isEqualTo(IN_BLOCK);
        assertThat(reader.stats().filterErrors()).isEqualTo(2 * (IN_BLOCK + 2));
        assertThat(errors).hasSize(2);
        assertThat(errors.get(0))
                .hasMessageContaining("a filter that throws")
                .hasMessageContaining("(ValkkaFSReaderThread:reader)");
    }

    @Test
    void aFilterMayPullAndStop() throws Exception {
        List<CompletableFuture<PullResult>> inner = new CopyOnWriteArrayList<>();
        ValkkaFSReaderThread[] self = new ValkkaFSReaderThread[1];
        CountDownLatch made = new CountDownLatch(1);
        self[0] = startReader(frame -> {
            awaitQuietly(made);
            if (frame instanceof MarkerFrame marker && marker.kind() == MarkerFrame.Kind.END) {
                if (inner.size() < 3) {
                    inner.add(self[0].pullBlocks(inner.size() + 1));
                } else {
                    self[0].stop();
                }
            }
        });
        made.countDown();
        get(self[0].pullBlocks(0));
        Await.until("the reader has ended", () -> !self[0].isRunning());
        assertThat(inner).hasSize(3).allMatch(CompletableFuture::isDone);
        assertThat(get(inner.get(0)).frames()).isEqualTo(IN_BLOCK);
    }

    @Test
    void interruptsThatTheFilterLeavesBehindAreIgnored() throws Exception {
        ValkkaFSReaderThread reader = startReader(frame -> {
            seen.add(frame);
            Thread.currentThread().interrupt();
        });
        for (int i = 0; i < 20; i++) {
            assertThat(get(reader.pullBlocks(0, 1, 2, 3)).frames()).isEqualTo(4 * IN_BLOCK);
        }
        assertThat(seen).hasSize(20 * (4 * IN_BLOCK + 2));
        assertThat(reader.isRunning()).isTrue();
    }

    @Test
    void tenThousandPullsAreServedAndOneMoreIsRefused() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        ValkkaFSReaderThread reader = startReader(frame -> awaitQuietly(released));
        CompletableFuture<PullResult> first = reader.pullBlocks(0);
        Await.until("the first pull is being served", () -> reader.stats().pullsQueued() == 0);
        List<CompletableFuture<PullResult>> pulls = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            pulls.add(reader.pullBlocks(i % 4));
        }
        assertThatThrownBy(() -> reader.pullBlocks(0))
                .isInstanceOf(ValkkaException.class)
                .extracting(e -> ((ValkkaException) e).kind())
                .isEqualTo(Kind.BUSY);
        released.countDown();
        get(first);
        for (CompletableFuture<PullResult> pull : pulls) {
            assertThat(get(pull).frames()).isEqualTo(IN_BLOCK);
        }
        assertThat(reader.stats().frames()).isEqualTo(10_001L * IN_BLOCK);
    }

    @Test
    void aFullQueueOfPullsDoesNotKeepTheReaderFromStopping() throws Exception {
        CountDownLatch inFilter = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        ValkkaFSReaderThread reader = startReader(frame -> {
            inFilter.countDown();
            awaitQuietly(released);
        });
        List<CompletableFuture<PullResult>> pulls = new ArrayList<>(List.of(reader.pullBlocks(0)));
        assertThat(inFilter.await(30, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 10_000; i++) {
            pulls.add(reader.pullBlocks(0));
        }
        reader.requestStop();
        released.countDown();
        reader.waitStop();
        for (CompletableFuture<PullResult> pull : pulls) {
            assertEndsWith(Kind.CLOSED, pull);
        }
    }

    @Test
    void aDiskThatFailsEndsThePullWithIoBehindAnEndMarkerAndTheThreadGoesOn() throws Exception {
        ValkkaFSReaderThread reader = startReader(seen::add);
        disk.failToRead("dumpfile");
        assertEndsWith(Kind.IO, reader.pullBlocks(0));
        assertThat(numbersAndMarkers()).containsExactly(MarkerFrame.Kind.START, MarkerFrame.Kind.END);
        disk.failToRead("nothing");
        assertThat(get(reader.pullBlocks(0)).frames()).isEqualTo(IN_BLOCK);
    }

    @Test
    void memoryThatDoesNotSufficeForABlockEndsThePullBehindAnEndMarkerAndTheThreadGoesOn() throws Exception {
        List<ValkkaException> heard = new CopyOnWriteArrayList<>();
        try (ValkkaFSReaderThread reader = startReader(seen::add)) {
            reader.setErrorCallback(heard::add);
            disk.beforeReading("dumpfile", () -> {
                throw new OutOfMemoryError("Java heap space");
            });
            assertEndsWith(Kind.IO, reader.pullBlocks(0, 1));
            assertThat(seen).containsExactly(MarkerFrame.start(), MarkerFrame.end());
            assertThat(heard).hasSize(1);
            assertThat(heard.get(0)).hasMessageContaining("Java heap space");
            assertThat(get(reader.pullBlocks(0)).frames()).isEqualTo(IN_BLOCK);
        }
    }

    @Test
    void aBlockThatIsOverwrittenWhileItIsReadIsGoneAndNothingOfItIsPassedOn() throws IOException {
        try (BlockReader reader = fs.reader().open()) {
            assertThat(reader.read(0).frames()).hasSize(IN_BLOCK);
        }
        disk.beforeReading("dumpfile", () -> Recordings.write(fs, 100, 100 + 2 * IN_BLOCK, 1000));
        assertThatThrownBy(() -> fs.readBlock(0))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("block 0 of ")
                .hasMessageContaining("was overwritten while it was read")
                .extracting(e -> ((ValkkaException) e).kind())
                .isEqualTo(Kind.GONE);
    }

    @Test
    void aPullOfAnOverwrittenBlockSaysGone() throws Exception {
        ValkkaFSReaderThread reader = startReader(seen::add);
        disk.beforeReading("dumpfile", () -> Recordings.write(fs, 100, 100 + 2 * IN_BLOCK, 1000));
        assertThat(get(reader.pullBlocks(0))).isEqualTo(new PullResult(0, 0, List.of(0), List.of(), List.of()));
        assertThat(reader.stats().blocksGone()).isEqualTo(1);
    }
}
