package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PlayTimelineTest {
    private static final long START = 1_700_000_000_000L;

    @Test
    void atScaleOneTimesAreTheRecordings() {
        assertThat(shown(1, 0, 40, 80, 121, 160)).containsExactly(0, 40, 80, 121, 160);
    }

    @Test
    void aScaleDividesTimesAlsoBackwards() {
        assertThat(shown(2, 0, 40, 80)).containsExactly(0, 20, 40);
        assertThat(shown(0.5, 0, 40, 80)).containsExactly(0, 80, 160);
        assertThat(shown(-4, 9000, 8000, 6000)).containsExactly(9000, 9250, 9750);
    }

    @Test
    void aGapTakesTwoSecondsOfTheRecording() {
        assertThat(shown(1, 0, 40, 80, 900_000, 900_040)).containsExactly(0, 40, 80, 2080, 2120);
        assertThat(shown(4, 0, 1000, 2000, 900_000, 901_000)).containsExactly(0, 250, 500, 1000, 1250);
    }

    @Test
    void aCameraThatSendsAPictureAMinuteHasNoGapsOnceThatIsKnown() {
        long[] minutes = LongStream.range(0, 6).map(i -> i * 60_000).toArray();

        long[] shown = shown(1, minutes);

        assertThat(shown[5] - shown[4]).isEqualTo(60_000);
    }

    @Test
    void keyFramesTenSecondsApartAreNoGap() {
        assertThat(shown(10, 0, 10_000, 20_000)).containsExactly(0, 1000, 2000);
    }

    @Test
    void picturesOfOneTimeAreAMillisecondApartAndTimeThatGoesBackGoesOn() {
        assertThat(shown(1, 0, 0, 0, 40)).containsExactly(0, 1, 2, 40);
        assertThat(shown(1, 0, 40, -3_600_000, -3_599_960)).containsExactly(0, 40, 80, 120);
    }

    private static long[] shown(double scale, long... times) {
        PlayTimeline timeline = new PlayTimeline(scale);
        return LongStream.of(times)
                .map(time -> timeline.shown(new RtpAccessUnit(List.of(new byte[1]), START + time, true)) - START)
                .toArray();
    }
}
