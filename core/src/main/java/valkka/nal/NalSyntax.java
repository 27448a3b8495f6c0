package valkka.nal;

import valkka.frame.Codec;

/**
 * The types of a video codec's NAL units: its parameter sets, and the units where decoding can
 * start.
 */
public enum NalSyntax {
    /** H.264, table 7-1: SPS 7 and PPS 8, IDR slices 5. */
    H264(Codec.H264, 7, 8) {
        @Override
        public int type(byte first) {
            return first & 0x1f;
        }

        @Override
        public boolean isSlice(int type) {
            return type >= 1 && type <= 5;
        }

        @Override
        public boolean carriesNoPicture(int type) {
            return type >= 9 && type <= 12; // delimiter, end of sequence, end of stream, filler
        }

        @Override
        int headerBytes() {
            return 1;
        }

        @Override
        boolean hasFirstBlock(int type) {
            return type == 1 || type == 2 || type == 5; // partitions B and C have none
        }

        @Override
        boolean isSupplement(int type) {
            return type == 6;
        }

        @Override
        boolean standsInFront(int type) {
            return (type >= 6 && type <= 8) || (type >= 13 && type <= 18);
        }

        @Override
        boolean endsPicture(int type) {
            return type >= 9 && type <= 11;
        }

        @Override
        EntryPoint.Kind entryKind(int type) {
            return type == 5 ? EntryPoint.Kind.IDR : EntryPoint.Kind.NONE;
        }
    },
    /**
     * H.265, table 7-1: VPS 32, SPS 33 and PPS 34, slices of IRAP pictures (BLA, IDR, CRA) 16 to
     * 21.
     */
    H265(Codec.H265, 32, 33, 34) {
        @Override
        public int type(byte first) {
            return (first >> 1) & 0x3f;
        }

        @Override
        public boolean isSlice(int type) {
            return type >= 0 && type < 32;
        }

        @Override
        public boolean carriesNoPicture(int type) {
            return type >= 35 && type <= 38; // delimiter, end of sequence, end of bitstream, filler
        }

        @Override
        int headerBytes() {
            return 2;
        }

        @Override
        boolean hasFirstBlock(int type) {
            return isSlice(type);
        }

        @Override
        boolean isSupplement(int type) {
            return type == 39;
        }

        @Override
        boolean standsInFront(int type) {
            return (type >= 32 && type <= 34) || type == 39 || (type >= 41 && type <= 44) || (type >= 48 && type <= 55);
        }

        @Override
        boolean endsPicture(int type) {
            return type >= 35 && type <= 37;
        }

        @Override
        EntryPoint.Kind entryKind(int type) {
            return switch (type) {
                case 16, 17, 18 -> EntryPoint.Kind.BLA;
                case 19, 20 -> EntryPoint.Kind.IDR;
                case 21 -> EntryPoint.Kind.CRA;
                default -> EntryPoint.Kind.NONE;
            };
        }
    };

    private final Codec codec;
    private final int[] parameterSets;

    NalSyntax(Codec codec, int... parameterSets) {
        this.codec = codec;
        this.parameterSets = parameterSets;
    }

    /** Returns the syntax of a video codec. {@code codec} is H.264 or H.265. */
    public static NalSyntax of(Codec codec) {
        return codec.equals(Codec.H265) ? H265 : H264;
    }

    /** Returns the codec of this syntax. */
    public Codec codec() {
        return codec;
    }

    /** Returns how many kinds of parameter sets a key frame needs. */
    public int parameterSetKinds() {
        return parameterSets.length;
    }

    /**
     * Returns the kind of a parameter set, in the order of the sets in front of a key frame; -1 for
     * any other unit.
     */
    public int parameterSetKind(int type) {
        for (int kind = 0; kind < parameterSets.length; kind++) {
            if (parameterSets[kind] == type) {
                return kind;
            }
        }
        return -1;
    }

    /** Returns the type of a NAL unit, by its first byte. */
    public abstract int type(byte first);

    /** Returns whether it is a part of a picture. */
    public abstract boolean isSlice(int type);

    /**
     * Returns whether it is a slice of a picture at which decoding can start whatever else the
     * picture has: {@link EntryPoint} knows further ones.
     */
    public boolean startsDecoding(int type) {
        return entryKind(type) != EntryPoint.Kind.NONE;
    }

    /** Returns whether it may be left out, as it only separates or fills. */
    public abstract boolean carriesNoPicture(int type);

    /** Returns the length of a unit's header behind the start code. */
    abstract int headerBytes();

    /** Returns whether it is a slice that says whether it is the first one of its picture. */
    abstract boolean hasFirstBlock(int type);

    /** Returns whether it is SEI that stands in front of the slices. */
    abstract boolean isSupplement(int type);

    /** Returns whether it stands in front of a picture's slices, and so behind slices begins another. */
    abstract boolean standsInFront(int type);

    /** Returns whether no slice of the picture before can follow it, and it belongs to no picture. */
    abstract boolean endsPicture(int type);

    /** Returns what makes a picture with such a slice an entry point, if the slice alone does. */
    abstract EntryPoint.Kind entryKind(int type);
}
