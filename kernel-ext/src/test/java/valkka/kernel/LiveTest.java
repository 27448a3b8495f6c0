package valkka.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import valkka.frame.ValkkaException;
import valkka.fs.ValkkaSingleFS;

class LiveTest {
    private static final Path SAMPLE = Path.of("..", "sample-fs", "single");

    private final TestSurface surface = new TestSurface();

    @Test
    void itDrawsAtOnceAndGoesOnUntilTheRecordingIsClosed() throws InterruptedException {
        ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLE);
        try (Live live = Live.watch(surface, fs)) {
            assertThat(surface.shown).as("at once").isNotEmpty();
            assertThat(surface.last().content()).contains("single", "data:image/png");
            await(() -> surface.shown.size() > 1);

            fs.close();
            await(() -> !live.isRunning());
        }
    }

    @Test
    void watchingNothingIsAnError() {
        assertThatThrownBy(() -> Live.watch(surface))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("one or more");
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(20);
        }
    }
}
