package valkka.nal;

import java.util.List;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/**
 * Tells by the first bytes of a recording's frames at which of them decoding can start: at the
 * first parameter set of a picture that is an {@link EntryPoint}. It reads less than a
 * {@link PictureAssembler}: a recording has the parameter sets of such a picture in front of it, so
 * their presence is enough. A parameter set whose picture is not there counts too: the picture may
 * not be written yet.
 *
 * <p>One scan serves one stream, in the order of recording.
 */
public final class KeyFrameScan {
    /** So many first bytes of a frame tell enough. */
    public static final int HEAD_BYTES = 64;
    /** So many of SEI, where messages may stand in front of the one that counts. */
    public static final int SUPPLEMENT_BYTES = 384;

    private final ParameterSets none;
    private final NalSyntax syntax;
    private final Codec codec;
    private long time;
    private boolean open; // a parameter set has come, and no slice behind it
    private int recovery;

    /** Makes a scan; {@code codec} is H.264 or H.265. */
    public KeyFrameScan(Codec codec) {
        this.codec = codec;
        this.syntax = NalSyntax.of(codec);
        this.none = new ParameterSets(syntax);
    }

    /** Returns the codec of the frames. */
    public Codec codec() {
        return codec;
    }

    /**
     * Takes a frame that the format calls seekable: a parameter set.
     *
     * @return whether it is the first one of its picture
     */
    public boolean begin(long mstimestamp) {
        if (open && mstimestamp == time) {
            return false;
        }
        time = mstimestamp;
        open = true;
        recovery = RecoveryPoint.NONE;
        return true;
    }

    /**
     * Returns how many first bytes of a further frame are needed; 0 where it tells nothing.
     *
     * @param type the type of its NAL unit
     */
    public int wants(int type, long mstimestamp) {
        if (!open || mstimestamp != time) {
            open = false;
            return 0;
        }
        if (syntax.isSupplement(type)) {
            return SUPPLEMENT_BYTES;
        }
        return syntax.isSlice(type) ? HEAD_BYTES : 0;
    }

    /**
     * Takes those bytes.
     *
     * @return false when they show that decoding cannot start at the parameter set
     */
    public boolean canStart(int type, byte[] head, int length) {
        if (syntax.isSupplement(type)) {
            recovery = Math.max(recovery, RecoveryPoint.flawedPictures(syntax, head, length));
            return true;
        }
        open = false;
        return EntryPoint.of(
                        syntax.entryKind(type),
                        recovery,
                        recovery == 0
                                && SliceHeader.of(none, syntax, head, length).isIntraOrUnknown())
                .exists();
    }

    /**
     * Returns whether decoding can start at a frame of a stream, as far as the frames of its
     * timestamp tell.
     *
     * @param frames those of one timestamp, in the order of recording
     * @param first the index of a seekable frame, a parameter set
     */
    public static boolean canStart(List<BasicFrame> frames, int first) {
        BasicFrame start = frames.get(first);
        KeyFrameScan scan = new KeyFrameScan(start.codec());
        scan.begin(start.mstimestamp());
        for (int i = first + 1; i < frames.size() && scan.open; i++) {
            BasicFrame frame = frames.get(i);
            boolean same =
                    frame.subsession() == start.subsession() && frame.codec().equals(scan.codec);
            if (same && !frame.isSeekable()) {
                int type = frame.nalUnitType();
                byte[] head = new byte[Math.min(frame.size(), scan.wants(type, scan.time))];
                frame.payload().get(head);
                if (head.length > 0 && !scan.canStart(type, head, head.length)) {
                    return false;
                }
            }
        }
        return true;
    }
}
