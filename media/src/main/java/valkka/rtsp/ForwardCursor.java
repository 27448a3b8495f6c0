package valkka.rtsp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import valkka.frame.BasicFrame;
import valkka.fs.Block;
import valkka.fs.TimeRange;
import valkka.nal.AccessUnit;
import valkka.nal.AccessUnitAssembler;

/**
 * The way forwards: from a key frame on all pictures with their sound, or the key frames alone.
 * Behind a block that was overwritten it goes on at the next key frame.
 */
final class ForwardCursor implements RecordingCursor {
    private static final int MOST_HELD_SOUNDS = 100;

    private final RecordedStream stream;
    private final Iterator<Block> blocks;
    private final TimeRange piece;
    private final boolean keyFramesAlone;
    private final AccessUnitAssembler pictures = new AccessUnitAssembler();
    /** Recorded behind a picture that the next one will complete. */
    private final List<BasicFrame> sounds = new ArrayList<>();

    private Iterator<BasicFrame> frames = Collections.emptyIterator();
    private boolean started;
    private boolean ended;

    /** @param piece from the time of the key frame where it begins */
    ForwardCursor(RecordedStream stream, List<Block> blocks, TimeRange piece, boolean keyFramesAlone) {
        this.stream = stream;
        this.blocks = blocks.iterator();
        this.piece = piece;
        this.keyFramesAlone = keyFramesAlone;
    }

    @Override
    public boolean isAtEnd() {
        return ended;
    }

    @Override
    public List<RtpAccessUnit> read() {
        List<RtpAccessUnit> units = new ArrayList<>();
        if (!frames.hasNext()) {
            nextBlock(units);
        }
        int bytes = 0;
        while (bytes < PIECE_BYTES && frames.hasNext() && !ended) {
            BasicFrame frame = frames.next();
            bytes += frame.size();
            if (RecordedStream.isPicture(frame)) {
                pictures.add(frame).ifPresent(picture -> take(picture, units));
            } else if (!keyFramesAlone) {
                sounds.add(frame);
                if (sounds.size() >= MOST_HELD_SOUNDS) {
                    takeSounds(units);
                }
            }
        }
        return units;
    }

    private void nextBlock(List<RtpAccessUnit> units) {
        if (!blocks.hasNext()) {
            Optional<AccessUnit> last = pictures.finish();
            last.ifPresent(picture -> take(picture, units));
            takeSounds(units);
            ended = true;
            return;
        }
        Optional<List<BasicFrame>> read = stream.readIfThere(blocks.next());
        if (read.isEmpty()) {
            pictures.clear();
            sounds.clear();
            started = false; // what follows refers to what is gone
        }
        frames = read.orElse(List.of()).iterator();
    }

    private void take(AccessUnit picture, List<RtpAccessUnit> units) {
        if (picture.mstimestamp() > piece.to()) {
            takeSounds(units);
            ended = true;
            return;
        }
        started |= picture.key() && picture.mstimestamp() >= piece.from();
        if (started && (picture.key() || !keyFramesAlone)) {
            units.add(RecordedStream.unit(picture));
        }
        takeSounds(units);
    }

    private void takeSounds(List<RtpAccessUnit> units) {
        for (BasicFrame sound : sounds) {
            if (started && piece.contains(sound.mstimestamp())) {
                units.add(RecordedStream.sound(sound));
            }
        }
        sounds.clear();
    }
}
