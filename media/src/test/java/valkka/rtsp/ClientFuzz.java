package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import valkka.frame.ValkkaException;
import valkka.rtsp.RtspClientSettings.Transport;

/**
 * A whole client, whose camera sends any bytes. The first byte chooses the transport. A byte {@code 1e} parts what the
 * camera sends from what it sends once the client has reacted, {@code 1c} lets ten seconds pass, {@code 1d} closes the
 * connection.
 */
final class ClientFuzz {
    private static final int MOST_TURNS = 200;
    private static final Pattern SENT_LINE = Pattern.compile(
            "[A-Z_]+ rtsps?://[^\\x00-\\x20\\x7f]* RTSP/1\\.0|RTSP/1\\.0 (200 OK|501 Not Implemented)|(CSeq|Authorization|User-Agent"
                    + "|Accept|Transport|Session|Range): [^\\r\\n\\x00]*|");

    private ClientFuzz() {}

    static void take(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        Heard heard = new Heard();
        FuzzNetwork network = FuzzNetwork.fresh();
        Transport[] all = Transport.values();
        RtspClient client = new RtspClient(network, settings(all[(bytes[0] & 0xff) % all.length]), heard);
        heard.client = client;
        client.start();
        network.run();
        play(bytes, network);
        client.close();
        network.run();
        network.pass(Duration.ofSeconds(1));
        assertThat(heard.wrong).isEmpty();
        assertThat(heard.closed).as("told of the end").isEqualTo(1);
        assertThat(heard.failures).isLessThanOrEqualTo(1);
        assertThat(network.openConnections()).as("open connections").isZero();
        assertThat(network.connections()).as("connections").isLessThan(20);
        for (String line : network.written().split("\r\n", -1)) {
            assertThat(line.startsWith("$") || SENT_LINE.matcher(line).matches())
                    .as("sent: " + line)
                    .isTrue();
        }
        assertThat(network.written()).doesNotContain("s3cret");
    }

    private static void play(byte[] bytes, FuzzNetwork network) {
        int from = 1;
        int turns = 0;
        for (int at = 1; at <= bytes.length && turns < MOST_TURNS; at++) {
            int end = at == bytes.length ? 0x1e : bytes[at];
            if (end < 0x1c || end > 0x1e) {
                continue;
            }
            turns++;
            network.send(Arrays.copyOfRange(bytes, from, at));
            from = at + 1;
            if (end == 0x1c) {
                network.pass(Duration.ofSeconds(10));
            } else if (end == 0x1d) {
                network.hangUp();
            }
        }
    }

    private static RtspClientSettings settings(Transport transport) {
        return new RtspClientSettings(
                RtspAddress.parse("rtsp://us\u00e9r:s3cret@127.0.0.1/live"),
                address -> CompletableFuture.completedFuture(List.of(InetAddress.getLoopbackAddress())),
                transport,
                0,
                true,
                null,
                () -> {
                    throw new ValkkaException(ValkkaException.Kind.IO, "no TLS here");
                },
                Duration.ofMinutes(1),
                () -> Instant.EPOCH);
    }

    private static final class Heard implements RtpSession.Listener {
        private final List<String> wrong = new ArrayList<>();
        private RtspClient client;
        private int playing;
        private int failures;
        private int closed;

        @Override
        public void onPlaying(List<RtpSession.Track> tracks, List<String> notes) {
            playing++;
            check(playing == 1, "told of playing again");
            check(tracks.size() == 1 || tracks.size() == 2, "plays " + tracks);
            check(closed == 0, "plays behind the end");
        }

        @Override
        public void onRtp(RtpSession.Track track, ByteBuf packet) {
            check(playing == 1, "a packet before playing");
            check(closed == 0, "a packet behind the end");
            client.sendRtcp(track, Unpooled.buffer().writeZero(8));
        }

        @Override
        public void onRtcp(RtpSession.Track track, ByteBuf packet) {
            onRtp(track, packet);
        }

        @Override
        public void onFailure(ValkkaException failure) {
            failures++;
            check(!failure.getMessage().contains("s3cret"), "the password is told");
            check(!failure.getMessage().contains("unexpected error"), failure.getMessage());
        }

        @Override
        public void onClosed() {
            closed++;
        }

        /** The client would catch what is thrown here. */
        private void check(boolean right, String fault) {
            if (!right) {
                wrong.add(fault);
            }
        }
    }
}
