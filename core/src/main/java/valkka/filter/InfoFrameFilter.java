package valkka.filter;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;

/**
 * Prints each frame with its first bytes and its age, and passes the frame on. libValkka:
 * {@code InfoFrameFilter}.
 *
 * <pre>
 * InfoFrameFilter: reader_out_filter start dump&gt;&gt;
 * InfoFrameFilter: FRAME   : &lt;BasicFrame: timestamp=1543314164986 ... / H264: slice_type=7&gt;
 * InfoFrameFilter: PAYLOAD : [0 0 0 1 103 100 0 31 172 17 22 160 80 5 186 16 0 1 25 64]
 * InfoFrameFilter: TIMEDIFF: 52 ms old
 * InfoFrameFilter: &lt;&lt;end dump
 * </pre>
 *
 * <pre>{@code
 * FrameFilter info = new InfoFrameFilter("info", next);
 * }</pre>
 */
public final class InfoFrameFilter extends ChainFilter {
    private static final int SHOWN_BYTES = 20;

    private final InstantSource clock;

    /** Makes a filter at the end of a chain. */
    public InfoFrameFilter(String name) {
        super(name);
        this.clock = InstantSource.system();
    }

    /** Makes a filter that passes frames on to {@code next}. */
    public InfoFrameFilter(String name, FrameFilter next) {
        this(name, next, InstantSource.system());
    }

    InfoFrameFilter(String name, FrameFilter next, InstantSource clock) {
        super(name, next);
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    @SuppressWarnings("SystemOut")
    public void run(Frame frame) {
        System.out.println(describe(frame, clock.instant()));
        pass(frame);
    }

    private String describe(Frame frame, Instant now) {
        StringBuilder text = new StringBuilder(320);
        String line = System.lineSeparator() + "InfoFrameFilter: ";
        text.append("InfoFrameFilter: ").append(name()).append(" start dump>>");
        text.append(line).append("FRAME   : ").append(frame);
        if (frame instanceof BasicFrame basic) {
            text.append(line)
                    .append("PAYLOAD : [")
                    .append(basic.firstBytes(SHOWN_BYTES))
                    .append(']');
            text.append(line)
                    .append("TIMEDIFF: ")
                    .append(now.toEpochMilli() - frame.mstimestamp())
                    .append(" ms old");
        }
        return text.append(line).append("<<end dump").toString();
    }
}
