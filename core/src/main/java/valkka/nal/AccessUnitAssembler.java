package valkka.nal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/**
 * Puts the recorded frames of one video stream, a NAL unit each, together to access units. Where
 * one ends is told by the units themselves, as for a live stream ({@link PictureAssembler}): a slice
 * that is the first of its picture begins one, with the parameter sets and SEI in front of it. The
 * two fields of a frame are one.
 *
 * <ul>
 *   <li>An access unit where decoding can start has all known parameter sets of the stream: they
 *       are put in front where it does not bring them. Behind a gap none are known.
 *   <li>Parameter sets and SEI that come with no picture belong to the next one.
 *   <li>Delimiters, ends of sequence and filler are left out, as a recording leaves them out.
 *   <li>A picture whose beginning is missing is dropped and counted.
 *   <li>More than {@link #MAX_BYTES} or {@link #MAX_UNITS} is no picture: it is dropped and counted.
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

    private static final long LONGEST_PICTURE_MS = 1000;

    private Splitter splitter = new Splitter(Codec.H264); // the first frame says which codec it is
    private long droppedBefore; // by splitters of other codecs

    /** Makes an assembler without frames. */
    public AccessUnitAssembler() {}

    /**
     * Takes the next frame.
     *
     * @return the previous picture, when this frame shows that it is complete
     */
    public Optional<AccessUnit> add(BasicFrame frame) {
        if (frame.nalUnitType() < 0) {
            return Optional.empty(); // no NAL unit, or an empty one
        }
        Optional<AccessUnit> before = Optional.empty();
        if (!frame.codec().equals(splitter.codec)) {
            before = finish();
            droppedBefore = dropped();
            splitter = new Splitter(frame.codec());
        } else if (frame.isAfterGap()) {
            before = finish();
            splitter.forgetAll(); // other parameter sets may have come meanwhile
        }
        splitter.unit(frame, frame.mstimestamp(), false, false, 0);
        return before.isPresent() ? before : splitter.take();
    }

    /** Ends the open picture: no further frame of this picture will follow. */
    public Optional<AccessUnit> finish() {
        splitter.endPicture();
        return splitter.take();
    }

    /**
     * Forgets the open picture, because a part of this picture is lost. The parameter sets stay
     * known.
     */
    public void clear() {
        splitter.forgetPicture();
    }

    /**
     * Pictures that were dropped because their beginning is missing, or because they were larger
     * than any can be.
     */
    public long dropped() {
        return droppedBefore + splitter.damagedPictures() + splitter.tooLargePictures();
    }

    private static final class Splitter extends PictureSplitter<BasicFrame> {
        private final Codec codec;
        private byte[] head = new byte[SliceHeader.MOST_BYTES];
        private @Nullable AccessUnit complete;

        Splitter(Codec codec) {
            super(NalSyntax.of(codec), false, LONGEST_PICTURE_MS);
            this.codec = codec;
        }

        Optional<AccessUnit> take() {
            AccessUnit taken = complete;
            complete = null;
            return Optional.ofNullable(taken);
        }

        @Override
        void complete(Split<BasicFrame> picture) {
            List<BasicFrame> units = picture.units();
            complete = new AccessUnit(
                    codec,
                    picture.time(),
                    picture.entry(),
                    picture.entry().exists() && !hasAllSets(units) ? withAllSets(units, picture.time()) : units);
        }

        private boolean hasAllSets(List<BasicFrame> units) {
            List<BasicFrame> own = units.stream().filter(this::isSet).toList();
            return own.size() >= sets().all().size()
                    && sets().all().stream()
                            .allMatch(set -> own.stream()
                                    .anyMatch(unit -> unit.size() == set.length
                                            && unit.payload().equals(ByteBuffer.wrap(set))));
        }

        private List<BasicFrame> withAllSets(List<BasicFrame> units, long time) {
            BasicFrame any = units.get(0);
            List<BasicFrame> all = new ArrayList<>();
            for (byte[] set : sets().all()) {
                all.add(BasicFrame.of(any.slot(), any.subsession(), time, codec, set));
            }
            units.stream().filter(unit -> !isSet(unit)).forEach(all::add);
            if (any.isAfterGap() && !all.contains(any)) {
                all.set(0, all.get(0).withGapBefore());
            }
            return all;
        }

        private boolean isSet(BasicFrame unit) {
            return syntax().parameterSetKind(unit.nalUnitType()) >= 0;
        }

        @Override
        int size(BasicFrame unit) {
            return unit.size();
        }

        @Override
        byte[] bytes(BasicFrame unit, int most) {
            int length = Math.min(most, unit.size());
            if (head.length < length) {
                head = new byte[length];
            }
            unit.copyTo(ByteBuffer.wrap(head), 0, length);
            return head;
        }

        @Override
        byte[] whole(BasicFrame unit) {
            ByteBuffer copy = ByteBuffer.allocate(unit.size());
            unit.copyTo(copy, 0, unit.size());
            return copy.array();
        }
    }
}
