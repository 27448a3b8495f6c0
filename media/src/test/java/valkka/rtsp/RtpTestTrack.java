package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A receiver on an event loop whose clock is held, and all that it gave. */
final class RtpTestTrack implements RtpReceiver.Listener {
    final List<MediaUnit> units = new ArrayList<>();
    final List<String> remarks = new ArrayList<>();
    final RtpReceiver receiver;
    int goodbyes;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel channel =
            EmbeddedChannel.builder().ticker(ticker).build();
    private int sequence = 1;

    /** By TCP. */
    RtpTestTrack(MediaDescription track) {
        this(track, Duration.ZERO);
    }

    RtpTestTrack(MediaDescription track, Duration reordering) {
        receiver = new RtpReceiver(track, Depacketizer.of(track).orElseThrow(), channel.eventLoop(), reordering, this);
    }

    @Override
    public void unit(MediaUnit unit) {
        units.add(unit);
    }

    @Override
    public void remark(String line) {
        remarks.add(line);
    }

    @Override
    public void goodbye() {
        goodbyes++;
    }

    void pass(Duration time) {
        ticker.advance(time.toNanos(), java.util.concurrent.TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    long nanos() {
        return ticker.nanoTime();
    }

    /** The next payload in order. */
    RtpTestTrack payload(long timestamp, boolean marker, String hexadecimal) {
        return rtp(RtpTestPackets.packet(sequence++, timestamp, marker, RtpTestPackets.hex(hexadecimal)));
    }

    /** A packet that never comes. */
    RtpTestTrack loss() {
        sequence++;
        return this;
    }

    RtpTestTrack rtp(ByteBuf packet) {
        receiver.rtp(packet);
        return this;
    }

    /** The units in hexadecimal digits; {@code !} in front of those after a loss, {@code .} behind a marker. */
    List<String> told() {
        return units.stream()
                .map(unit ->
                        (unit.afterLoss() ? "!" : "") + RtpTestPackets.hex(unit.bytes()) + (unit.marker() ? "." : ""))
                .toList();
    }

    /** The same of NAL units, without their start codes. */
    List<String> nalUnits() {
        return told().stream().map(unit -> unit.replaceFirst("00000001", "")).toList();
    }

    List<Long> timestamps() {
        return units.stream().map(MediaUnit::timestamp).toList();
    }
}
