package valkka.nal;

import java.util.Objects;

/**
 * Whether and how decoding can start at a picture. The one definition for live streams, recordings,
 * exports and players: {@link Kind} says where, and every parameter set that the picture's slices
 * name must be known.
 *
 * @param kind what makes the picture an entry point
 * @param flawedPictures how many pictures from this one on may be flawed for a decoder that starts
 *     here: 0 where all are right
 */
public record EntryPoint(Kind kind, int flawedPictures) {
    /** Decoding cannot start at the picture. */
    public static final EntryPoint NONE = new EntryPoint(Kind.NONE, 0);

    /** What makes a picture an entry point. */
    public enum Kind {
        /** Nothing: the picture is no entry point. */
        NONE("none"),
        /** An IDR picture: no later picture refers to an earlier one. */
        IDR("IDR picture"),
        /** A BLA picture of H.265: its leading pictures (RASL) are left out. */
        BLA("BLA picture"),
        /** A CRA picture of H.265: its leading pictures (RASL) are left out. */
        CRA("CRA picture"),
        /**
         * A recovery point SEI stands in front of the picture. Its slices are intra slices, or the
         * stream renews its picture piece by piece and is whole after the flawed pictures.
         */
        RECOVERY_POINT("recovery point");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** Makes an entry point; the kind must not be null. */
    public EntryPoint {
        Objects.requireNonNull(kind, "kind");
    }

    /**
     * Decides it for a picture whose slices find their parameter sets.
     *
     * @param byType what the type of its first slice says
     * @param recovery the count of its recovery point SEI, or {@link RecoveryPoint#NONE}
     * @param intra whether its slices refer to no other picture
     */
    static EntryPoint of(Kind byType, int recovery, boolean intra) {
        if (byType != Kind.NONE) {
            return new EntryPoint(byType, 0);
        }
        return recovery > 0 || (recovery == 0 && intra) ? new EntryPoint(Kind.RECOVERY_POINT, recovery) : NONE;
    }

    /** Returns whether decoding can start here. */
    public boolean exists() {
        return kind != Kind.NONE;
    }

    /** As people say it: {@code recovery point, the first 12 pictures may be flawed}. */
    @Override
    public String toString() {
        return flawedPictures == 0
                ? kind.toString()
                : kind + ", the first " + flawedPictures + " pictures may be flawed";
    }
}
