package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which address guesses passwords, by a clock that is held. */
class RtspServerGuestsTest {
    private static final int FREE_GUESSES = 5;
    private static final int FORGOTTEN_SECONDS = 60;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final RtspServerGuests guests = new RtspServerGuests(10, 10, ticker);
    private final InetAddress here = InetAddress.getLoopbackAddress();

    private void guess(int times) {
        for (int i = 0; i < times; i++) {
            guests.guessed(here);
        }
    }

    @Test
    void wrongProofsAreForgottenAMinuteAfterTheLastOne() {
        guess(FREE_GUESSES - 1);
        ticker.advance(FORGOTTEN_SECONDS, TimeUnit.SECONDS);
        guess(1);
        assertThat(guests.isGuessing(here)).isTrue();

        ticker.advance(FORGOTTEN_SECONDS, TimeUnit.SECONDS);
        assertThat(guests.isGuessing(here)).isTrue();

        ticker.advance(1, TimeUnit.NANOSECONDS);
        assertThat(guests.isGuessing(here)).isFalse();
        guess(FREE_GUESSES - 1);
        assertThat(guests.isGuessing(here)).as("it begins anew").isFalse();
    }

    @Test
    void nothingIsForgottenWhileAProofWaits() {
        guess(FREE_GUESSES);
        assertThat(guests.mayWait(here)).isTrue();

        ticker.advance(1, TimeUnit.HOURS);
        assertThat(guests.isGuessing(here)).isTrue();

        guests.waited(here);
        assertThat(guests.isGuessing(here)).isFalse();
    }
}
