package valkka.nal;

import java.util.List;
import java.util.Objects;

/**
 * One coded picture of a live stream, as a {@link PictureAssembler} gives it.
 *
 * @param nalUnits as they are to be recorded, each behind {@code 00 00 00 01}: at an entry point
 *     all known parameter sets stand in front, then come its other units in their order;
 *     delimiters, ends of sequence and filler are left out
 * @param entry whether and how decoding can start here
 * @param timestamp the RTP timestamp of its first slice
 * @param arrivalNanos when its first slice came
 * @param isContinuation whether these are further units of the picture before, which was told of
 *     too early because the marker bit lied: they take its time
 * @param isAfterLoss whether a picture, or a part of one, is lost between the picture before and
 *     this one
 */
public record CodedPicture(
        List<byte[]> nalUnits,
        EntryPoint entry,
        long timestamp,
        long arrivalNanos,
        boolean isContinuation,
        boolean isAfterLoss) {
    /** Makes a picture, with a copy of the list. */
    public CodedPicture {
        nalUnits = List.copyOf(nalUnits);
        Objects.requireNonNull(entry, "entry");
    }

    /** Returns whether decoding can start here. */
    public boolean isKey() {
        return entry.exists();
    }

    /** Returns one line: its time, whether decoding can start here, and how many units it has. */
    @Override
    public String toString() {
        return "<CodedPicture: timestamp=" + timestamp + (isKey() ? " " + entry : "") + ", " + nalUnits.size()
                + " NAL units" + (isContinuation ? ", continuation" : "") + (isAfterLoss ? ", after a loss" : "")
                + ">";
    }
}
