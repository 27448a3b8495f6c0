package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.rtsp.RtspClientSettings.Transport;

/** A camera that says at what time it wants to be left (REDIRECT; RFC 2326, 10.10), by held clocks. */
class RedirectionInTimeTest {
    private static final Pattern REQUEST =
            Pattern.compile("([A-Z_]+) (\\S+) RTSP/1\\.0\r\n(.*?)\r\n\r\n", Pattern.DOTALL);
    private static final Instant NOW = Instant.parse("2031-02-03T04:05:06Z");

    private final FuzzNetwork network = FuzzNetwork.fresh();
    private final RtspTestListener heard = new RtspTestListener();
    private final RtspClient client = new RtspClient(network, settings(), heard);
    private int answered;

    private static RtspClientSettings settings() {
        RtspClientSettings usual = RtspTestListener.settings("rtsp://127.0.0.1/cam", Transport.TCP);
        return new RtspClientSettings(
                usual.address(),
                usual.resolver(),
                usual.transport(),
                0,
                true,
                null,
                usual.roots(),
                usual.openPatience(),
                () -> NOW);
    }

    @BeforeEach
    void play() {
        client.start();
        network.run();
        answer();
        assertThat(heard.tracks).isNotEmpty();
    }

    @AfterEach
    void close() {
        client.close();
        network.run();
        heard.close();
    }

    /** Answers all requests as a camera without faults does. */
    private void answer() {
        Matcher request = REQUEST.matcher(network.written());
        while (request.find(answered)) {
            answered = request.end();
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String line : request.group(3).split("\r\n", -1)) {
                headers.put(line.split(": ", 2)[0], line.split(": ", 2)[1]);
            }
            send(RtspScript.well(new RtspScript.Request(request.group(1), request.group(2), headers)));
            request = REQUEST.matcher(network.written());
        }
    }

    private void send(String words) {
        network.send(words.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void redirect(String range) {
        send("REDIRECT rtsp://x/y RTSP/1.0\r\nCSeq: 9\r\nLocation: rtsp://127.0.0.1/other\r\n" + range + "\r\n");
    }

    private void assertLeavesAfter(Duration time) {
        assertThat(client.successor()).isPresent();
        network.pass(time.minusMillis(1));
        assertThat(heard.failures).as("a moment before").isEmpty();
        network.pass(Duration.ofMillis(1));
        assertThat(heard.failures).singleElement().asString().contains("sends its viewers to rtsp://127.0.0.1/***");
    }

    @Test
    void theSessionGoesOnUntilTheTimeThatTheCameraNames() {
        redirect("Range: clock=20310203T070506Z-\r\n");
        assertLeavesAfter(Duration.ofHours(3));
    }

    @Test
    void theCameraMayChangeTheTime() {
        redirect("Range: clock=20310203T070506Z-\r\n");
        redirect("Range: clock=20310203T040516Z-\r\n");
        assertLeavesAfter(Duration.ofSeconds(10));
    }

    @Test
    void aTimeBeyondADayIsTheCamerasWrongClock() {
        redirect("Range: clock=20410203T040506Z-\r\n");
        assertLeavesAfter(Duration.ofDays(1));
    }

    @ParameterizedTest
    @CsvSource({"''", "Range: clock=20310203T040505Z-", "Range: npt=7-"})
    void withoutATimeOrWithAPastOneItIsLeftAtOnce(String range) {
        redirect(range.isEmpty() ? "" : range + "\r\n");
        network.pass(Duration.ZERO);
        assertThat(heard.failures).hasSize(1);
    }
}
