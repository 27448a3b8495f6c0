package valkka.kernel;

import java.util.Locale;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/**
 * The first bytes of a frame, drawn: the start code, the header with what its bits say, and the
 * data behind them.
 */
final class NalUnitDrawing {
    private static final int START_CODE = 4;
    private static final int BYTES_SHOWN = 24;
    private static final String GREY = "128,128,128,.18";
    private static final String ORANGE = "208,140,47,.45";
    private static final String BLUE = "47,111,159,.22";

    private NalUnitDrawing() {}

    static String of(BasicFrame frame) {
        int size = frame.size();
        if (frame.nalUnitType() < 0) {
            return row(part(frame, 0, Math.min(BYTES_SHOWN, size), BLUE, rest("data", size)));
        }
        int data = Math.min(size, START_CODE + headerLength(frame));
        return row(part(frame, 0, START_CODE, GREY, "start code")
                + part(frame, START_CODE, data, ORANGE, "header: " + header(frame))
                + part(frame, data, Math.min(BYTES_SHOWN, size), BLUE, rest("data", size - data)));
    }

    /** {@code IDR (a key frame's picture), NAL unit type 5}; empty for other frames. */
    static String kind(BasicFrame frame) {
        int type = frame.nalUnitType();
        String name = frame.codec().equals(Codec.H264) ? nameInH264(type) : "";
        return type < 0 ? "" : name.isEmpty() ? "NAL unit of type " + type : name + ", NAL unit type " + type;
    }

    private static String nameInH264(int type) {
        return switch (type) {
            case 1 -> "Slice: what has changed since other pictures";
            case 5 -> "IDR slice: a key frame's picture";
            case 6 -> "SEI: supplemental information";
            case 7 -> "SPS: sequence parameter set";
            case 8 -> "PPS: picture parameter set";
            case 9 -> "AUD: access unit delimiter";
            default -> "";
        };
    }

    /** H.264 section 7.3.1, H.265 section 7.3.1.2. */
    private static int headerLength(BasicFrame frame) {
        return frame.codec().equals(Codec.H265) ? 2 : 1;
    }

    private static String header(BasicFrame frame) {
        String type = "type " + frame.nalUnitType();
        if (frame.codec().equals(Codec.H264)) {
            int importance = (frame.payload().get(START_CODE) >> 5) & 3;
            return type + (importance == 0 ? ", no other picture needs it" : ", others need it");
        }
        return type;
    }

    private static String rest(String name, int bytes) {
        return String.format(Locale.ROOT, "%s, %,d bytes", name, bytes);
    }

    private static String row(String parts) {
        return "<div style=\"display:flex;flex-wrap:wrap;gap:4px;margin:6px 0\">" + parts + "</div>";
    }

    private static String part(BasicFrame frame, int from, int to, String color, String label) {
        if (from >= to) {
            return "";
        }
        StringBuilder bytes = new StringBuilder();
        for (int i = from; i < to; i++) {
            bytes.append(i == from ? "" : " ")
                    .append(String.format("%02x", frame.payload().get(i)));
        }
        if (to < frame.size() && to >= BYTES_SHOWN) {
            bytes.append(" …");
        }
        return "<div><div style=\"font-family:monospace;padding:4px 8px;background:rgba(" + color + ")\">" + bytes
                + "</div><div style=\"font-size:85%;opacity:.65;padding:0 2px\">" + Html.escape(label) + "</div></div>";
    }
}
