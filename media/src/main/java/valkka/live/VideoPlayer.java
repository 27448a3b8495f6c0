package valkka.live;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.nal.NalSyntax;

/**
 * Puts the packets of one connection's video together to pictures: a picture ends where the pts
 * changes. The last one is left out when the connection ends, as nobody can tell whether it was
 * whole.
 */
final class VideoPlayer {
    private final FrameClock clock;
    private final NalFramer framer;
    private final StreamCounters counters;
    private final PictureBuffer picture = new PictureBuffer();
    private long ptsMicros;
    private long mstimestamp;
    private @Nullable Instant senderTime;

    VideoPlayer(LiveStream stream, LiveTrack track, FrameFilter output) {
        this.clock = stream.clock(track);
        this.counters = stream.counters();
        this.framer =
                new NalFramer(NalSyntax.of(track.codec()), stream.context().slot(), output, counters);
        clock.restart();
        framer.announce(track.extradata());
    }

    /**
     * Takes the packet that came now. False when its picture becomes too large, or the one before
     * had too many units.
     */
    boolean packet(RtspSource source) {
        if (picture.isEmpty() || (source.hasPts() && source.ptsMicros() != ptsMicros)) {
            long arrival = clock.stamp(source); // now, and not when a slow filter has taken the picture before
            if (!finishPicture()) {
                return false;
            }
            picture.clear();
            ptsMicros = source.hasPts() ? source.ptsMicros() : ptsMicros;
            mstimestamp = arrival;
            senderTime = clock.senderTime(source);
        }
        int at = picture.extend(source.size());
        if (at >= 0 && source.size() > 0) {
            source.copyTo(picture.data(), at);
        }
        return at >= 0;
    }

    private boolean finishPicture() {
        if (mstimestamp == FrameClock.UNKNOWN) {
            counters.droppedBeforeKey(1);
            return true;
        }
        return framer.picture(picture.data(), picture.length(), mstimestamp, senderTime);
    }

    /** Returns whether the first key frame has come. */
    boolean hasStarted() {
        return framer.hasStarted();
    }
}
