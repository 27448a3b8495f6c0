package valkka.live;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.SetupFrame;
import valkka.rtsp.MediaUnit;
import valkka.rtsp.RtpSession;
import valkka.rtsp.Subsession;

/**
 * Makes frames of one connection's sound: one packet a {@link BasicFrame}, a {@link SetupFrame} in
 * front of the first.
 */
final class AudioTrack extends MediaTrack {
    private final LiveStream stream;
    private final Output output;
    private boolean started;
    private boolean passes;

    AudioTrack(
            LiveStream stream,
            RtpSession.Track track,
            LiveNetwork network,
            LiveEnvironment environment,
            Output output,
            Consumer<String> notes) {
        super(stream, track, network, environment, notes);
        this.stream = stream;
        this.output = output;
    }

    /** @param passesOn whether its frames go on: before the first picture they are left out */
    void rtp(ByteBuf packet, boolean passesOn) {
        passes = passesOn;
        rtp(packet);
    }

    @Override
    public void unit(MediaUnit unit) {
        if (!passes) {
            stream.counters().droppedBeforeKey(1);
            return;
        }
        long mstimestamp = stamp(unit.timestamp(), unit.arrivalNanos());
        if (mstimestamp == FrameClock.UNKNOWN || unit.bytes().length == 0) {
            return;
        }
        List<Frame> frames = new ArrayList<>(2);
        if (!started) {
            frames.add(new SetupFrame(slot(), Subsession.AUDIO, mstimestamp, codec()));
        }
        frames.add(BasicFrame.of(slot(), Subsession.AUDIO, mstimestamp, codec(), unit.bytes())
                .withSenderTime(senderTime(unit.timestamp())));
        if (output.frames(unit.bytes().length, frames)) {
            started = true;
            stream.sawSound();
        } else {
            stream.counters().droppedInQueue(1);
        }
    }

    @Override
    boolean hasStarted() {
        return started;
    }
}
