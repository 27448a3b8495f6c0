package valkka.filter;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.MediaType;
import valkka.frame.ValkkaException;

/**
 * Counts pictures a second, prints the number at regular intervals, and passes every frame on.
 * Frames of one slot with one timestamp are one picture. Audio is not counted. libValkka:
 * {@code FPSCountFrameFilter}, which counts frames.
 *
 * <pre>{@code
 * FPSCountFrameFilter fps = new FPSCountFrameFilter("fps", 3000, next);
 * fps.run(frame);
 * System.out.println(fps.fps());   // of the last three seconds; 0 before they are over
 * }</pre>
 */
public final class FPSCountFrameFilter extends ChainFilter {
    private final long interval;
    private final InstantSource clock;

    @GuardedBy("this")
    private final Map<Integer, Long> lastTimes = new HashMap<>(); // by slot

    @GuardedBy("this")
    private long begin;

    @GuardedBy("this")
    private long pictures;

    @GuardedBy("this")
    private double fps;

    /**
     * Makes a filter at the end of a chain.
     *
     * @param interval how often the filter prints, in ms
     * @throws ValkkaException {@code BAD_ARGUMENT} when {@code interval} is not positive
     */
    public FPSCountFrameFilter(String name, long interval) {
        super(name);
        this.interval = checked(interval);
        this.clock = InstantSource.system();
        this.begin = clock.millis();
    }

    /**
     * Makes a filter that passes frames on to {@code next}.
     *
     * @param interval how often the filter prints, in ms
     * @throws ValkkaException {@code BAD_ARGUMENT} when {@code interval} is not positive
     */
    public FPSCountFrameFilter(String name, long interval, FrameFilter next) {
        this(name, interval, next, InstantSource.system());
    }

    FPSCountFrameFilter(String name, long interval, FrameFilter next, InstantSource clock) {
        super(name, next);
        this.interval = checked(interval);
        this.clock = Objects.requireNonNull(clock, "clock");
        this.begin = clock.millis();
    }

    private static long checked(long interval) {
        if (interval <= 0) {
            throw ValkkaException.badArgument("counting frames every " + interval + " ms: give more than 0");
        }
        return interval;
    }

    /** Returns the pictures a second of the last full interval, or 0 before the first full one. */
    public synchronized double fps() {
        return fps;
    }

    @Override
    @SuppressWarnings("SystemOut")
    public void run(Frame frame) {
        String line = count(frame);
        if (line != null) {
            System.out.println(line);
        }
        pass(frame);
    }

    /** Returns the line to print, or null. */
    private synchronized @Nullable String count(Frame frame) {
        if (frame instanceof BasicFrame basic && basic.mediaType() != MediaType.AUDIO) {
            Long last = lastTimes.put(basic.slot(), basic.mstimestamp());
            pictures += last == null || last != basic.mstimestamp() ? 1 : 0;
        }
        long passed = clock.millis() - begin;
        if (passed < 0) {
            begin += passed; // the clock was set back
        }
        if (passed < interval) {
            return null;
        }
        fps = pictures * 1000.0 / passed;
        begin += passed;
        pictures = 0;
        return String.format(Locale.ROOT, "FPSCountFrameFilter: %s: %.2f pictures a second", name(), fps);
    }
}
