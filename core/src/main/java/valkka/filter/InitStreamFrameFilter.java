package valkka.filter;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.SetupFrame;

/**
 * Announces each stream by a {@link SetupFrame} in front of its first frame, and again when its
 * codec changes. A {@code FileFrameFilter} behind this filter needs these setup frames. A recording
 * keeps no setup frames, so this filter makes them for a reader's streams. A stream that brings a
 * setup frame gets no second one. libValkka: {@code InitStreamFrameFilter}.
 *
 * <pre>{@code
 * FrameFilter init = new InitStreamFrameFilter("init", next);
 * init.run(frame);   // a SetupFrame, and the frame
 * init.run(frame);   // the frame
 * }</pre>
 */
public final class InitStreamFrameFilter extends ChainFilter {
    @GuardedBy("this")
    private final Map<Stream, Codec> announced = new HashMap<>();

    private record Stream(int slot, int subsession) {}

    /** Makes a filter at the end of a chain. */
    public InitStreamFrameFilter(String name) {
        super(name);
    }

    /** Makes a filter that passes frames on to {@code next}. */
    public InitStreamFrameFilter(String name, FrameFilter next) {
        super(name, next);
    }

    @Override
    public void run(Frame frame) {
        Stream stream = new Stream(frame.slot(), frame.subsession());
        if (frame instanceof SetupFrame setup) {
            isNew(stream, setup.codec());
        } else if (frame instanceof BasicFrame basic && isNew(stream, basic.codec())) {
            pass(new SetupFrame(basic.slot(), basic.subsession(), basic.mstimestamp(), basic.codec()));
        }
        pass(frame);
    }

    private synchronized boolean isNew(Stream stream, Codec codec) {
        return !codec.equals(announced.put(stream, codec));
    }
}
