package valkka.live;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.rtsp.Depacketizer;
import valkka.rtsp.RtpReceiver;
import valkka.rtsp.RtpSession;
import valkka.rtsp.RtpStats;

/** A track of one connection: its packets become frames. It lives on the event loop. */
abstract class MediaTrack implements RtpReceiver.Listener {
    private static final System.Logger LOG = System.getLogger("valkka.live");
    private static final int REPORT_BYTES = 128;

    /** Where the frames go. */
    @FunctionalInterface
    interface Output {
        /**
         * Takes the frames of a picture or of a packet of sound.
         *
         * @return false when there was no room for them
         */
        boolean frames(int bytes, List<Frame> frames);
    }

    private final LiveStream stream;
    private final RtpSession.Track track;
    private final FrameClock clock;
    private final LiveNetwork network;
    private final LiveEnvironment environment;
    private final Consumer<String> notes;
    private final RtpReceiver receiver;
    private final Codec codec;
    private RtpStats counted = new RtpStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    MediaTrack(
            LiveStream stream,
            RtpSession.Track track,
            LiveNetwork network,
            LiveEnvironment environment,
            Consumer<String> notes) {
        this.stream = stream;
        this.track = track;
        this.network = network;
        this.environment = environment;
        this.notes = notes;
        this.clock = stream.clock(track.subsession());
        Depacketizer depacketizer = Depacketizer.of(track.description())
                .orElseThrow(() -> new ValkkaException(
                        Kind.IO, stream.context().address() + ": " + track.description() + " cannot be recorded"));
        this.codec = depacketizer.codec();
        Duration asked = stream.context().reorderingTime();
        Duration reordering = !track.overUdp() ? Duration.ZERO : asked == null ? RtpReceiver.REORDERING : asked;
        this.receiver = new RtpReceiver(track.description(), depacketizer, network.loop(), reordering, this);
        clock.restart();
    }

    final void rtp(ByteBuf packet) {
        receiver.rtp(packet);
    }

    final void rtcp(ByteBuf packet) {
        receiver.rtcp(packet);
    }

    /** Counts the losses, and tells the camera of them. */
    final void report(RtpSession session) {
        count();
        ByteBuf out = Unpooled.buffer(REPORT_BYTES);
        receiver.writeReceiverReport(out);
        session.sendRtcp(track, out);
    }

    final void close() {
        receiver.close();
        count();
    }

    private void count() {
        RtpStats now = receiver.stats();
        stream.counters()
                .network(now.sent() - counted.sent(), now.packets() - counted.packets(), now.lost() - counted.lost());
        counted = now;
    }

    /** Returns what came through the network so far. */
    final RtpStats received() {
        return receiver.stats();
    }

    final Codec codec() {
        return codec;
    }

    final int slot() {
        return stream.context().slot();
    }

    /** Returns the Unix time in ms of what arrived then; {@link FrameClock#UNKNOWN} while it is unknown. */
    final long stamp(long timestamp, long arrivalNanos) {
        long rate = Math.max(1, track.description().clockRate());
        long micros = timestamp / rate * 1_000_000 + timestamp % rate * 1_000_000 / rate;
        long agoMillis = (network.loop().ticker().nanoTime() - arrivalNanos) / 1_000_000;
        return clock.stamp(micros, senderTime(timestamp), environment.clock().millis() - agoMillis);
    }

    /** Returns the camera's own time of a timestamp, or {@code null}. */
    final @Nullable Instant senderTime(long timestamp) {
        return receiver.senderTime(timestamp).orElse(null);
    }

    /** Tells the user, with the stream's state. */
    final void note(String line) {
        notes.accept(line);
    }

    @Override
    public final void remark(String line) {
        LOG.log(Level.WARNING, () -> stream.context().address() + ": the " + name() + ": " + line);
    }

    /** Returns whether frames have come. */
    abstract boolean hasStarted();

    private String name() {
        return track.subsession() == 0 ? "picture" : "sound";
    }

    /** As in {@code H264 video}. */
    @Override
    public String toString() {
        return codec + (track.subsession() == 0 ? " video" : " audio");
    }
}
