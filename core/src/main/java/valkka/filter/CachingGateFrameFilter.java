package valkka.filter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.SetupFrame;

/**
 * A gate that remembers the newest setup frame of each stream, and passes these on when it opens: what stands behind learns then what
 * comes, and not before. It is open at first, may be opened and closed by any thread, and markers pass always. libValkka: {@code
 * CachingGateFrameFilter}.
 *
 * <p>The setup frames go with the first frame behind {@link #set}, in the thread that brings it, so that what stands behind is
 * called by one thread.
 *
 * <pre>{@code
 * CachingGateFrameFilter gate = new CachingGateFrameFilter("gate", next);
 * gate.unSet();
 * gate.run(new SetupFrame(1, 0, 0, Codec.H264));   // stays here
 * gate.set();
 * gate.run(frame);                                 // both go on
 * }</pre>
 */
public final class CachingGateFrameFilter extends ChainFilter {
    private final Map<Stream, SetupFrame> cached = new LinkedHashMap<>();
    private boolean open = true;
    private boolean opened;

    private record Stream(int slot, int subsession) {}

    public CachingGateFrameFilter(String name) {
        super(name);
    }

    public CachingGateFrameFilter(String name, FrameFilter next) {
        super(name, next);
    }

    /** Opens it. */
    public synchronized void set() {
        opened |= !open;
        open = true;
    }

    /** Closes it. */
    public synchronized void unSet() {
        open = false;
    }

    @Override
    public void run(Frame frame) {
        for (Frame next : toPass(frame)) {
            pass(next);
        }
    }

    /**
     * Returns what passes now. One decision covers a frame and its setup frames: a gate that opens
     * meanwhile lets no frame pass without them.
     */
    private synchronized List<Frame> toPass(Frame frame) {
        List<Frame> passes = new ArrayList<>();
        if (open && opened && !(frame instanceof MarkerFrame)) {
            opened = false;
            if (frame instanceof SetupFrame) {
                cached.remove(streamOf(frame)); // this one is newer
            }
            passes.addAll(cached.values());
        }
        if (frame instanceof SetupFrame setup) {
            cached.put(streamOf(frame), setup);
        }
        if (open || frame instanceof MarkerFrame) {
            passes.add(frame);
        }
        return passes;
    }

    private static Stream streamOf(Frame frame) {
        return new Stream(frame.slot(), frame.subsession());
    }
}
