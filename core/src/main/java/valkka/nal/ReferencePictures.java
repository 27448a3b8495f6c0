package valkka.nal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells by the references of H.265 pictures whether one is missing between them (8.3.2). A picture
 * names all pictures that it and later ones refer to, so each of them is a picture before, or a
 * picture that the picture before has named. The count of the order of showing is taken by its low
 * bits alone: far fewer pictures are kept than these bits can tell apart.
 */
final class ReferencePictures {
    private static final int UNIT_HEADER = 4; // behind the start code

    private final Set<Integer> kept = new HashSet<>(); // of the picture before, and this picture
    private boolean known; // a picture has come, and it could be read

    /**
     * Returns whether a picture finds what it refers to. Takes each picture, in the order of
     * decoding.
     *
     * @param slice at least the first bytes of its first slice, behind a start code
     */
    boolean follows(ParameterSets sets, byte[] slice, int length) {
        int type = NalSyntax.H265.type(slice[UNIT_HEADER]);
        boolean startsAnew = type >= 16 && type <= 20; // BLA and IDR
        BitReader bits = new BitReader(slice, UNIT_HEADER + NalSyntax.H265.headerBytes(), length);
        boolean first = bits.flag();
        bits.bits(type >= 16 && type <= 23 ? 1 : 0); // no_output_of_prior_pics_flag
        @Nullable PictureParameters picture = sets.picture(bits.unsigned());
        if (!first || picture == null || sets.sequence(picture).orderCountBits() == 0) {
            known = false;
            return true;
        }
        SequenceParameters sequence = sets.sequence(picture);
        bits.bits(picture.extraHeaderBits());
        bits.unsigned(); // slice_type
        bits.bits(picture.outputFlag() ? 1 : 0);
        bits.bits(sequence.separatePlanes() ? 2 : 0);
        boolean idr = type == 19 || type == 20;
        int place = idr ? 0 : bits.bits(sequence.orderCountBits());
        @Nullable ReferencePictureSet references = idr ? ReferencePictureSet.EMPTY : references(bits, sequence);
        if (references == null) {
            known = false;
            return true;
        }
        return compare(references, place, (1 << sequence.orderCountBits()) - 1, startsAnew);
    }

    private static @Nullable ReferencePictureSet references(BitReader bits, SequenceParameters sequence) {
        List<ReferencePictureSet> sets = sequence.referenceSets();
        if (!bits.flag()) {
            return ReferencePictureSet.read(bits, sets, true);
        }
        if (sets.isEmpty()) {
            return null;
        }
        int index = bits.bits(Integer.SIZE - Integer.numberOfLeadingZeros(sets.size() - 1));
        return index < sets.size() ? sets.get(index) : null;
    }

    private boolean compare(ReferencePictureSet references, int place, int mask, boolean startsAnew) {
        boolean follows = true;
        Set<Integer> now = new HashSet<>();
        now.add(place);
        for (ReferencePictureSet.Reference reference : references.pictures()) {
            int other = (place + reference.distance()) & mask;
            follows &= startsAnew || !known || !reference.used() || kept.contains(other);
            now.add(other); // one that is missing is told of once
        }
        kept.clear();
        kept.addAll(now);
        known = true;
        return follows;
    }
}
