package valkka.live;

import java.lang.System.Logger.Level;
import java.util.Optional;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.SetupFrame;
import valkka.rtsp.AdtsHeader;
import valkka.rtsp.Subsession;

/**
 * Makes frames of one connection's audio: one packet a {@link BasicFrame}, a {@link SetupFrame} in
 * front of the first. An AAC packet gets an ADTS header, without which nobody could tell its
 * sampling rate from a recording.
 */
final class AudioPlayer {
    private static final System.Logger LOG = System.getLogger("valkka.live");
    /** Larger than any packet of RTP, and than any frame that ADTS can announce. */
    private static final int MOST_BYTES = 64 << 10;

    private final LiveStream stream;
    private final LiveTrack track;
    private final FrameFilter output;
    private final FrameClock clock;
    private final Optional<AdtsHeader> adts;
    private boolean started;
    private boolean complained;

    AudioPlayer(LiveStream stream, LiveTrack track, FrameFilter output) {
        this.stream = stream;
        this.track = track;
        this.output = output;
        this.clock = stream.clock(track);
        this.adts = track.codec().equals(Codec.AAC) ? AdtsHeader.of(track.extradata()) : Optional.empty();
        clock.restart();
        if (track.codec().equals(Codec.AAC) && adts.isEmpty()) {
            complain("is AAC of a kind that ADTS cannot announce: it is passed on raw, and may not be playable later");
        }
    }

    /** Takes the packet that came now. */
    void packet(RtspSource source) {
        long mstimestamp = clock.stamp(source);
        int header = adts.isPresent() ? AdtsHeader.LENGTH : 0;
        int size = header + source.size();
        if (mstimestamp == FrameClock.UNKNOWN || source.size() == 0) {
            return;
        }
        if (size > (header > 0 ? AdtsHeader.LONGEST_FRAME : MOST_BYTES)) {
            complain("has a packet of " + source.size() + " bytes, which is left out, as all that are so large");
            return;
        }
        byte[] payload = new byte[size];
        adts.ifPresent(kind -> kind.write(payload));
        source.copyTo(payload, header);
        int slot = stream.context().slot();
        if (!started) {
            started = true;
            output.run(new SetupFrame(slot, Subsession.AUDIO, mstimestamp, track.codec()));
        }
        stream.counters().audioFrame(size);
        output.run(BasicFrame.of(slot, Subsession.AUDIO, mstimestamp, track.mediaType(), track.codec(), payload)
                .withSenderTime(clock.senderTime(source)));
    }

    private void complain(String fault) {
        if (!complained) {
            complained = true;
            LOG.log(Level.WARNING, () -> stream.context().address() + ": the sound " + fault);
        }
    }

    /** Returns whether the first packet has come. */
    boolean hasStarted() {
        return started;
    }
}
