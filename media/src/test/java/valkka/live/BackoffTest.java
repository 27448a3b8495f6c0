package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void pausesDoubleUpToTheLongestAndStartOverBehindASuccess() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10));
        long[] seconds = {1, 2, 4, 8, 10, 10};
        for (long expected : seconds) {
            assertThat(backoff.pause()).isEqualTo(Duration.ofSeconds(expected));
        }
        backoff.reset();
        assertThat(backoff.pause()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theFirstPauseIsNotLongerThanTheLongest() {
        assertThat(new Backoff(Duration.ofSeconds(1), Duration.ofMillis(100)).pause())
                .isEqualTo(Duration.ofMillis(100));
    }
}
