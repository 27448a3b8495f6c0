package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import valkka.frame.ValkkaException;
import valkka.rtsp.RtspClientSettings.Transport;

/** A network of its own, and what a session on it says. */
final class RtspTestListener implements RtpSession.Listener, AutoCloseable {
    final RtspNetwork network = new RtspNetwork("client under test", TestThreads.EACH_ITS_OWN);
    final List<RtpSession.Track> tracks = new CopyOnWriteArrayList<>();
    final List<String> notes = new CopyOnWriteArrayList<>();
    final List<byte[]> rtp = new CopyOnWriteArrayList<>();
    final List<ValkkaException> failures = new CopyOnWriteArrayList<>();
    final AtomicInteger closed = new AtomicInteger();
    private final List<AtomicInteger> rtpOf = List.of(new AtomicInteger(), new AtomicInteger());
    private final AtomicInteger rtcp = new AtomicInteger();
    private final List<RtpSession> sessions = new ArrayList<>();

    static RtspClientSettings settings(String address, Transport transport) {
        return new RtspClientSettings(
                RtspAddress.parse(address),
                RtspTestListener::resolve,
                transport,
                0,
                true,
                null,
                () -> {
                    throw new AssertionError("no TLS here");
                },
                Duration.ofSeconds(10),
                InstantSource.system());
    }

    static RtspClientSettings impatient(RtspClientSettings s, Duration patience) {
        return new RtspClientSettings(
                s.address(), s.resolver(), s.transport(), 0, s.audio(), s.pin(), s.roots(), patience, s.clock());
    }

    static CompletableFuture<List<InetAddress>> resolve(RtspAddress address) {
        try {
            return CompletableFuture.completedFuture(List.of(InetAddress.getAllByName(address.host())));
        } catch (UnknownHostException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    RtspClient play(String address, Transport transport) {
        return play(settings(address, transport));
    }

    RtspClient play(RtspClientSettings settings) {
        return start(new RtspClient(network, settings, this));
    }

    <T extends RtpSession> T start(T session) {
        sessions.add(session);
        session.start();
        return session;
    }

    int rtp(int subsession) {
        return rtpOf.get(subsession).get();
    }

    int rtcp() {
        return rtcp.get();
    }

    void awaitPackets(int subsession, int count) {
        Deadline.until(this::toString, () -> rtp(subsession) >= count || !failures.isEmpty());
        if (!failures.isEmpty()) {
            throw new AssertionError("failed: " + failures);
        }
    }

    ValkkaException awaitFailure() {
        Deadline.until(this::toString, () -> closed.get() > 0);
        if (failures.size() != 1) {
            throw new AssertionError("one failure was awaited: " + this);
        }
        return failures.get(0);
    }

    @Override
    public void onPlaying(List<RtpSession.Track> playing, List<String> said) {
        tracks.addAll(playing);
        notes.addAll(said);
    }

    @Override
    public void onRtp(RtpSession.Track track, ByteBuf packet) {
        if (!tracks.contains(track)) {
            throw new AssertionError("a packet of a track that does not play");
        }
        rtp.add(ByteBufUtil.getBytes(packet));
        rtpOf.get(track.subsession()).incrementAndGet();
    }

    @Override
    public void onRtcp(RtpSession.Track track, ByteBuf packet) {
        rtcp.incrementAndGet();
    }

    @Override
    public void onFailure(ValkkaException failure) {
        failures.add(failure);
    }

    @Override
    public void onClosed() {
        closed.incrementAndGet();
    }

    @Override
    public void close() {
        sessions.forEach(RtpSession::close);
        Deadline.until(this::toString, () -> closed.get() >= sessions.size());
        network.close();
    }

    @Override
    public String toString() {
        return "tracks " + tracks + ", notes " + notes + ", RTP " + rtpOf + ", RTCP " + rtcp + ", failures " + failures
                + ", closed " + closed;
    }
}
