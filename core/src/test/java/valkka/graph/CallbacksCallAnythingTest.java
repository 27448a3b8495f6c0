package valkka.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.InMemory;

/**
 * Writers whose callbacks call every method of other recordings, managers and graphs, while those do the same: nobody hangs, and what
 * is refused is refused by an exception of the library. A few seconds long; longer and otherwise by the properties
 * {@code valkka.stress.seconds} and {@code valkka.stress.seed}.
 */
class CallbacksCallAnythingTest {
    /** Far longer than any call takes, and shorter than the bound of the library's waits: nobody is to wait so long. */
    private static final long LONGEST_CALL_SECONDS = 30;

    private static final long ROUND_MILLIS = 500;
    private static final Logger LIBRARY = Logger.getLogger("valkka");

    private final long seconds = Long.getLong("valkka.stress.seconds", 4);
    private final long seed = Long.getLong("valkka.stress.seed", 1);

    private final ConcurrentSkipListSet<String> called = new ConcurrentSkipListSet<>();
    private final Map<Kind, Integer> refused = CallingWorld.noneRefused();

    @TempDir(factory = InMemory.class)
    Path temp;

    @Test
    void whateverCallbacksCallNobodyHangs() throws InterruptedException {
        Level before = LIBRARY.getLevel();
        LIBRARY.setLevel(Level.OFF); // thousands of lines, each as it should be
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        int rounds = 0;
        try {
            while (System.nanoTime() < end || rounds == 0) {
                round(seed * 1_000_003 + rounds);
                rounds++;
            }
        } finally {
            LIBRARY.setLevel(before);
        }
        LIBRARY.info(rounds + " rounds of seed " + seed + ": " + called.size()
                + " different methods were called, refused " + refused);
        assertThat(called).hasSizeGreaterThan(60);
        assertThat(refused).containsKey(Kind.CLOSED).doesNotContainKey(Kind.TIMEOUT);
    }

    private void round(long worldSeed) throws InterruptedException {
        CallingWorld world = new CallingWorld(temp, worldSeed, called, refused);
        long roundEnd = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ROUND_MILLIS);
        while (System.nanoTime() < roundEnd && world.isAlive()) {
            world.stir();
            LockSupport.parkNanos(1_000_000);
        }
        CountDownLatch closed = new CountDownLatch(1);
        Thread closing = new Thread(() -> {
            world.close();
            closed.countDown();
        });
        closing.start();
        while (!closed.await(100, TimeUnit.MILLISECONDS)) {
            assertNobodyHangs(world);
        }
        assertThat(world.faults).as("seed " + worldSeed).isEmpty();
    }

    private static void assertNobodyHangs(CallingWorld world) {
        assertThat(ManagementFactory.getThreadMXBean().findDeadlockedThreads())
                .as("deadlocked threads")
                .isNull();
        long now = System.nanoTime();
        world.calls.forEach((thread, call) -> {
            if (now - call.since() > TimeUnit.SECONDS.toNanos(LONGEST_CALL_SECONDS)) {
                throw new AssertionError("the call of " + call.what() + " in '" + thread.getName() + "' hangs in "
                        + Arrays.toString(thread.getStackTrace()));
            }
        });
    }
}
