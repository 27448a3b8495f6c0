package valkka.nal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/**
 * Puts the frames of one video stream, a NAL unit each, together to access units. Those of a
 * picture have one timestamp; a picture ends where the time changes, or where a parameter set or a
 * delimiter follows a slice.
 *
 * <ul>
 *   <li>A key picture that comes without parameter sets gets the last ones of the stream in front,
 *       and is no key while there are none; behind a gap there are none.
 *   <li>Parameter sets and SEI that come with no picture make none; the parameter sets are
 *       remembered.
 *   <li>Delimiters, ends of sequence and filler are left out, as a recording leaves them out.
 *   <li>More than {@link #MAX_BYTES} or {@link #MAX_UNITS} at one time is no picture: it is dropped
 *       and counted.
 * </ul>
 *
 * So it holds one picture at most. An assembler serves one stream, and one thread at a time.
 *
 * <pre>{@code AccessUnitAssembler pictures = new AccessUnitAssembler(); for (BasicFrame frame :
 * frames) { pictures.add(frame).ifPresent(System.out::println);   // the picture before, once it is
 * complete } pictures.finish().ifPresent(System.out::println); }</pre>
 */
public final class AccessUnitAssembler {
    /** Many times the largest key picture of an 8K camera. */
    public static final int MAX_BYTES = 16 << 20;
    /** Many times the slices of any picture. */
    public static final int MAX_UNITS = 4096;

    private final List<List<BasicFrame>> known = new ArrayList<>(); // the newest parameter sets of each kind
    private final List<BasicFrame> open = new ArrayList<>();
    private Codec codec = Codec.H264; // of the open picture; the first frame says which it is
    private NalSyntax syntax = NalSyntax.H264;
    private long mstimestamp;
    private long bytes;
    private boolean hasSlice;
    private boolean startsDecoding;
    private long dropped;

    /** Makes an assembler without frames. */
    public AccessUnitAssembler() {
        forgetParameterSets();
    }

    /**
     * Takes the next frame.
     *
     * @return the previous picture, when this frame begins another picture
     */
    public Optional<AccessUnit> add(BasicFrame frame) {
        int type = frame.nalUnitType();
        if (type < 0) {
            return Optional.empty(); // no NAL unit, or an empty one
        }
        Optional<AccessUnit> complete = isOfTheNext(frame, type) ? finish() : Optional.empty();
        begin(frame);
        if (frame.isAfterGap()) {
            forgetParameterSets(); // others may have come meanwhile
        }
        if (!syntax.carriesNoPicture(type)) {
            bytes += frame.size();
            if (bytes <= MAX_BYTES && open.size() < MAX_UNITS) {
                open.add(frame);
                hasSlice |= syntax.isSlice(type);
                startsDecoding |= syntax.startsDecoding(type);
            } else {
                bytes = Long.MAX_VALUE / 2; // it stays too large whatever follows
                open.clear();
            }
        }
        return complete;
    }

    /** Ends the open picture: no further frame of this picture will follow. */
    public Optional<AccessUnit> finish() {
        Optional<AccessUnit> complete = Optional.empty();
        if (bytes > MAX_BYTES) {
            dropped++;
        } else if (!open.isEmpty()) {
            complete = complete();
        }
        clear();
        return complete;
    }

    /**
     * Forgets the open picture, because a part of this picture is lost. The parameter sets stay
     * known.
     */
    public void clear() {
        open.clear();
        bytes = 0;
        hasSlice = false;
        startsDecoding = false;
    }

    /** Pictures that were dropped because they were larger than any can be. */
    public long dropped() {
        return dropped;
    }

    private boolean isOfTheNext(BasicFrame frame, int type) {
        if (frame.mstimestamp() != mstimestamp || !frame.codec().equals(codec)) {
            return true;
        }
        return hasSlice && (syntax.parameterSetKind(type) == 0 || syntax.carriesNoPicture(type));
    }

    private void begin(BasicFrame frame) {
        mstimestamp = frame.mstimestamp();
        if (!frame.codec().equals(codec)) {
            codec = frame.codec();
            syntax = NalSyntax.of(codec);
            forgetParameterSets();
        }
    }

    private void forgetParameterSets() {
        known.clear();
        for (int kind = 0; kind < syntax.parameterSetKinds(); kind++) {
            known.add(List.of());
        }
    }

    private Optional<AccessUnit> complete() {
        List<BasicFrame> missing = new ArrayList<>();
        boolean ready = true;
        for (int kind = 0; kind < known.size(); kind++) {
            List<BasicFrame> own = ownSets(kind);
            if (own.isEmpty()) {
                missing.addAll(known.get(kind));
            } else {
                known.set(kind, own);
            }
            ready &= !known.get(kind).isEmpty();
        }
        if (!hasSlice) {
            return Optional.empty();
        }
        boolean key = startsDecoding && ready;
        if (key && !missing.isEmpty()) {
            List<BasicFrame> units = new ArrayList<>();
            known.forEach(units::addAll);
            open.removeAll(units);
            units.addAll(open);
            return Optional.of(new AccessUnit(codec, mstimestamp, true, units));
        }
        return Optional.of(new AccessUnit(codec, mstimestamp, key, open));
    }

    private List<BasicFrame> ownSets(int kind) {
        List<BasicFrame> own = List.of();
        for (BasicFrame unit : open) {
            if (syntax.parameterSetKind(unit.nalUnitType()) == kind) {
                own = own.isEmpty() ? new ArrayList<>(2) : own;
                own.add(unit);
            }
        }
        return own;
    }
}
