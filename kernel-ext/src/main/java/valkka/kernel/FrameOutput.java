package valkka.kernel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import valkka.frame.BasicFrame;
import valkka.fs.Bytes;
import valkka.fs.FrameIndex;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaFS;
import valkka.media.Picture;

/** Frames: the picture they are of, what their NAL unit says of itself, and its first bytes. */
final class FrameOutput {
    private FrameOutput() {}

    /** @param recordings that may hold it */
    static Output of(RecordedFrame recorded, List<ValkkaFS> recordings) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("stream", "id " + recorded.id());
        facts.put("place", "block " + recorded.block() + ", byte " + recorded.offset() + " of the dumpfile");
        String picture = FramePicture.of(recorded, recordings)
                .map(FrameOutput::shown)
                .orElse(
                        recorded.frame().nalUnitType() < 0
                                ? ""
                                : Html.quiet(
                                        "no picture: its recording is not open in the session, or cannot be decoded here"));
        return card(recorded.frame(), recorded.toString(), facts, picture);
    }

    static Output of(BasicFrame frame) {
        return card(frame, frame.toString(), new LinkedHashMap<>(), "");
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

    private static String shown(Picture picture) {
        return PictureOutput.of(picture.image()).asHtml()
                + Html.quiet("the picture that it is a part of" + (picture.damaged() ? ", damaged" : ""));
    }

    private static Output card(BasicFrame frame, String text, Map<String, Object> facts, String picture) {
        facts.put("time", RecordingOutput.clock(frame.mstimestamp()) + " UTC, " + frame.mstimestamp() + " ms");
        facts.put("size", Bytes.text(frame.size()));
        if (frame.isSeekable()) {
            facts.put("seeking", "reading may start here");
        }
        String kind = Optional.of(NalUnitDrawing.kind(frame))
                .filter(words -> !words.isEmpty())
                .orElse("a packet");
        return Output.html(
                text, Html.title(kind, frame.codec().label()) + Html.facts(facts) + NalUnitDrawing.of(frame) + picture);
    }
}
