package valkka.kernel;

import java.util.List;
import java.util.Optional;
import valkka.frame.BasicFrame;
import valkka.frame.ValkkaException;
import valkka.fs.FrameIndex;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSTool;
import valkka.media.Picture;
import valkka.media.Pictures;

/**
 * Finds the picture of a recorded frame. A single NAL unit cannot be decoded: decoding takes the
 * parameter sets and the pictures since the key frame. These are in the recording, so this class
 * looks for the recording among the open ones.
 */
final class FramePicture {
    private static final int WIDTH = 640;

    private FramePicture() {}

    /**
     * Empty where none of the recordings holds the frame, or it is of no picture, or the picture
     * cannot be decoded.
     */
    static Optional<Picture> of(RecordedFrame recorded, List<ValkkaFS> recordings) {
        if (recorded.frame().nalUnitType() < 0) {
            return Optional.empty();
        }
        return recordings.stream().flatMap(fs -> in(fs, recorded).stream()).findFirst();
    }

    private static Optional<Picture> in(ValkkaFS fs, RecordedFrame recorded) {
        long time = recorded.frame().mstimestamp();
        try {
            return holds(fs, recorded)
                    ? Optional.of(Pictures.at(fs, recorded.id(), time, WIDTH))
                            .filter(picture -> picture.mstimestamp() == time)
                    : Optional.empty();
        } catch (ValkkaException e) {
            // Overwritten since, or damaged: a frame is shown whatever became of its recording.
            return Optional.empty();
        }
    }

    /**
     * Another recording may have the same block and id, and no other has this frame at this place
     * and time.
     */
    private static boolean holds(ValkkaFS fs, RecordedFrame recorded) {
        if (recorded.block() >= fs.getPars().nBlocks()) {
            return false;
        }
        BasicFrame frame = recorded.frame();
        FrameIndex frames = new ValkkaFSTool(fs).frameIndex(recorded.block());
        for (int i = 0; i < frames.size(); i++) {
            if (frames.offset(i) == recorded.offset()) {
                return frames.id(i) == recorded.id()
                        && frames.mstimestamp(i) == frame.mstimestamp()
                        && frames.payloadSize(i) == frame.size();
            }
        }
        return false;
    }
}
