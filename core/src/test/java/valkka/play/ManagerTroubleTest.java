package valkka.play;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.play.ManagerFixture.number;
import static valkka.play.ManagerFixture.picture;
import static valkka.play.ManagerFixture.ring;
import static valkka.play.ManagerFixture.time;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Await;
import valkka.fs.Bytes;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;
import valkka.testkit.Growth;

/** What a manager must bear: a ring that laps it, callbacks that do as they like, an end at any moment. */
@Timeout(40)
class ManagerTroubleTest {
    private static final long SOON_MILLIS = 5_000;
    private static final int SEEKS_IN_A_ROUND = 40;
    /** A kilobyte for each seek: one block of the rings is four times that. */
    private static final double MOST_GROWTH = 1024 * SEEKS_IN_A_ROUND;

    @TempDir
    Path temp;

    @Test
    void camerasThatShareOneRingAreMappedOutAgainAndEachCanBeSought() throws Exception {
        try (ValkkaMultiFS ring = ValkkaMultiFS.newFromDirectory(temp)
                        .blockSize(4096)
                        .blocks(100)
                        .create();
                ValkkaFSManager manager = new ValkkaFSManager(ring)) {
            Map<Integer, List<Integer>> seen = Map.of(
                    1, new CopyOnWriteArrayList<>(), 2, new CopyOnWriteArrayList<>(), 3, new CopyOnWriteArrayList<>());
            for (int n = 1; n <= 3; n++) {
                List<Integer> numbers = seen.get(n);
                manager.map(ring, 1000 + n).writeSlot(n).readSlot(100 + n, frame -> {
                    if (frame instanceof BasicFrame) {
                        numbers.add(number(frame));
                    }
                });
            }
            manager.start();
            // Camera 2 has key frames at 0 and 10 alone, camera 3 began late.
            for (int i = 0; i < 200; i++) {
                manager.getInputFilter(ring).run(picture(1, i));
                if (i <= 10 || i % 10 != 0) {
                    manager.getInputFilter(ring).run(picture(2, i));
                }
                if (i > 150) {
                    manager.getInputFilter(ring).run(picture(3, i));
                }
            }
            assertThat(manager.getTimeRange().from())
                    .as("what the table does not tell")
                    .isEqualTo(time(0));

            SeekResult result = manager.seek(time(125)).get(30, TimeUnit.SECONDS);

            assertThat(result.keyFrames()).isEqualTo(Map.of(101, time(120), 102, time(10)));
            assertThat(result.later()).containsExactly(103);
            Await.until("all that led there", () -> last(seen.get(2)) == 124 || last(seen.get(2)) == 125);
            assertThat(seen.get(1)).containsExactly(120, 121, 122, 123, 124, 125);
            assertThat(seen.get(2)).startsWith(10, 11, 12).contains(119, 121);
            assertThat(seen.get(3)).isEmpty();

            assertThat(manager.seek(time(3)).get(30, TimeUnit.SECONDS).keyFrames())
                    .containsEntry(101, time(0))
                    .containsEntry(102, time(0));
        }
    }

    private static int last(List<Integer> numbers) {
        return numbers.isEmpty() ? -1 : numbers.get(numbers.size() - 1);
    }

    @Test
    void aRingThatLapsPlayShowsWholeFramesInOrderAndGoesOnAtWhatIsLeft() throws Exception {
        try (ValkkaSingleFS fs = ring(temp.resolve("ring"), 12);
                ManagerFixture of = new ManagerFixture(List.of(fs)).start()) {
            of.record(0, 60);
            of.seek(0);
            of.manager.play();
            of.play(10);
            for (int lap = 1; lap <= 5; lap++) {
                of.record(300 * lap, 300 * lap + 60); // more than the ring holds is between
                of.record(300 * lap + 60, 300 * lap + 200);
                of.playTo(1, 300 * lap + 199);
            }

            List<Integer> numbers = of.played.get(1);
            assertThat(numbers).isSorted().doesNotHaveDuplicates().contains(0, 1, 1650, 1690);
        }
    }

    /** Under load, with the machine's own clock: number() looks at every byte. */
    @Test
    void aRingThatIsWrittenAsFastAsItCanBeNeverShowsAMixedFrame() throws Exception {
        AtomicInteger frames = new AtomicInteger();
        List<String> wrong = new CopyOnWriteArrayList<>();
        try (ValkkaSingleFS fs = ring(temp.resolve("ring"), 8);
                ValkkaFSManager manager = new ValkkaFSManager(fs)) {
            manager.map(fs, 1).writeSlot(1).readSlot(101, frame -> {
                try {
                    if (frame instanceof BasicFrame) {
                        number(frame);
                        frames.incrementAndGet();
                    }
                } catch (AssertionError e) {
                    wrong.add(e.getMessage());
                }
            });
            manager.start();
            manager.play();
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(700);
            Random random = new Random(5);
            List<CompletableFuture<SeekResult>> seeks = new ArrayList<>();
            for (int i = 0; System.nanoTime() < end; i++) {
                fs.updateTable(false);
                for (int j = 0; j < 100; j++) {
                    manager.getInputFilter(fs).run(picture(1, 100 * i + j));
                }
                if (random.nextInt(4) == 0) {
                    seeks.add(manager.seek(time(100 * i)));
                }
            }
            assertThat(seeks).isNotEmpty();
            for (CompletableFuture<SeekResult> seek : seeks) {
                Await.until("the answer of a seek", seek::isDone);
            }
            assertThat(wrong).isEmpty();
            assertThat(frames).hasPositiveValue();
        }
    }

    @Test
    void aThousandSeeksAtRandomTimesLeaveMemoryWhereItBegan() throws Exception {
        try (ValkkaSingleFS front = ring(temp.resolve("front"), 200);
                ValkkaSingleFS yard = ring(temp.resolve("yard"), 200);
                ManagerFixture of = new ManagerFixture(List.of(front, yard)).start()) {
            of.record(0, 1900);
            of.seek(50);
            of.manager.play();
            Random random = new Random(7);
            int threads = Thread.activeCount();
            List<Long> heap = new ArrayList<>();
            for (int i = 1; i <= 1000; i++) {
                SeekResult result = of.manager.seek(time(random.nextInt(1900))).get(30, TimeUnit.SECONDS);
                assertThat(result.state()).isIn(PlayState.PLAYING, PlayState.STOPPED, PlayState.WAITING);
                assertThat(of.manager.stats().play().bytes()).isLessThan(4 * Bytes.MiB);
                of.times.clear();
                of.played.values().forEach(List::clear);
                if (i > 200 && i % SEEKS_IN_A_ROUND == 0) { // the first ones fill the caches
                    heap.add(liveHeap());
                }
            }
            assertThat(of.manager.stats().seeks()).isEqualTo(1001);
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
            assertThat(Growth.perRound(heap)).as("bytes: %s", heap).isLessThan(MOST_GROWTH);
            assertThat(of.manager.isRunning()).isTrue(); // and so in memory, with all it holds
        }
    }

    /** What is reached in Java's heap, in bytes. Each collection may free what the one before has only found dead. */
    private static long liveHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void whatHasNoRoomInTheCacheIsReadAgainWhenPlayComesToIt() throws Exception {
        try (ValkkaSingleFS front = ring(temp.resolve("front"), 100);
                ValkkaSingleFS yard = ring(temp.resolve("yard"), 100);
                ManagerFixture of = new ManagerFixture(List.of(front, yard)).start()) {
            of.record(0, 800);
            of.manager.setMemoryBudget(80 * 1024);
            of.seek(0);
            of.manager.play();
            of.playTo(1, 799);

            assertThat(of.played.get(1))
                    .isEqualTo(IntStream.range(0, 800).boxed().toList());
            assertThat(of.manager.stats().play().evicted()).isPositive();
            assertThat(of.manager.stats().play().bytes()).isLessThanOrEqualTo(80 * 1024);
        }
    }

    static Stream<BiConsumer<ValkkaFSManager, Runnable>> callbacks() {
        return Stream.of(
                (manager, action) -> manager.setTimeCallback(time -> action.run()),
                (manager, action) -> manager.setTimeLimitsCallback(limits -> action.run()),
                (manager, action) -> manager.setBlockCallback(range -> action.run()),
                (manager, action) -> manager.recordings().forEach(fs -> fs.setBlockCallback(action)));
    }

    @ParameterizedTest
    @MethodSource("callbacks")
    void aCallbackMayCloseTheManager(BiConsumer<ValkkaFSManager, Runnable> set) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        assertEndsByItself(manager -> set.accept(manager, () -> {
            calls.incrementAndGet();
            manager.close();
        }));
        assertThat(calls).hasPositiveValue();
    }

    @ParameterizedTest
    @MethodSource("callbacks")
    void aCallbackMayAskForAnything(BiConsumer<ValkkaFSManager, Runnable> set) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        List<CompletableFuture<SeekResult>> seeks = new CopyOnWriteArrayList<>();
        assertEndsByItself(manager -> set.accept(manager, () -> {
            manager.getTimeRange();
            manager.pause();
            seeks.add(manager.seek(manager.getTimeRange().middle()));
            manager.play();
            manager.stats();
            Thread.currentThread().interrupt();
            if (calls.incrementAndGet() == 3) {
                manager.close();
                throw new IllegalStateException("and throw");
            }
        }));
        assertThat(calls).hasValueGreaterThanOrEqualTo(3);
        assertThat(seeks).hasSizeGreaterThanOrEqualTo(3).allMatch(CompletableFuture::isDone);
    }

    private interface Setting {
        void on(ValkkaFSManager manager);
    }

    /** With all that may go on at once: two cameras, play, seeks. */
    private void assertEndsByItself(Setting setting) throws Exception {
        try (ValkkaSingleFS front = ring(temp.resolve("front"), 20);
                ValkkaSingleFS yard = ring(temp.resolve("yard"), 20)) {
            ValkkaFSManager manager = new ValkkaFSManager(front, yard);
            manager.map(front, 1).writeSlot(1).readSlot(101, frame -> {});
            manager.map(yard, 1).writeSlot(1).readSlot(102, frame -> {});
            setting.on(manager);
            manager.start();
            manager.play();
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2 * SOON_MILLIS);
            for (int i = 0; manager.isRunning() && System.nanoTime() < end; i++) {
                manager.getInputFilter(front).run(picture(1, i));
                manager.getInputFilter(yard).run(picture(1, i));
                TimeUnit.MICROSECONDS.sleep(200);
            }
            assertThat(manager.isRunning()).as("closed by its callback").isFalse();
            assertNoThreadIsLeft();
        }
    }

    @Test
    void itClosesSoonWhateverIsGoingOn() throws Exception {
        for (int round = 0; round < 15; round++) {
            Random random = new Random(round);
            try (ValkkaSingleFS front = ring(temp.resolve("front" + round), 20)) {
                ValkkaFSManager manager = new ValkkaFSManager(front);
                manager.map(front, 1).writeSlot(1).readSlot(101, frame -> {});
                List<CompletableFuture<Void>> users = new ArrayList<>();
                List<CompletableFuture<SeekResult>> seeks = new CopyOnWriteArrayList<>();
                manager.start();
                users.add(user(() -> {
                    for (int i = 0; manager.isRunning(); i++) {
                        manager.getInputFilter(front).run(picture(1, i));
                        LockSupport.parkNanos(200_000);
                    }
                }));
                users.add(user(() -> {
                    while (manager.isRunning()) {
                        seeks.add(manager.seek(time(random.nextInt(5000))));
                        manager.play();
                        manager.getTimeRange();
                    }
                }));
                TimeUnit.MILLISECONDS.sleep(random.nextInt(30));
                long start = System.nanoTime();
                manager.close();
                assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
                        .isLessThan(SOON_MILLIS);
                for (CompletableFuture<Void> user : users) {
                    user.get(SOON_MILLIS, TimeUnit.MILLISECONDS); // throws what the user met
                }
                assertThat(seeks).as("nobody waits for ever").allMatch(CompletableFuture::isDone);
            }
        }
        assertNoThreadIsLeft();
    }

    private static CompletableFuture<Void> user(Runnable what) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        what.run();
                    } catch (ValkkaException closed) {
                        assertThat(closed.kind()).isEqualTo(Kind.CLOSED);
                    }
                },
                task -> new Thread(task).start());
    }

    @Test
    void aFilterMayCloseTheManagerThatPlaysIntoIt() throws Exception {
        try (ValkkaSingleFS front = ring(temp.resolve("front"), 20)) {
            ValkkaFSManager manager = new ValkkaFSManager(front);
            List<Frame> seen = new CopyOnWriteArrayList<>();
            manager.map(front, 1).writeSlot(1).readSlot(101, frame -> {
                seen.add(frame);
                manager.close();
            });
            manager.start();
            for (int i = 0; i < 50; i++) {
                manager.getInputFilter(front).run(picture(1, i));
            }
            manager.play();
            Await.until("closed", () -> !manager.isRunning());
            assertNoThreadIsLeft();
            assertThat(seen).hasSize(1);
        }
    }

    private static void assertNoThreadIsLeft() {
        Await.until(
                "threads left: " + managersThreads(), () -> managersThreads().isEmpty());
    }

    private static Set<String> managersThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("manager ") || name.endsWith(" writer") || name.endsWith(" reader"))
                .collect(Collectors.toSet());
    }
}
