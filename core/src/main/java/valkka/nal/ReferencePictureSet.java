package valkka.nal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pictures that an H.265 picture keeps for reference, by their distance in the order of showing
 * (7.3.7 and 7.4.8).
 *
 * @param pictures first the earlier pictures, then the later ones, the nearest first
 * @param earlier how many of them are shown earlier
 */
record ReferencePictureSet(List<Reference> pictures, int earlier) {
    /** No picture is kept. */
    static final ReferencePictureSet EMPTY = new ReferencePictureSet(List.of(), 0);

    private static final int MOST = 16;

    /**
     * A picture that is kept.
     *
     * @param distance how far it is shown behind the picture that names it; never 0
     * @param used whether this picture itself refers to it
     */
    record Reference(int distance, boolean used) {}

    /**
     * Reads a set.
     *
     * @param known the sets of the SPS in front of this one
     * @param inSlice whether it stands in the header of a slice, and so behind all sets of the SPS
     * @return null where the bits are no set
     */
    static @Nullable ReferencePictureSet read(BitReader bits, List<ReferencePictureSet> known, boolean inSlice) {
        if (!known.isEmpty() && bits.flag()) {
            return predicted(bits, known, inSlice);
        }
        int earlier = bits.unsigned();
        int later = bits.unsigned();
        if (earlier > MOST || later > MOST - earlier) {
            return null;
        }
        List<Reference> pictures = new ArrayList<>();
        int distance = 0;
        for (int i = 0; i < earlier + later; i++) {
            boolean isEarlier = i < earlier;
            distance = i == earlier ? 0 : distance;
            int step = bits.unsigned();
            if (step > 1 << 15) {
                return null;
            }
            distance += isEarlier ? -(step + 1) : step + 1;
            pictures.add(new Reference(distance, bits.flag()));
        }
        return new ReferencePictureSet(pictures, earlier);
    }

    /** A set that is told as another one, moved. */
    private static @Nullable ReferencePictureSet predicted(
            BitReader bits, List<ReferencePictureSet> known, boolean inSlice) {
        int back = inSlice ? bits.unsigned() : 0;
        boolean backwards = bits.flag();
        int step = bits.unsigned();
        if (back >= known.size() || step > 1 << 15) {
            return null;
        }
        int move = backwards ? -(step + 1) : step + 1;
        ReferencePictureSet base = known.get(known.size() - 1 - back);
        List<Reference> moved = new ArrayList<>(); // those that are taken over; the base's own picture is the last
        for (int i = 0; i <= base.pictures.size(); i++) {
            boolean used = bits.flag();
            boolean kept = used || bits.flag();
            int distance = (i < base.pictures.size() ? base.pictures.get(i).distance : 0) + move;
            if (kept && distance != 0) {
                moved.add(new Reference(distance, used));
            }
        }
        moved.sort((a, b) -> order(a.distance, b.distance));
        int earlier = (int) moved.stream().filter(one -> one.distance < 0).count();
        return moved.size() > MOST ? null : new ReferencePictureSet(moved, earlier);
    }

    private static int order(int a, int b) {
        return (a < 0) == (b < 0) ? Integer.compare(Math.abs(a), Math.abs(b)) : (a < 0 ? -1 : 1);
    }
}
