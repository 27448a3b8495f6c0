package valkka.rtsp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import valkka.frame.BasicFrame;
import valkka.fs.Block;
import valkka.fs.TimeRange;
import valkka.nal.AccessUnit;
import valkka.nal.AccessUnitAssembler;

/** The way backwards: the key frames alone, the newest first. */
final class BackwardCursor implements RecordingCursor {
    private final RecordedStream stream;
    private final List<Block> blocks; // the next one last
    private final TimeRange piece;
    /**
     * The first picture of the block that was read last: it may begin in the block in front, which
     * is read next.
     */
    private List<BasicFrame> held = List.of();

    private boolean ended;

    BackwardCursor(RecordedStream stream, List<Block> blocks, TimeRange piece) {
        this.stream = stream;
        this.blocks = new ArrayList<>(blocks);
        this.piece = piece;
    }

    @Override
    public boolean isAtEnd() {
        return ended;
    }

    @Override
    public List<RtpAccessUnit> read() {
        if (blocks.isEmpty()) {
            ended = true;
            List<RtpAccessUnit> last = keys(held);
            held = List.of();
            return last;
        }
        List<BasicFrame> frames = stream.read(blocks.remove(blocks.size() - 1)).stream()
                .filter(RecordedStream::isPicture)
                .toList();
        if (frames.isEmpty()) {
            return List.of();
        }
        int first = 1;
        while (first < frames.size()
                && frames.get(first).mstimestamp() == frames.get(0).mstimestamp()) {
            first++;
        }
        List<BasicFrame> rest = new ArrayList<>(frames.subList(first, frames.size()));
        boolean oneWithHeld = rest.isEmpty()
                && !held.isEmpty()
                && held.get(0).mstimestamp() == frames.get(0).mstimestamp();
        List<BasicFrame> begin = new ArrayList<>(frames.subList(0, first));
        if (oneWithHeld) {
            begin.addAll(held);
            held = begin;
            return List.of();
        }
        rest.addAll(held);
        held = begin;
        return keys(rest);
    }

    private List<RtpAccessUnit> keys(List<BasicFrame> frames) {
        AccessUnitAssembler pictures = new AccessUnitAssembler();
        List<RtpAccessUnit> keys = new ArrayList<>();
        for (BasicFrame frame : frames) {
            pictures.add(frame).ifPresent(picture -> take(picture, keys));
        }
        pictures.finish().ifPresent(picture -> take(picture, keys));
        Collections.reverse(keys);
        return keys;
    }

    private void take(AccessUnit picture, List<RtpAccessUnit> keys) {
        if (picture.key() && piece.contains(picture.mstimestamp())) {
            keys.add(RecordedStream.unit(picture));
        }
    }
}
