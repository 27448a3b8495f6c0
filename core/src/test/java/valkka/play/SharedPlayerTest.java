package valkka.play;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import valkka.frame.ValkkaException;

class SharedPlayerTest {
    private int waits;

    /** Wakes nobody: as when the thread waits for a lock, which takes the wake away. */
    private final PlayClock deaf = new PlayClock() {
        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public void parkUntil(long nanos) {
            waits++;
        }

        @Override
        public void wake(Thread thread) {}
    };

    private final SharedPlayer.PlayingThread nobody = new SharedPlayer.PlayingThread() {
        @Override
        public void report(ValkkaException error) {
            throw error;
        }

        @Override
        public void callUser(String what, Runnable callback) {
            callback.run();
        }
    };

    @Test
    void whatIsToEndDoesNotWaitThoughItsWakeWasLost() {
        SharedPlayer player = new SharedPlayer(nobody, frame -> {}, deaf);
        player.begin(Thread.currentThread());
        player.nextWork().run();
        assertThat(waits).as("nothing to do, so it waits").isEqualTo(1);

        player.requestEnd();
        player.nextWork().run();

        assertThat(waits).isEqualTo(1);
    }
}
