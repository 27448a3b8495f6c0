package valkka.media;

import java.util.List;
import java.util.Optional;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaFS;
import valkka.nal.AccessUnit;
import valkka.nal.AccessUnitAssembler;

/**
 * Reads key frames in the order of time: several may stand in one block, which is read once.
 */
final class KeyFrameReader {
    private final ValkkaFS fs;
    private final long id;
    private int block = -1;
    private List<RecordedFrame> frames = List.of();

    KeyFrameReader(ValkkaFS fs, long id) {
        this.fs = fs;
        this.id = id;
    }

    /** The next block is read only where the picture goes on there. */
    Optional<AccessUnit> read(PictureSearch.KeyFrame key) {
        AccessUnitAssembler assembler = new AccessUnitAssembler();
        boolean begun = false;
        for (int next : key.blocks()) {
            for (RecordedFrame recorded : framesOf(next)) {
                if (!Pictures.isVideoOf(recorded, id)) {
                    continue;
                }
                if (recorded.frame().mstimestamp() == key.time()) {
                    begun = true;
                    Optional<AccessUnit> unit = assembler.add(recorded.frame());
                    if (unit.isPresent()) {
                        return unit;
                    }
                } else if (begun) {
                    return assembler.finish();
                }
            }
        }
        return assembler.finish();
    }

    private List<RecordedFrame> framesOf(int wanted) {
        if (block != wanted) {
            frames = fs.readBlock(wanted);
            block = wanted;
        }
        return frames;
    }
}
