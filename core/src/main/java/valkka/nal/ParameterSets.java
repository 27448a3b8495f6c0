package valkka.nal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parameter sets of one video stream, by kind and id. Of two sets with one id the newer one
 * counts. A slice names a PPS, this names an SPS, and of H.265 this names a VPS: so a stream may
 * use several sets of a kind in turn. The standards bound the ids, and so the number of sets.
 *
 * <p>A set whose id cannot be read is no reason to lose a recording: the newest one of its kind is
 * kept, and every picture is then taken to find its sets here, as soon as there is one of each kind.
 *
 * <p>One thread at a time uses them.
 */
public final class ParameterSets {
    /** Many times the length of any parameter set; a longer one is ignored. */
    public static final int MAX_BYTES = 16 << 10;

    private static final int START_CODE = 4;
    private static final int UNREADABLE = Integer.MAX_VALUE; // behind all ids
    private static final int[] H264_MOST = {32, 256}; // SPS, PPS
    private static final int[] H265_MOST = {16, 16, 64}; // VPS, SPS, PPS

    private final NalSyntax syntax;
    private final boolean h265;
    private final List<Map<Integer, byte[]>> known = new ArrayList<>(); // by kind and id, behind start codes
    private final Map<Integer, SequenceParameters> sequences = new TreeMap<>();
    private final Map<Integer, PictureParameters> pictures = new TreeMap<>();
    private boolean unreadable;
    private @Nullable List<byte[]> usable = List.of(); // null where it is to be made anew

    /** Makes an empty collection. */
    public ParameterSets(NalSyntax syntax) {
        this.syntax = syntax;
        this.h265 = syntax == NalSyntax.H265;
        for (int kind = 0; kind < syntax.parameterSetKinds(); kind++) {
            known.add(new TreeMap<>());
        }
    }

    /**
     * Takes a NAL unit, and keeps it if it is a parameter set.
     *
     * @param unit behind its start code {@code 00 00 00 01}; it is not copied
     * @return whether it is a parameter set that was not known
     */
    public boolean learn(byte[] unit) {
        if (unit.length <= START_CODE + syntax.headerBytes() || unit.length > MAX_BYTES) {
            return false;
        }
        int kind = syntax.parameterSetKind(syntax.type(unit[START_CODE]));
        return kind >= 0 && keep(unit, kind);
    }

    private boolean keep(byte[] unit, int kind) {
        BitReader bits = new BitReader(unit, START_CODE + syntax.headerBytes(), unit.length);
        int kinds = known.size();
        SequenceParameters sequence = null;
        PictureParameters picture = null;
        int id;
        if (kind == kinds - 1) {
            picture = h265 ? PictureParameters.h265(bits) : PictureParameters.h264(bits);
            id = picture.id();
        } else if (kind == kinds - 2) {
            sequence = h265 ? SequenceParameters.h265(bits) : SequenceParameters.h264(bits);
            id = sequence.id();
        } else {
            id = bits.bits(4);
        }
        if (id >= (h265 ? H265_MOST : H264_MOST)[kind]) {
            id = UNREADABLE;
            unreadable = true;
        }
        byte[] before = known.get(kind).get(id);
        if (before != null && Arrays.equals(before, unit)) {
            return false;
        }
        known.get(kind).put(id, unit);
        if (sequence != null && id != UNREADABLE) {
            sequences.put(id, sequence);
        }
        if (picture != null && id != UNREADABLE) {
            pictures.put(id, picture);
        }
        usable = null;
        return true;
    }

    /**
     * Returns the sets that slices can use, behind their start codes: those of a lower kind first,
     * and by ids within a kind. They go in front of a picture where decoding can start. A set that
     * names an unknown one is left out. The same list is returned until a set changes.
     */
    public List<byte[]> all() {
        List<byte[]> current = usable;
        if (current == null) {
            current = List.copyOf(unreadable ? everything() : whatSlicesCanUse());
            usable = current;
        }
        return current;
    }

    private List<byte[]> everything() {
        List<byte[]> all = new ArrayList<>();
        known.forEach(kind -> all.addAll(kind.values()));
        return all;
    }

    private List<byte[]> whatSlicesCanUse() {
        List<byte[]> all = new ArrayList<>();
        if (h265) {
            all.addAll(known.get(0).values());
        }
        int kinds = known.size();
        known.get(kinds - 2).forEach((id, set) -> {
            SequenceParameters sequence = sequences.get(id);
            if (sequence != null && isUsable(sequence)) {
                all.add(set);
            }
        });
        known.get(kinds - 1).forEach((id, set) -> {
            if (picture(id) != null) {
                all.add(set);
            }
        });
        return all;
    }

    private boolean isUsable(SequenceParameters sequence) {
        return !h265 || known.get(0).containsKey(sequence.videoParameterSet());
    }

    private @Nullable SequenceParameters sequenceOf(PictureParameters picture) {
        SequenceParameters sequence = sequences.get(picture.sequenceParameterSet());
        return sequence != null && isUsable(sequence) ? sequence : null;
    }

    /** Returns whether nothing is known. */
    public boolean isEmpty() {
        return known.stream().allMatch(Map::isEmpty);
    }

    /** Returns whether a slice that names this PPS finds its sets here. */
    boolean knows(int pictureParameterSet) {
        return picture(pictureParameterSet) != null
                || (unreadable && known.stream().noneMatch(Map::isEmpty));
    }

    /** Returns the PPS with this id; {@code null} where it, or a set that it names, is unknown. */
    @Nullable
    PictureParameters picture(int id) {
        PictureParameters picture = pictures.get(id);
        return picture != null && sequenceOf(picture) != null ? picture : null;
    }

    /** Returns the SPS of a PPS that {@link #picture} has returned. */
    SequenceParameters sequence(PictureParameters picture) {
        return Optional.ofNullable(sequenceOf(picture)).orElseThrow();
    }

    /** Returns how many of each kind are known: {@code SPS 1, PPS 2}. */
    @Override
    public String toString() {
        String names = h265 ? "VPS " + known.get(0).size() + ", " : "";
        int kinds = known.size();
        return names + "SPS " + known.get(kinds - 2).size() + ", PPS "
                + known.get(kinds - 1).size();
    }
}
