package valkka.nal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import valkka.frame.Codec;

/**
 * Puts the NAL units of a live video stream together to pictures, as they come from the network.
 *
 * <ul>
 *   <li>A picture ends at the marker bit at once, and where its units say so: the marker may be
 *       missing or wrong, times may stand still, two pictures may share a time.
 *   <li>If the marker has lied, further units of the picture follow as a continuation, and the
 *       marker counts no longer.
 *   <li>A picture with a lost packet is dropped whole and counted; its parameter sets are kept.
 *   <li>More than {@link AccessUnitAssembler#MAX_BYTES} or {@link AccessUnitAssembler#MAX_UNITS} is
 *       no picture: it is dropped and counted.
 * </ul>
 *
 * An assembler serves one stream of one connection, and one thread at a time. It holds one picture
 * at most.
 */
public final class PictureAssembler {
    private static final int START_CODE = 4;

    private final Splitter splitter;

    /** Makes an assembler; {@code output} gets each picture, in the order of decoding. */
    public PictureAssembler(Codec codec, Consumer<CodedPicture> output) {
        this.splitter = new Splitter(NalSyntax.of(codec), output);
    }

    /**
     * Takes a parameter set that the session description announces; other units are ignored.
     *
     * @param nal a NAL unit behind {@code 00 00 00 01}
     */
    public void announce(byte[] nal) {
        splitter.sets().learn(nal);
    }

    /**
     * Takes the next unit.
     *
     * @param nal a whole NAL unit behind {@code 00 00 00 01}; the array is not copied
     * @param timestamp the RTP timestamp of its packets
     * @param marker the marker bit of its last packet
     * @param afterLoss whether packets in front of it are lost
     * @param arrivalNanos when its first packet came
     */
    public void unit(byte[] nal, long timestamp, boolean marker, boolean afterLoss, long arrivalNanos) {
        splitter.unit(nal, timestamp, marker, afterLoss, arrivalNanos);
    }

    /** Ends the open picture, if there is one, as if it were complete. */
    public void finish() {
        splitter.endPicture();
    }

    /** Returns the known parameter sets. */
    public ParameterSets parameterSets() {
        return splitter.sets();
    }

    /**
     * Returns how many pictures were lost, whole or in part. Where several pictures in a row are
     * lost without a trace, they count as one.
     */
    public long damaged() {
        return splitter.damagedPictures();
    }

    /** Returns how many pictures were dropped because they were larger than any can be. */
    public long tooLarge() {
        return splitter.tooLargePictures();
    }

    /** Returns whether the marker bit still ends pictures: false once it has lied. */
    public boolean trustsMarker() {
        return splitter.trustsMarker();
    }

    private static final class Splitter extends PictureSplitter<byte[]> {
        private final Consumer<CodedPicture> output;

        Splitter(NalSyntax syntax, Consumer<CodedPicture> output) {
            super(syntax, true, Long.MAX_VALUE);
            this.output = output;
        }

        @Override
        void complete(Split<byte[]> picture) {
            output.accept(new CodedPicture(
                    picture.entry().exists() ? withAllSets(picture.units()) : picture.units(),
                    picture.entry(),
                    picture.time(),
                    picture.arrival(),
                    picture.continuation(),
                    picture.afterLoss()));
        }

        private List<byte[]> withAllSets(List<byte[]> units) {
            List<byte[]> all = new ArrayList<>(sets().all());
            for (byte[] unit : units) {
                if (syntax().parameterSetKind(syntax().type(unit[START_CODE])) < 0) {
                    all.add(unit);
                }
            }
            return all;
        }

        @Override
        int size(byte[] unit) {
            return unit.length;
        }

        @Override
        byte[] bytes(byte[] unit, int most) {
            return unit;
        }

        @Override
        byte[] whole(byte[] unit) {
            return unit;
        }
    }
}
