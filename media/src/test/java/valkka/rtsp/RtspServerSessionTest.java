package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.util.concurrent.Ticker;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import valkka.nal.NalSyntax;

class RtspServerSessionTest {
    private final RtspTestSource source = new RtspTestSource();
    private final RtpTestSink sink = new RtpTestSink();
    private final RtspServerCounters counters = new RtspServerCounters();
    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final RtspServerSession session = new RtspServerSession(source, loop, counters);

    @BeforeEach
    void setUp() {
        session.setUp(0, sink, new RtpStream(new RtpVideoPacketizer(NalSyntax.H264), Ticker.systemTicker()));
    }

    @AfterEach
    void close() {
        loop.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).awaitUninterruptibly(10_000);
    }

    @Test
    void whenTheServerItselfFallsBehindTheQueueIsBoundedAndTheGapEndsAtAKeyFrame() throws Exception {
        loop.submit(session::play).sync();
        CountDownLatch held = new CountDownLatch(1);
        loop.execute(() -> await(held));
        source.key(100, 0);
        IntStream.range(1, 120).forEach(i -> source.delta(100, i));
        assertThat(counters.skippedBusy.sum()).isEqualTo(20);

        held.countDown();
        loop.submit(() -> {}).sync();
        source.delta(100, 120);
        source.key(100, 121);
        source.delta(100, 122);
        loop.submit(() -> {}).sync();

        List<Integer> expected = IntStream.concat(IntStream.range(0, 100), IntStream.of(121, 122))
                .boxed()
                .toList();
        assertThat(received()).isEqualTo(expected);
        assertThat(counters.skippedBusy.sum()).isEqualTo(21);
    }

    @Test
    void theQueueIsBoundedInBytesTooAndTakesAtLeastOne() throws Exception {
        loop.submit(session::play).sync();
        CountDownLatch held = new CountDownLatch(1);
        loop.execute(() -> await(held));
        source.key(9 << 20, 1);
        source.key(1 << 20, 2);
        held.countDown();
        loop.submit(() -> {}).sync();
        assertThat(received()).containsExactly(1);
        assertThat(counters.skippedBusy.sum()).isEqualTo(1);
    }

    private List<Integer> received() {
        RtpTestDepacketizer depacketizer = new RtpTestDepacketizer();
        sink.rtp.forEach(depacketizer::packet);
        return depacketizer.units.stream().map(RtspTestSource::mark).toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
