package valkka.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final AtomicLong nanos = new AtomicLong();
    private final TestSurface surface = new TestSurface();
    private final Progress progress = new Progress("export", surface, nanos::get);

    @Test
    void itIsDrawnAtOnceAndThenFiveTimesASecondAtMost() {
        assertThat(surface.shown).hasSize(1);
        for (int i = 1; i <= 1000; i++) {
            nanos.addAndGet(1_000_000);
            progress.accept(i / 2000.0);
        }

        assertThat(surface.shown).hasSize(1 + 5);
    }

    @Test
    void itSaysHowMuchIsDoneAndHowLongItWillTake() {
        nanos.addAndGet(3_000_000_000L);
        progress.accept(0.25);

        assertThat(surface.last().text()).isEqualTo("export  25 %  9 s left");
    }

    @Test
    void theEndIsAlwaysDrawnWithTheTimeItTook() {
        nanos.addAndGet(1_000_000);
        progress.accept(1);

        assertThat(surface.last().text()).isEqualTo("export 100 %  0.0 s");
    }
}
