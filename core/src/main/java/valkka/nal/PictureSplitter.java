package valkka.nal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds where one picture of a stream of NAL units ends and the next begins. This is the one
 * definition, for live streams and for recordings. A picture ends
 *
 * <ul>
 *   <li>at a delimiter or an end of sequence, but not between the two fields of a frame;
 *   <li>at the marker bit of a slice's packet, but not that of a first field, while the marker has
 *       not lied: a slice behind it that is not the first of its picture shows a lie, and goes on
 *       with the picture;
 *   <li>in front of a slice that is the first of its picture (first_mb_in_slice = 0), with what
 *       stands in front of it: parameter sets and SEI, whatever their time;
 *   <li>in front of a slice that cannot follow the last one.
 * </ul>
 *
 * The time of a unit decides nothing where these signs speak: times may stand still, two pictures
 * may share one, and a part of a picture may be a tick off. A picture with a lost part is dropped
 * whole; its parameter sets are kept.
 *
 * <p>It holds one picture at most, of bounded size. One thread at a time uses it.
 */
abstract class PictureSplitter<U> {
    private static final int START_CODE = 4;
    private static final int H264_DELIMITER = 9; // H.265 codes no two fields as one picture

    private final NalSyntax syntax;
    private final boolean live;
    private final long longestPicture;
    private ParameterSets sets;
    private List<U> open = new ArrayList<>();
    private List<U> ahead = new ArrayList<>(2); // units in front of the next picture's slices
    private long bytes; // of both
    private boolean tooLarge;

    private boolean begun; // a slice has come
    private boolean hasSlice;
    private boolean damaged; // a part of the open picture is lost
    private boolean continues; // the open picture: units of a picture that has been told of
    private long time;
    private long arrival;
    private int firstType;
    private @Nullable SliceHeader first; // header of the open picture's first slice
    private int lastBlock;
    private boolean setsKnown;
    private boolean intra;
    private boolean secondField;
    private int recovery = RecoveryPoint.NONE;

    private boolean markerTrusted = true;
    private boolean endedByMarker; // the last picture, and nothing but units in front of the next one has come
    private long endedAt; // its time
    private boolean lost; // pictures or parts of pictures are missing in front of the next picture
    private long damagedPictures;
    private long tooLargePictures;

    /**
     * Makes one without units.
     *
     * @param live whether each loss is known; a recording does not tell
     * @param longestPicture how far the times of a picture's units can differ
     */
    PictureSplitter(NalSyntax syntax, boolean live, long longestPicture) {
        this.syntax = syntax;
        this.live = live;
        this.longestPicture = longestPicture;
        this.sets = new ParameterSets(syntax);
    }

    /** A picture, as it is split off. */
    record Split<U>(
            List<U> units, EntryPoint entry, long time, long arrival, boolean continuation, boolean afterLoss) {}

    /** Takes a picture that is complete. */
    abstract void complete(Split<U> picture);

    /** Returns the length of a unit with its start code. */
    abstract int size(U unit);

    /** Returns the first {@code most} bytes of a unit, or more; fewer when it is shorter. */
    abstract byte[] bytes(U unit, int most);

    /** Returns a unit: an array that nobody changes. */
    abstract byte[] whole(U unit);

    final NalSyntax syntax() {
        return syntax;
    }

    final ParameterSets sets() {
        return sets;
    }

    final long damagedPictures() {
        return damagedPictures;
    }

    final long tooLargePictures() {
        return tooLargePictures;
    }

    final boolean trustsMarker() {
        return markerTrusted;
    }

    /**
     * Takes the next unit.
     *
     * @param marker whether the sender says that the picture ends here
     * @param afterLoss whether something is lost in front of the unit
     */
    final void unit(U unit, long unitTime, boolean marker, boolean afterLoss, long unitArrival) {
        int size = size(unit);
        if (size <= START_CODE) {
            lost |= afterLoss;
            return;
        }
        byte[] head = bytes(unit, SliceHeader.MOST_BYTES);
        int type = syntax.type(head[START_CODE]);
        if (afterLoss) {
            noteLoss(type, head, size);
        }
        if (syntax.carriesNoPicture(type)) {
            if (syntax.endsPicture(type) && !(type == H264_DELIMITER && awaitsSecondField())) {
                endPicture();
                endedByMarker = false;
            }
        } else if (syntax.isSlice(type)) {
            slice(unit, type, head, size, unitTime, afterLoss, unitArrival);
        } else if (syntax.standsInFront(type)) {
            if (tooLarge && hasSlice) {
                endPicture();
            }
            if (hasRoom(size)) {
                ahead.add(unit);
            }
        } else {
            behindSlices(unit, size, unitArrival);
        }
        if (marker && markerTrusted && hasSlice && !awaitsSecondField()) {
            endedByMarker = endPicture();
        }
    }

    /** What is open lacks its end, or what comes its beginning; else a whole picture is lost. */
    private void noteLoss(int type, byte[] head, int size) {
        lost = true;
        if (hasSlice) {
            damaged = true;
        } else if (!syntax.isSlice(type) || SliceHeader.isFirst(syntax, head, size)) {
            damagedPictures++;
        }
        endedByMarker = false;
    }

    private void slice(U unit, int type, byte[] head, int size, long unitTime, boolean afterLoss, long unitArrival) {
        int length = Math.min(size, SliceHeader.MOST_BYTES);
        boolean begins = SliceHeader.isFirst(syntax, head, length);
        SliceHeader header = SliceHeader.of(sets, syntax, head, length);
        boolean field = begins && hasSlice && isSecondField(header);
        if (hasSlice && (begins ? !field : !goesOn(type, header, unitTime, afterLoss))) {
            endPicture();
        }
        if (!hasSlice) {
            continues = !begins && endedByMarker && unitTime == endedAt;
            markerTrusted &= !continues;
            damaged = !begins && !continues && lacksBeginning(afterLoss);
            time = continues ? endedAt : unitTime;
            arrival = unitArrival;
            firstType = type;
            setsKnown = true;
            intra = true;
        }
        endedByMarker = false;
        begun = true;
        if (!ahead.isEmpty()) {
            takeAhead();
            header = SliceHeader.of(sets, syntax, bytes(unit, SliceHeader.MOST_BYTES), length);
        }
        first = hasSlice ? first : header;
        secondField |= field;
        setsKnown &= header.known() || !syntax.hasFirstBlock(type);
        intra &= header.isIntraOrUnknown();
        lastBlock = Math.max(field ? 0 : lastBlock, syntax.hasFirstBlock(type) ? header.firstBlock() : 0);
        hasSlice = true;
        if (hasRoom(size)) {
            open.add(unit);
        }
    }

    /** Whether a slice that is not the first one of its picture comes where a picture begins by all other signs. */
    private boolean lacksBeginning(boolean afterLoss) {
        return afterLoss || (ahead.isEmpty() && (!live || !begun));
    }

    /** Each field of a frame has its marker, and may have its delimiter: a frame ends with its second field. */
    private boolean awaitsSecondField() {
        return first != null && first.field() != 0 && !secondField;
    }

    private boolean isSecondField(SliceHeader header) {
        return awaitsSecondField() && header.isSecondFieldOf(Objects.requireNonNull(first)) && isSupplementAhead();
    }

    /** Whether only SEI, or nothing, stands in front of the next slice. */
    private boolean isSupplementAhead() {
        return ahead.stream()
                .allMatch(unit -> syntax.isSupplement(syntax.type(bytes(unit, START_CODE + 1)[START_CODE])));
    }

    /** Returns whether a slice that is not the first one belongs to the open picture. */
    private boolean goesOn(int type, SliceHeader header, long unitTime, boolean afterLoss) {
        boolean sameTime = unitTime == time;
        if (!sameTime && (afterLoss || !ahead.isEmpty() || Math.abs(unitTime - time) > longestPicture)) {
            return false;
        }
        return !syntax.hasFirstBlock(type) || header.firstBlock() < 0 || header.firstBlock() > lastBlock;
    }

    private void takeAhead() {
        for (U unit : ahead) {
            int type = syntax.type(bytes(unit, START_CODE + 1)[START_CODE]);
            if (syntax.parameterSetKind(type) >= 0 && size(unit) <= ParameterSets.MAX_BYTES) {
                sets.learn(whole(unit));
            } else if (syntax.isSupplement(type)) {
                int most = Math.min(size(unit), RecoveryPoint.MOST_BYTES);
                recovery = Math.max(recovery, RecoveryPoint.flawedPictures(syntax, bytes(unit, most), most));
            }
        }
        if (open.isEmpty()) {
            List<U> empty = open;
            open = ahead;
            ahead = empty;
        } else {
            open.addAll(ahead);
            ahead.clear();
        }
    }

    /** Suffix SEI and the like: of the picture that is open, or of the one that the marker ended. */
    private void behindSlices(U unit, int size, long unitArrival) {
        if (hasSlice) {
            if (hasRoom(size)) {
                open.add(unit);
            }
        } else if (endedByMarker) {
            complete(new Split<>(List.of(unit), EntryPoint.NONE, endedAt, unitArrival, true, false));
        }
    }

    private boolean hasRoom(int size) {
        bytes += size;
        if (bytes > AccessUnitAssembler.MAX_BYTES || open.size() + ahead.size() >= AccessUnitAssembler.MAX_UNITS) {
            tooLargePictures += tooLarge ? 0 : 1;
            tooLarge = true;
        }
        if (tooLarge) {
            open.clear();
            ahead.clear();
        }
        return !tooLarge;
    }

    /**
     * Ends the open picture, if there is one: no further unit of this picture will follow.
     *
     * @return whether there was one, and it is whole
     */
    final boolean endPicture() {
        if (tooLarge) {
            lost = true;
        } else if (hasSlice && damaged) {
            damagedPictures++;
            lost = true;
        } else if (hasSlice) {
            List<U> units = open;
            open = new ArrayList<>(units.size() < 16 ? 4 : 16);
            Split<U> picture = new Split<>(units, entry(), time, arrival, continues, lost);
            lost = false;
            endedAt = time;
            clearOpen();
            complete(picture);
            return true;
        }
        clearOpen();
        return false;
    }

    private EntryPoint entry() {
        return continues || !setsKnown ? EntryPoint.NONE : EntryPoint.of(syntax.entryKind(firstType), recovery, intra);
    }

    private void clearOpen() {
        open.clear();
        bytes = 0;
        for (U unit : ahead) {
            bytes += size(unit);
        }
        tooLarge = false;
        hasSlice = false;
        damaged = false;
        continues = false;
        secondField = false;
        first = null;
        lastBlock = 0;
        recovery = RecoveryPoint.NONE;
    }

    /** Forgets the open picture. What is known of parameter sets stays known. */
    final void forgetPicture() {
        takeAhead();
        clearOpen();
        endedByMarker = false;
    }

    /** Forgets all. */
    final void forgetAll() {
        ahead.clear();
        clearOpen();
        endedByMarker = false;
        sets = new ParameterSets(syntax);
    }
}
