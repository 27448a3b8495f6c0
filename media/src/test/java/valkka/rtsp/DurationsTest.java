package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"0, 0 s", "250, 250 ms", "1500, 1500 ms", "10000, 10 s", "60000, 60 s", "90000, 90 s", "1800000, 30 min"
    })
    void messagesHaveTheLargestUnitThatIsExact(long millis, String text) {
        assertThat(Durations.text(Duration.ofMillis(millis))).isEqualTo(text);
    }
}
