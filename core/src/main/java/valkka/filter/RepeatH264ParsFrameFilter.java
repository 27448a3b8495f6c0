package valkka.filter;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.nal.NalSyntax;
import valkka.nal.ParameterSets;

/**
 * Puts the SPS and PPS of a stream in front of each IDR picture that comes without them: the last
 * ones of each id. Reading may then start at this picture. All other frames pass unchanged. libValkka:
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

    @GuardedBy("this")
    private final Map<Stream, Parameters> streams = new HashMap<>();

    private record Stream(int slot, int subsession) {}

    /**
     * The state of one stream. One thread uses it at a time, since a stream's frames come one by
     * one.
     */
    private static final class Parameters {
        private final ParameterSets known = new ParameterSets(NalSyntax.H264);
        private final List<byte[]> inFront = new ArrayList<>(); // of the picture's slices, so far
        private long picture = Long.MIN_VALUE; // the picture's time

        void beginPicture(long time) {
            if (time != picture) {
                picture = time;
                inFront.clear();
            }
        }

        void learn(byte[] set) {
            known.learn(set);
            inFront.add(set);
        }

        /** Returns the known sets that do not stand in front of the picture yet. From now on they do. */
        List<byte[]> missing() {
            List<byte[]> missing = new ArrayList<>();
            for (byte[] set : known.all()) {
                if (inFront.stream().noneMatch(own -> Arrays.equals(own, set))) {
                    missing.add(set);
                }
            }
            inFront.addAll(missing);
            return missing;
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

    private void repeat(Parameters parameters, BasicFrame frame) {
        long time = frame.mstimestamp();
        int type = frame.nalUnitType();
        parameters.beginPicture(time);
        if (NalSyntax.H264.parameterSetKind(type) >= 0) {
            byte[] set = new byte[frame.size()];
            frame.copyTo(ByteBuffer.wrap(set), 0, set.length);
            parameters.learn(set);
        } else if (type == IDR) {
            for (byte[] set : parameters.missing()) {
                pass(BasicFrame.of(frame.slot(), frame.subsession(), time, frame.codec(), set));
            }
        }
    }
}
