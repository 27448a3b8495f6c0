package valkka.filter;

import java.util.Objects;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;

/**
 * Passes frames on to one of two filters, at first to the first filter. Markers go to both filters.
 * Any thread may switch. libValkka: {@code SwitchFrameFilter}.
 *
 * <pre>{@code
 * CountFrameFilter day = new CountFrameFilter("day");
 * CountFrameFilter night = new CountFrameFilter("night");
 * SwitchFrameFilter filter = new SwitchFrameFilter("switch", day, night);
 * filter.set2();
 * filter.run(frame);   // goes to night
 * }</pre>
 */
public final class SwitchFrameFilter implements FrameFilter {
    private static final FrameFilter NOTHING = frame -> {};

    private final String name;
    private final FrameFilter next1;
    private final FrameFilter next2;
    private volatile boolean second;

    /** Makes a switch without outputs. */
    public SwitchFrameFilter(String name) {
        this(name, NOTHING, NOTHING);
    }

    /** Makes a switch between two filters. */
    public SwitchFrameFilter(String name, FrameFilter next1, FrameFilter next2) {
        this.name = Objects.requireNonNull(name, "name");
        this.next1 = Objects.requireNonNull(next1, "next1");
        this.next2 = Objects.requireNonNull(next2, "next2");
    }

    /** Returns the name given at construction. */
    public String name() {
        return name;
    }

    /** Passes frames on to the first filter. */
    public void set1() {
        second = false;
    }

    /** Passes frames on to the second filter. */
    public void set2() {
        second = true;
    }

    @Override
    public void run(Frame frame) {
        if (frame instanceof MarkerFrame) {
            next1.run(frame);
            next2.run(frame);
        } else {
            (second ? next2 : next1).run(frame);
        }
    }

    @Override
    public String toString() {
        return "{SwitchFrameFilter:" + name + "}";
    }
}
