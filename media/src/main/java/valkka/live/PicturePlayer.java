package valkka.live;

import valkka.filter.FrameFilter;

/**
 * Puts the packets of one connection together to pictures: a picture ends where the pts changes. The last one is left out
 * when the connection ends, as nobody can tell whether it was whole.
 */
final class PicturePlayer {
    private final LiveStream stream;
    private final H264Framer framer;
    private final PictureBuffer picture = new PictureBuffer();
    private long ptsMicros;
    private long mstimestamp;

    PicturePlayer(LiveStream stream, FrameFilter output) {
        this.stream = stream;
        this.framer = new H264Framer(stream.context().slot(), output, stream.counters());
    }

    /** A connection begins. */
    void begin(RtspSource source) {
        stream.arrivals().restart();
        framer.announce(source.parameterSets());
    }

    /** Takes the packet that came now. False when its picture becomes too large, or the one before had too many units. */
    boolean packet(RtspSource source) {
        if (picture.isEmpty() || (source.hasPts() && source.ptsMicros() != ptsMicros)) {
            if (!framer.picture(picture.data(), picture.length(), mstimestamp)) {
                return false;
            }
            picture.clear();
            ptsMicros = source.hasPts() ? source.ptsMicros() : ptsMicros;
            mstimestamp = stream.context().timeCorrection() == TimeCorrectionType.SMART && source.hasPts()
                    ? stream.arrivals().stamp(ptsMicros)
                    : stream.arrivals().stampByArrival();
        }
        return source.appendTo(picture);
    }

    /** Whether the first key frame has come. */
    boolean hasStarted() {
        return framer.hasStarted();
    }
}
