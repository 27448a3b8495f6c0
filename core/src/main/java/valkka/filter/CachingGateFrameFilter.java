package valkka.filter;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.SetupFrame;

/**
 * A gate that remembers the newest setup frame of each stream, and passes the setup frames on when
 * the gate opens. So the next filter learns of a stream only when its frames can come. The gate is
 * open at first. Any thread may open and close it. Markers always pass. libValkka:
 * {@code CachingGateFrameFilter}.
 *
 * <p>The setup frames go on with the first frame after {@link #set}, in the thread of that frame.
 * So one thread calls the next filter.
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
    @GuardedBy("this")
    private final Map<Stream, SetupFrame> cached = new LinkedHashMap<>();

    @GuardedBy("this")
    private boolean open = true;

    @GuardedBy("this")
    private boolean opened;

    private record Stream(int slot, int subsession) {}

    /** Makes an open gate at the end of a chain. */
    public CachingGateFrameFilter(String name) {
        super(name);
    }

    /** Makes an open gate that passes frames on to {@code next}. */
    public CachingGateFrameFilter(String name, FrameFilter next) {
        super(name, next);
    }

    /** Opens the gate. */
    public synchronized void set() {
        opened |= !open;
        open = true;
    }

    /** Closes the gate. */
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
     * Returns the frames that pass now. One decision covers a frame and its setup frames: a gate
     * that opens meanwhile lets no frame pass without its setup frames.
     */
    private synchronized List<Frame> toPass(Frame frame) {
        List<Frame> passes = new ArrayList<>();
        if (open && opened && !(frame instanceof MarkerFrame)) {
            opened = false;
            if (frame instanceof SetupFrame) {
                cached.remove(streamOf(frame)); // the new setup frame replaces the cached one
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
