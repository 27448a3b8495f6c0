package valkka.nal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;

/**
 * One coded picture with all its NAL units, which a decoder or a muxer takes at once. A key picture
 * contains its parameter sets. libValkka has no such class.
 *
 * @param codec H.264 or H.265
 * @param mstimestamp when it was taken, Unix milliseconds
 * @param entry whether and how decoding can start here
 * @param nalUnits in their order, each behind {@code 00 00 00 01}; at least one is a slice
 */
public record AccessUnit(Codec codec, long mstimestamp, EntryPoint entry, List<BasicFrame> nalUnits) {
    /** Makes an access unit of at least one slice, with a copy of the list. */
    public AccessUnit {
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(entry, "entry");
        nalUnits = List.copyOf(nalUnits);
        if (findSlice(codec, nalUnits).isEmpty()) {
            throw ValkkaException.badArgument("an access unit needs a slice, and there is none among " + nalUnits);
        }
    }

    /** Returns whether decoding can start here. */
    public boolean key() {
        return entry.exists();
    }

    /** Returns the parameter sets among its NAL units: of a key picture all that decoding needs. */
    public List<BasicFrame> parameterSets() {
        NalSyntax syntax = NalSyntax.of(codec);
        return nalUnits.stream()
                .filter(unit -> syntax.parameterSetKind(unit.nalUnitType()) >= 0)
                .toList();
    }

    /** Its first slice. */
    public BasicFrame firstSlice() {
        return findSlice(codec, nalUnits).orElseThrow();
    }

    private static Optional<BasicFrame> findSlice(Codec codec, List<BasicFrame> nalUnits) {
        NalSyntax syntax = NalSyntax.of(codec);
        return nalUnits.stream()
                .filter(unit -> syntax.isSlice(unit.nalUnitType()))
                .findFirst();
    }

    /** Number of its slices. */
    public int slices() {
        NalSyntax syntax = NalSyntax.of(codec);
        return (int) nalUnits.stream()
                .filter(unit -> syntax.isSlice(unit.nalUnitType()))
                .count();
    }

    /**
     * Returns whether the picture has an H.264 slice of type B, and so may be shown before an
     * earlier picture of the stream.
     */
    public boolean isBidirectional() {
        return codec.equals(Codec.H264)
                && sliceHeader(new ParameterSets(NalSyntax.H264)).isBidirectional();
    }

    /** The header of its first slice, as far as {@code sets} tell how it is written. */
    SliceHeader sliceHeader(ParameterSets sets) {
        byte[] start = startOfFirstSlice();
        return SliceHeader.of(sets, NalSyntax.of(codec), start, start.length);
    }

    /** So many of the first bytes of its first slice as hold the slice's header. */
    byte[] startOfFirstSlice() {
        BasicFrame slice = firstSlice();
        byte[] start = new byte[Math.min(slice.size(), SliceHeader.MOST_BYTES)];
        slice.copyTo(ByteBuffer.wrap(start), 0, start.length);
        return start;
    }

    /** Returns whether frames are known to be missing in front of the picture, or within. */
    public boolean isAfterGap() {
        for (BasicFrame unit : nalUnits) {
            if (unit.isAfterGap()) {
                return true;
            }
        }
        return false;
    }

    /** Bytes in Annex B form: all NAL units with their start codes. */
    public int size() {
        int size = 0;
        for (BasicFrame unit : nalUnits) {
            size += unit.size();
        }
        return size;
    }

    /**
     * Puts it in Annex B form at the position of {@code target}.
     *
     * @throws java.nio.BufferOverflowException when {@code target} has no room for {@link #size()}
     *     bytes
     */
    public void copyTo(ByteBuffer target) {
        for (BasicFrame unit : nalUnits) {
            unit.copyTo(target, 0, unit.size());
        }
    }

    /**
     * Puts it at the position of {@code target} with the length of each NAL unit, in four bytes, in
     * place of its start code: {@link #size()} bytes too. So it stands in files that begin with an
     * {@link AvcDecoderConfiguration} or {@link HevcDecoderConfiguration}.
     *
     * @throws java.nio.BufferOverflowException when {@code target} has no room for it
     */
    public void copyWithLengths(ByteBuffer target) {
        for (BasicFrame unit : nalUnits) {
            int length = unit.size() - Integer.BYTES;
            for (int shift = 24; shift >= 0; shift -= 8) {
                target.put((byte) (length >> shift)); // whatever the target's byte order
            }
            unit.copyTo(target, Integer.BYTES, length);
        }
    }

    /** It in Annex B form: a new array of {@link #size()} bytes. */
    public byte[] annexB() {
        ByteBuffer bytes = ByteBuffer.allocate(size());
        copyTo(bytes);
        return bytes.array();
    }

    @Override
    public String toString() {
        return "<AccessUnit: timestamp=" + mstimestamp + " / " + codec + (key() ? " key, " : ", ") + nalUnits.size()
                + " NAL units, " + size() + " bytes>";
    }
}
