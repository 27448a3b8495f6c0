package valkka.live;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.SetupFrame;
import valkka.nal.CodedPicture;
import valkka.nal.PictureAssembler;
import valkka.rtsp.MediaUnit;
import valkka.rtsp.RtpSession;
import valkka.rtsp.Subsession;

/**
 * Makes frames of one connection's picture: one NAL unit a {@link BasicFrame}, all units of a
 * picture with one timestamp (format.md, "dumpfile": payload). A recording relies on these rules:
 *
 * <ul>
 *   <li>All known parameter sets stand in front of every key frame, see {@link PictureAssembler}.
 *   <li>No frame passes before the first key frame; dropped frames are counted.
 *   <li>A {@link SetupFrame} goes in front of the first key frame, and in front of a later key
 *       frame with other parameter sets, because the picture's size may have changed.
 *   <li>Where the filter has no room, everything up to the next key frame is dropped and counted.
 * </ul>
 */
final class VideoTrack extends MediaTrack {
    private static final long STANDS_STILL_NANOS = 2_000_000_000L;
    private static final int STANDS_STILL_PICTURES = 20;

    private final LiveStream stream;
    private final Output output;
    private final PictureAssembler assembler;
    private final boolean overUdp;
    private List<byte[]> announced = List.of(); // the sets of the last setup frame; empty before it
    private boolean started;
    private boolean waitingForKey = true;
    private long pictures;
    private long lastStamp;
    private long damagedCounted;

    private long sameTimestamp;
    private long sameSinceNanos;
    private int samePictures;
    private boolean stillTold;

    VideoTrack(
            LiveStream stream,
            RtpSession.Track track,
            LiveNetwork network,
            LiveEnvironment environment,
            Output output,
            Consumer<String> notes) {
        super(stream, track, network, environment, notes);
        this.stream = stream;
        this.output = output;
        this.overUdp = track.overUdp();
        this.assembler = new PictureAssembler(codec(), this::picture);
        track.description().parameterSets().forEach(assembler::announce);
    }

    @Override
    public void unit(MediaUnit unit) {
        assembler.unit(unit.bytes(), unit.timestamp(), unit.marker(), unit.afterLoss(), unit.arrivalNanos());
        long damaged = assembler.damaged() + assembler.tooLarge();
        stream.counters().damagedPictures(damaged - damagedCounted);
        damagedCounted = damaged;
    }

    private void picture(CodedPicture picture) {
        if (!picture.isContinuation()) {
            pictures++;
            watchTimestamps(picture);
            lastStamp = stamp(picture.timestamp(), picture.arrivalNanos());
        }
        if (lastStamp == FrameClock.UNKNOWN || (waitingForKey && !picture.isKey())) {
            count(picture.nalUnits().size());
            return;
        }
        List<Frame> frames = new ArrayList<>(picture.nalUnits().size() + 1);
        List<byte[]> sets = assembler.parameterSets().all();
        if (picture.isKey() && sets != announced) {
            frames.add(new SetupFrame(slot(), Subsession.VIDEO, lastStamp, codec()));
        }
        int bytes = 0;
        for (byte[] unit : picture.nalUnits()) {
            bytes += unit.length;
            frames.add(BasicFrame.of(slot(), Subsession.VIDEO, lastStamp, codec(), unit)
                    .withSenderTime(senderTime(picture.timestamp())));
        }
        if (!output.frames(bytes, frames)) {
            waitingForKey = true;
            announced = List.of(); // a setup frame among them is lost too
            count(picture.nalUnits().size());
            return;
        }
        waitingForKey = false;
        if (picture.isKey()) {
            announced = sets;
            started = true;
            stream.sawPicture();
            stream.counters().keyFrame();
        }
    }

    private void count(int frames) {
        if (started) {
            stream.counters().droppedInQueue(frames);
        } else {
            stream.counters().droppedBeforeKey(frames);
        }
    }

    /** Some cameras never change the RTP timestamp: their frames bear the times of arrival. */
    private void watchTimestamps(CodedPicture picture) {
        if (picture.timestamp() != sameTimestamp || samePictures == 0) {
            sameTimestamp = picture.timestamp();
            sameSinceNanos = picture.arrivalNanos();
            samePictures = 0;
        }
        samePictures++;
        boolean still =
                samePictures >= STANDS_STILL_PICTURES && picture.arrivalNanos() - sameSinceNanos >= STANDS_STILL_NANOS;
        if (still && !stillTold) {
            stillTold = true;
            note("the camera's RTP timestamps stand still: the times of the frames are those of their arrival");
        }
    }

    /** Returns how many pictures came whole. */
    long pictures() {
        return pictures;
    }

    long damagedPictures() {
        return assembler.damaged();
    }

    long tooLarge() {
        return assembler.tooLarge();
    }

    boolean isOverUdp() {
        return overUdp;
    }

    /** Returns whether the first key frame has come. */
    @Override
    boolean hasStarted() {
        return started;
    }
}
