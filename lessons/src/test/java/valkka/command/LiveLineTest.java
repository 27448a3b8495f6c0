package valkka.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import valkka.fs.WriterStats;

class LiveLineTest {
    private Instant now = Instant.EPOCH;
    private final TestConsole console = new TestConsole().at(() -> now);

    @Test
    void intoAPipeEachIsALineAndTheRateIsThatOfTheLastSeconds() {
        LiveLine line = new LiveLine(console.console());
        show(line, 10, 1_000_000);
        show(line, 10, 3_500_000);
        line.say("the camera is back");
        line.erase();

        assertThat(console.out()).isEqualTo("""
                0:00:10  7 frames  800 kbit/s  block 3/40  ring 99 %  2 dropped
                0:00:20  7 frames  2.00 Mbit/s  block 3/40  ring 99 %  2 dropped
                0:00:20  the camera is back
                """);
        assertThat(line.interval()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void onATerminalItGivesWayToLinesThatStay() {
        LiveLine line = new LiveLine(console.onTerminal().console());
        show(line, 1, 125_000);
        line.say("the camera is back");
        line.erase();

        assertThat(console.out())
                .isEqualTo("\r\u001B[K0:00:01  7 frames  1.00 Mbit/s  block 3/40  ring 99 %  2 dropped"
                        + "\r\u001B[K0:00:01  the camera is back\n");
        assertThat(line.interval()).isEqualTo(Duration.ofSeconds(1));
    }

    private void show(LiveLine line, int secondsLater, long bytes) {
        now = now.plusSeconds(secondsLater);
        line.show(
                new WriterStats(7, bytes, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, ""),
                2,
                new CameraRecording.Fill(3, 40, 0.999));
    }
}
