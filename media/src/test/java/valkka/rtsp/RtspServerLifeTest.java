package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.filter.ValkkaThread;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * What sources do to the server in its own thread, and what becomes of clients when a source goes
 * or changes.
 */
@Timeout(60)
class RtspServerLifeTest {
    private final RtspServer server =
            RtspServer.builder().closeWithin(Duration.ofSeconds(1)).start();

    @AfterEach
    void close() {
        server.close();
    }

    /** Does something at each question, in the server's thread. */
    private record Source(Runnable atDescription, Runnable atSubscription) implements RtspServerSource {
        @Override
        public SessionDescription description() {
            atDescription.run();
            return new SessionDescription(Codec.H264, List.of(RtspTestSource.SPS, RtspTestSource.PPS), 25);
        }

        @Override
        public void subscribe(Consumer<RtpAccessUnit> subscriber) {
            atSubscription.run();
        }

        @Override
        public void unsubscribe(Consumer<RtpAccessUnit> subscriber) {}
    }

    private static void nothing() {}

    /** A thread that waits for nobody, as a writer's is in its callbacks. */
    private static final class Writer extends ValkkaThread {
        private final Runnable callback;

        Writer(Runnable callback) {
            super("writer");
            this.callback = callback;
        }

        @Override
        protected boolean waitsForNobody() {
            return true;
        }

        @Override
        protected void runBody() {
            callback.run();
        }

        @Override
        public Record stats() {
            throw new UnsupportedOperationException();
        }
    }

    private static @Nullable ValkkaException inAWritersCallback(Runnable call) {
        AtomicReference<ValkkaException> error = new AtomicReference<>();
        try (Writer writer = new Writer(call)) {
            writer.setErrorCallback(error::set);
            writer.start();
        }
        return error.get();
    }

    @Test
    void inAWritersCallbackNoServerIsStarted() {
        assertThat(inAWritersCallback(() -> RtspServer.builder().start().close()))
                .hasMessageContaining("in the callback of the writer 'writer', which waits for nobody")
                .extracting(ValkkaException::kind)
                .isEqualTo(Kind.BUSY);
    }

    @Test
    void inAWritersCallbackAServerIsClosedWithoutWaitingForASourceThatHoldsIt() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        String address = server.mount("/held", new Source(RtspServerLifeTest::nothing, () -> {
            entered.countDown();
            holdUntil(release);
        }));
        try (RtspTestClient client = new RtspTestClient(address).play()) {
            entered.await();

            assertThat(inAWritersCallback(server::close)).isNull();

            release.countDown();
            client.readToEnd();
        }
    }

    @Test
    void whoClosesAServerThatASourceHoldsIsToldByWhatAndItEndsAfterwards() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        String address = server.mount("/held", new Source(RtspServerLifeTest::nothing, () -> {
            entered.countDown();
            holdUntil(release);
        }));
        try (RtspTestClient client = new RtspTestClient(address).play()) {
            entered.await();
            assertThatThrownBy(server::close)
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT))
                    .hasMessageContaining("has not ended within 1 s: its thread is in ")
                    .hasMessageContaining("holdUntil(RtspServerLifeTest.java:");
            release.countDown();
            client.readToEnd();
        }
        Deadline.until("the port is closed", () -> !isOpen(server.port()));
    }

    private static void holdUntil(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isOpen(int port) {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return client.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aSourceMayCloseTheServerWhichEndsWithoutWaitingForItself() throws Exception {
        CountDownLatch returned = new CountDownLatch(1);
        // Whoever waited for itself would do so for an hour.
        RtspServer ending =
                RtspServer.builder().closeWithin(Duration.ofHours(1)).start();
        String address = ending.mount("/ending", new Source(RtspServerLifeTest::nothing, () -> {
            ending.close();
            returned.countDown();
        }));
        try (RtspTestClient client = new RtspTestClient(address).play()) {
            assertThat(returned.await(20, TimeUnit.SECONDS)).isTrue();
            client.readToEnd();
        }
        Deadline.until("the port is closed", () -> !isOpen(ending.port()));
    }

    @Test
    void anInterruptThatASourceLeavesEndsNeitherTheServerNorAConnection() throws Exception {
        RtspTestSource other = new RtspTestSource();
        String others = server.mount("/other", other);
        Runnable interrupt = () -> Thread.currentThread().interrupt();
        String address = server.mount("/interrupting", new Source(interrupt, interrupt));
        try (RtspTestClient first = new RtspTestClient(others).play();
                RtspTestClient second = new RtspTestClient(address)) {
            assertThat(second.request("DESCRIBE", "").status()).isEqualTo(200);
            second.play();
            other.awaitSubscribers(1);
            other.key(100, 1);
            assertThat(first.units(1)).hasSize(1);
            assertThat(second.request("OPTIONS", "").status()).isEqualTo(200);
        }
    }

    @Test
    void whoWasToldWhatAStreamIsIsSentAwayWhenItIsTakenAway() throws Exception {
        String address = server.mount("/cam", new RtspTestSource());
        try (RtspTestClient client = new RtspTestClient(address)) {
            assertThat(client.request("DESCRIBE", "").status()).isEqualTo(200);
            server.unmount("/cam");
            client.readToEnd();
        }
    }

    @Test
    void aStreamThatBecameAnotherOneSendsItsClientsAwayAndIsThereWhenTheyComeBack() throws Exception {
        RtspTestSource source = new RtspTestSource();
        String address = server.mount("/cam", source);
        server.disconnect("/nothing");
        try (RtspTestClient playing = new RtspTestClient(address).play();
                RtspTestClient told = new RtspTestClient(address)) {
            source.awaitSubscribers(1);
            assertThat(told.request("DESCRIBE", "").status()).isEqualTo(200);
            server.disconnect("/cam");
            playing.readToEnd();
            told.readToEnd();
        }
        try (RtspTestClient again = new RtspTestClient(address)) {
            assertThat(again.request("DESCRIBE", "").status()).isEqualTo(200);
        }
    }

    @Test
    void aTrackIsSetUpByOneDescriptionAlone() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        String address = server.mount("/cam", new Source(asked::incrementAndGet, RtspServerLifeTest::nothing));
        try (RtspTestClient client = new RtspTestClient(address)) {
            assertThat(client.request("SETUP", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(asked).as("it may be another one at the next question").hasValue(1);
    }
}
