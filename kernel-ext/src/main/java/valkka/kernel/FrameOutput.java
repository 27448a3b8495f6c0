package valkka.kernel;

import java.util.LinkedHashMap;
import java.util.Map;
import valkka.frame.BasicFrame;
import valkka.fs.Bytes;
import valkka.fs.FrameIndex;
import valkka.fs.RecordedFrame;

/** Frames: what a NAL unit says of itself, and its first bytes. */
final class FrameOutput {
    private static final int BYTES_SHOWN = 48;

    private FrameOutput() {}

    static Output of(RecordedFrame recorded) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("stream", "id " + recorded.id());
        facts.put("place", "block " + recorded.block() + ", byte " + recorded.offset() + " of the dumpfile");
        return card(recorded.frame(), recorded.toString(), facts);
    }

    static Output of(BasicFrame frame) {
        return card(frame, frame.toString(), new LinkedHashMap<>());
    }

    static Output of(FrameIndex index) {
        Map<String, Object> facts = new LinkedHashMap<>();
        if (index.size() > 0) {
            int last = index.size() - 1;
            facts.put("from", RecordingOutput.clock(index.mstimestamp(0)) + " UTC, block " + index.block(0));
            facts.put("to", RecordingOutput.clock(index.mstimestamp(last)) + " UTC, block " + index.block(last));
        }
        return Output.html(index.toString(), Html.title(index.size() + " frames", "") + Html.facts(facts));
    }

    private static Output card(BasicFrame frame, String text, Map<String, Object> facts) {
        facts.put("time", RecordingOutput.clock(frame.mstimestamp()) + " UTC, " + frame.mstimestamp() + " ms");
        facts.put("size", Bytes.text(frame.size()));
        if (frame.isSeekable()) {
            facts.put("seeking", "reading may start here");
        }
        return Output.html(
                text,
                Html.title(kind(frame), frame.codec().label()) + Html.facts(facts) + Html.terminal(hexadecimal(frame)));
    }

    private static String kind(BasicFrame frame) {
        int type = frame.nalUnitType();
        return type < 0 ? "a packet" : "NAL unit of type " + type;
    }

    private static String hexadecimal(BasicFrame frame) {
        StringBuilder text = new StringBuilder();
        int shown = Math.min(BYTES_SHOWN, frame.size());
        for (int i = 0; i < shown; i++) {
            text.append(i == 0 ? "" : i % 16 == 0 ? "\n" : " ")
                    .append(String.format("%02x", frame.payload().get(i)));
        }
        return text + (shown < frame.size() ? " …" : "");
    }
}
