package valkka.nal;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/**
 * Tells which pictures behind an entry point cannot be decoded by a decoder that starts there: they
 * are shown before it, and refer to what came before it. H.265 marks them as RASL. H.264 tells by
 * their place in the order of showing.
 */
public final class LeadingPictures {
    private static final int RASL_N = 8;
    private static final int RASL_R = 9;

    private final ParameterSets sets = new ParameterSets(NalSyntax.H264);
    private boolean possible;
    private @Nullable SliceHeader entry; // of H.264

    /** Makes it; nothing is leading before the first entry point. */
    public LeadingPictures() {}

    /** Begins at an entry point. */
    public void begin(AccessUnit unit) {
        EntryPoint.Kind kind = unit.entry().kind();
        boolean h264 = unit.codec().equals(Codec.H264);
        possible = kind == EntryPoint.Kind.CRA || kind == EntryPoint.Kind.BLA || kind == EntryPoint.Kind.RECOVERY_POINT;
        entry = null;
        if (possible && h264) {
            for (BasicFrame set : unit.parameterSets()) {
                ByteBuffer copy = ByteBuffer.allocate(set.size());
                set.copyTo(copy, 0, set.size());
                sets.learn(copy.array());
            }
            entry = unit.sliceHeader(sets);
        }
    }

    /**
     * Returns whether a picture is to be left out. Takes each picture behind the entry point, in
     * the order of decoding.
     */
    public boolean isLeading(AccessUnit unit) {
        if (!possible) {
            return false;
        }
        if (unit.key()) {
            possible = false;
            return false;
        }
        if (entry == null) {
            int type = unit.firstSlice().nalUnitType();
            return type == RASL_N || type == RASL_R;
        }
        boolean leading = unit.sliceHeader(sets).isShownBefore(entry);
        possible = leading; // the first one that is shown later ends them
        return leading;
    }
}
