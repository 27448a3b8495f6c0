package valkka.filter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;

/**
 * Prints each frame and its payload, and passes the frame on. The payload appears in hexadecimal
 * and as letters, 16 bytes a line and at most 4096 bytes. libValkka: {@code DumpFrameFilter}.
 *
 * <pre>{@code
 * FrameFilter dump = new DumpFrameFilter("dump", next);
 * dump.run(frame);
 * }</pre>
 */
public final class DumpFrameFilter extends ChainFilter {
    private static final int MOST_BYTES = 4096;
    private static final int LINE = 16;
    private static final String DIGITS = "0123456789abcdef";

    /** Makes a filter at the end of a chain. */
    public DumpFrameFilter(String name) {
        super(name);
    }

    /** Makes a filter that passes frames on to {@code next}. */
    public DumpFrameFilter(String name, FrameFilter next) {
        super(name, next);
    }

    @Override
    @SuppressWarnings("SystemOut")
    public void run(Frame frame) {
        System.out.println(describe(frame));
        pass(frame);
    }

    private String describe(Frame frame) {
        StringBuilder text = new StringBuilder("DumpFrameFilter: " + name() + " " + frame);
        if (frame instanceof BasicFrame basic) {
            ByteBuffer payload = basic.payload();
            int shown = Math.min(payload.limit(), MOST_BYTES);
            for (int start = 0; start < shown; start += LINE) {
                text.append(System.lineSeparator());
                line(text, payload, start, Math.min(start + LINE, shown));
            }
            if (shown < payload.limit()) {
                text.append(System.lineSeparator())
                        .append("... ")
                        .append(payload.limit() - shown)
                        .append(" bytes more");
            }
        }
        return text.toString();
    }

    /** Appends one line of a dump: {@code 00000010  67 42 c0 1e ...  gB..}. */
    private static void line(StringBuilder text, ByteBuffer payload, int start, int end) {
        text.append(String.format("%08x ", start));
        for (int i = start; i < start + LINE; i++) {
            text.append(i == start + LINE / 2 ? "  " : " ");
            if (i < end) {
                int value = payload.get(i) & 0xff;
                text.append(DIGITS.charAt(value >> 4)).append(DIGITS.charAt(value & 15));
            } else {
                text.append("  ");
            }
        }
        text.append("  ");
        byte[] letters = new byte[end - start];
        for (int i = start; i < end; i++) {
            byte value = payload.get(i);
            letters[i - start] = value >= ' ' && value < 127 ? value : (byte) '.';
        }
        text.append(new String(letters, StandardCharsets.US_ASCII));
    }
}
