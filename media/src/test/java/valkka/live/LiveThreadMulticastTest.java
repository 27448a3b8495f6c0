package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.rtsp.MisbehavingServer;
import valkka.rtsp.ScriptedCamera;

/**
 * A camera that sends to a multicast group. It is one of ours: GStreamer's server keeps the group's port to itself, so that nobody on
 * the same machine can listen there.
 */
@Timeout(60)
class LiveThreadMulticastTest {
    private static final String GROUP = "239.255.77.1";
    private static final byte[] SPS = {0x67, 66, 0, 30, 1, 2, 3};
    private static final byte[] PPS = {0x68, 1, 2, 3};
    private static final byte[] IDR = {0x65, 1, 2, 3};

    private volatile boolean seenEnough;

    @Test
    void theGroupIsJoinedAndPlays() throws Exception {
        int port = freePort();
        Received received = new Received();
        ScriptedCamera camera = new ScriptedCamera(
                "RTP/AVP;multicast;destination=" + GROUP + ";ttl=0;port=" + port + "-" + (port + 1), out -> send(port));
        try (MisbehavingServer server = new MisbehavingServer(camera);
                LiveThread livethread = received.listenTo(new LiveThread("multicast"))) {
            LiveConnectionContext context =
                    new LiveConnectionContext(LiveConnectionType.RTSP, server.address(), 1, received);
            livethread.registerStream(context.withRequestMulticast(true));
            livethread.start();
            livethread.playStream(context);
            received.await("key frames", () -> received.keyFrames() >= 3);
        } finally {
            seenEnough = true;
        }
        received.assertWellFormed();
        assertThat(received.errors).isEmpty();
        assertThat(camera.requests()).contains("SETUP", "PLAY");
    }

    /** Key frames, until the test has seen enough. */
    private void send(int port) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            InetAddress group = InetAddress.getByName(GROUP);
            int sequence = 0;
            for (int picture = 1; !seenEnough; picture++) {
                for (byte[] unit : new byte[][] {SPS, PPS, IDR}) {
                    byte[] packet = ScriptedCamera.rtp(sequence++, picture * 3600, unit);
                    socket.send(new DatagramPacket(packet, packet.length, group, port));
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            return socket.getLocalPort() & ~1;
        }
    }
}
