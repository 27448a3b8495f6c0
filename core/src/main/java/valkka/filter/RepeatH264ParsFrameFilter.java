package valkka.filter;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;

/**
 * Puts the last SPS and PPS of a stream in front of each IDR picture that comes without them.
 * Reading may then start at this picture. All other frames pass unchanged. libValkka:
 * {@code RepeatH264ParsFrameFilter}.
 *
 * <p>A {@code LiveThread} repeats them already. This filter is for frames from elsewhere.
 *
 * <pre>{@code
 * FrameFilter seekable = new RepeatH264ParsFrameFilter("repeat", next);
 * }</pre>
 */
public final class RepeatH264ParsFrameFilter extends ChainFilter {
    private static final int IDR = 5;
    private static final int SPS = 7;
    private static final int PPS = 8;

    @GuardedBy("this")
    private final Map<Stream, Parameters> streams = new HashMap<>();

    private record Stream(int slot, int subsession) {}

    /**
     * The state of one stream. One thread uses it at a time, since a stream's frames come one by
     * one.
     */
    private static final class Parameters {
        private @Nullable BasicFrame sps;
        private @Nullable BasicFrame pps;
        private boolean spsInFront;
        private boolean ppsInFront;
        private long picture = Long.MIN_VALUE; // the picture's time

        void beginPicture(long time) {
            if (time != picture) {
                picture = time;
                spsInFront = false;
                ppsInFront = false;
            }
        }
    }

    /** Makes a filter at the end of a chain. */
    public RepeatH264ParsFrameFilter(String name) {
        super(name);
    }

    /** Makes a filter that passes frames on to {@code next}. */
    public RepeatH264ParsFrameFilter(String name, FrameFilter next) {
        super(name, next);
    }

    @Override
    public void run(Frame frame) {
        if (frame instanceof BasicFrame basic && basic.codec().equals(Codec.H264)) {
            repeat(parametersOf(basic), basic);
        }
        pass(frame);
    }

    private synchronized Parameters parametersOf(BasicFrame frame) {
        return streams.computeIfAbsent(new Stream(frame.slot(), frame.subsession()), stream -> new Parameters());
    }

    private void repeat(Parameters known, BasicFrame frame) {
        long time = frame.mstimestamp();
        known.beginPicture(time);
        switch (frame.nalUnitType()) {
            case SPS -> {
                known.sps = frame;
                known.spsInFront = true;
            }
            case PPS -> {
                known.pps = frame;
                known.ppsInFront = true;
            }
            case IDR -> {
                if (known.sps != null && known.pps != null && !known.spsInFront) {
                    pass(known.sps.withMstimestamp(time));
                    known.spsInFront = true;
                }
                if (known.spsInFront && known.pps != null && !known.ppsInFront) {
                    pass(known.pps.withMstimestamp(time));
                    known.ppsInFront = true;
                }
            }
            default -> {}
        }
    }
}
