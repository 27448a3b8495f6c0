package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that disappear, send garbage or never read, and a source that throws: the server gives back what they held, and goes on.
 */
class RtspServerTroubleTest {
    private final RtspTestSource source = new RtspTestSource();
    private final RtspServer server = RtspServer.builder().start();
    private final String address = server.mount("/cam", source);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void clientsThatDisappearLeaveNothing() throws Exception {
        for (int i = 0; i < 20; i++) {
            RtspTestClient client = new RtspTestClient(address).play();
            source.awaitSubscribers(1);
            source.key(50_000, i);
            client.units(1);
            source.key(50_000, i);
            client.vanish();
            source.awaitSubscribers(0);
        }
        awaitNothingHeld();
    }

    @Test
    void udpClientsThatDisappearAmidAPictureLeaveNothing() throws Exception {
        for (int i = 0; i < 20; i++) {
            RtspTestClient client = new RtspTestClient(address);
            client.request("SETUP", "Transport: RTP/AVP;client_port=40000-40001\r\n");
            client.request("PLAY", "");
            source.awaitSubscribers(1);
            for (int j = 0; j < 10; j++) {
                source.key(1_000_000, i);
            }
            client.vanish();
            source.awaitSubscribers(0);
        }
        assertThat(server.stats().skipped())
                .as("no more waits for a client than 2 MiB")
                .isGreaterThan(20);
        awaitNothingHeld();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "\u0000\u0001\u0002\u00ff\u00fe\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "OPTIONS * RTSP/1.0\r\n\r\n",
                "OPTIONS * RTSP/1.0\r\nCSeq: x\r\n\r\n",
                "OPTIONS * RTSP/1.0\r\nCSeq: 99999999999999\r\n\r\n",
                "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nContent-Length: -5\r\n\r\n",
                "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 70000\r\n\r\n",
                "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nno colon\r\n\r\n",
                "OPTIONS\r\n\r\nOPTIONS\r\n\r\nOPTIONS\r\n\r\n"
            })
    void garbageGetsOneAnswerAndTheServerGoesOn(String garbage) throws Exception {
        try (RtspTestClient client = new RtspTestClient(address)) {
            client.send(garbage);
            assertThat(client.answer().status()).isEqualTo(400);
            client.readToEnd();
        }
        assertThat(server.stats().refused()).isEqualTo(1);
        assertGoesOn();
    }

    @Test
    void aHeadWithOneByteTooManyIsRefused() throws Exception {
        try (RtspTestClient client = new RtspTestClient(address)) {
            String head = "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nX: ";
            client.send(head + "x".repeat(RtspDeinterleaver.MAX_HEAD - head.length()));
            client.send("x");
            assertThat(client.answer().status()).isEqualTo(400);
            client.readToEnd();
        }
        Deadline.until("it is refused", () -> server.stats().refused() == 1);
        assertGoesOn();
    }

    @Test
    void halfRequestsAndHalfFramesLeaveNothingAndAreNoErrorOfTheServer() throws Exception {
        List<String> warned = new CopyOnWriteArrayList<>();
        Logger log = Logger.getLogger("valkka.live");
        log.setFilter(line -> !warned.add(line.getMessage()));
        try {
            for (String half : List.of("", "OPT", "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n", "$", "$\u0000\u00ff\u00ffabc")) {
                try (RtspTestClient client = new RtspTestClient(address)) {
                    client.send(half);
                }
            }
            try (RtspTestClient client = new RtspTestClient(address)) {
                client.send("SET_PARAMETER * RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 100\r\n\r\nabc");
            }
            assertGoesOn();
            assertThat(warned).isEmpty();
        } finally {
            log.setFilter(null);
        }
    }

    @Test
    void aClientThatAsksAndNeverReadsGrowsNoMemory() throws Exception {
        String requests = "DESCRIBE " + address + " RTSP/1.0\r\nCSeq: 1\r\n\r\n";
        try (RtspTestClient client = new RtspTestClient(address)) {
            Thread flood = new Thread(() -> flood(client, requests.repeat(100)), "flood");
            flood.start();
            Deadline.until("answers pile up", () -> server.stats().memoryBytes() > 1 << 18);
            for (int i = 0; i < 200; i++) {
                try (RtspTestClient other = new RtspTestClient(address)) {
                    assertThat(other.request("OPTIONS", "").status()).isEqualTo(200);
                }
                assertThat(server.stats().memoryBytes()).isLessThan(16 << 20);
            }
            client.vanish();
            flood.join();
        }
        assertGoesOn();
    }

    /** Writes until the connection is gone. */
    private static void flood(RtspTestClient client, String requests) {
        try {
            while (true) {
                client.send(requests);
            }
        } catch (java.io.IOException e) {
            // The test has ended the connection.
        }
    }

    @Test
    void aSourceThatThrowsCostsItsClientTheConnectionAndIsLogged() throws Exception {
        List<String> logged = new CopyOnWriteArrayList<>();
        Logger log = Logger.getLogger("valkka.live");
        log.setFilter(line -> {
            logged.add(line.getMessage() + line.getThrown());
            return false;
        });
        RtspServerSource broken = new RtspServerSource() {
            @Override
            public SessionDescription description() {
                throw new IllegalStateException("a source without words");
            }

            @Override
            public void subscribe(Consumer<RtpAccessUnit> subscriber) {}

            @Override
            public void unsubscribe(Consumer<RtpAccessUnit> subscriber) {}
        };
        try (RtspTestClient client = new RtspTestClient(server.mount("/broken", broken))) {
            assertThatThrownBy(() -> client.request("DESCRIBE", ""))
                    .as("the end of the connection, and no wait that took too long")
                    .isInstanceOf(EOFException.class);
            assertThat(logged).singleElement().asString().contains("a source without words");
        } finally {
            log.setFilter(null);
        }
        assertGoesOn();
    }

    private void assertGoesOn() throws Exception {
        awaitNothingHeld();
        try (RtspTestClient client = new RtspTestClient(address).play()) {
            source.awaitSubscribers(1);
            source.key(100, 1);
            assertThat(client.units(1)).hasSize(1);
        }
        source.awaitSubscribers(0);
    }

    private void awaitNothingHeld() {
        Deadline.until(
                () -> "all memory is given back: " + server.stats(),
                () -> server.stats().connections() == 0 && server.stats().memoryBytes() == 0);
    }
}
