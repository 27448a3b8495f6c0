package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

class RecordedPlayTest {
    private static final long START = 1_700_000_000_000L;
    private static final int KEY_EVERY = 10;

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final Client client = new Client();

    @AfterEach
    void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(10_000);
    }

    @Test
    void aClientThatDoesNotReadHoldsALittleAndLosesNothingWhenItReadsAgainSoon() {
        EndlessCursor cursor = new EndlessCursor(200);
        client.writable = false;
        RecordedPlay play = play(cursor, 64);

        loop.submit(play::start).syncUninterruptibly();
        Deadline.until("the disk was read ahead", () -> cursor.pieces.get() >= 3);
        loop.submit(() -> {}).syncUninterruptibly();
        assertThat(client.units).isEmpty();
        assertThat(cursor.pieces).as("pieces of ten units read ahead").hasValueLessThanOrEqualTo(5);
        client.writable = true;

        Deadline.until("the end", () -> client.ended);
        assertThat(client.units)
                .extracting(RtpAccessUnit::mstimestamp)
                .hasSize(200)
                .isSorted();
    }

    @Test
    void oneThatNeverReadsIsPassedByAfterTwoSeconds() {
        EndlessCursor cursor = new EndlessCursor(100);
        client.writable = false;
        RecordedPlay play = play(cursor, 64);

        loop.submit(play::start).syncUninterruptibly();

        Deadline.until("the end", () -> client.ended);
        assertThat(client.offeredInVain).hasValue(100);
        assertThat(client.units).isEmpty();
    }

    @Test
    void aDiskThatFailsEndsThePlay() {
        EndlessCursor cursor = new EndlessCursor(1_000);
        cursor.failsAt = 3;
        RecordedPlay play = play(cursor, 64);

        loop.submit(play::start).syncUninterruptibly();

        Deadline.until("the end", () -> client.ended);
        assertThat(client.units).hasSize(30);
        assertThat(play.isFinished()).isTrue();
    }

    private RecordedPlay play(EndlessCursor cursor, double speed) {
        return new RecordedPlay(cursor, cursor.read(), 1, speed, loop, task -> new Thread(task).start(), client);
    }

    private static final class Client implements RtspServerFeed.Client {
        final List<RtpAccessUnit> units = new CopyOnWriteArrayList<>();
        final AtomicInteger offeredInVain = new AtomicInteger();
        volatile boolean writable = true;
        volatile boolean ended;

        @Override
        public void send(RtpAccessUnit unit) {
            if (writable) {
                units.add(unit);
            } else {
                offeredInVain.incrementAndGet();
            }
        }

        @Override
        public boolean isWritable() {
            return writable;
        }

        @Override
        public void ended() {
            ended = true;
        }
    }

    /** Ten pictures a piece, 40 ms apart. */
    private static final class EndlessCursor implements RecordingCursor {
        final AtomicInteger pieces = new AtomicInteger();
        final int length;
        int failsAt = Integer.MAX_VALUE;

        EndlessCursor(int length) {
            this.length = length;
        }

        @Override
        public List<RtpAccessUnit> read() {
            int piece = pieces.getAndIncrement();
            if (piece >= failsAt) {
                throw new ValkkaException(Kind.IO, "the disk fails, as this test wants");
            }
            List<RtpAccessUnit> units = new ArrayList<>();
            for (int i = piece * KEY_EVERY; i < (piece + 1) * KEY_EVERY; i++) {
                units.add(new RtpAccessUnit(List.of(new byte[100]), START + 40L * i, i % KEY_EVERY == 0));
            }
            return units;
        }

        @Override
        public boolean isAtEnd() {
            return pieces.get() * KEY_EVERY >= length;
        }
    }
}
