package valkka.camera;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.live.LiveThread;
import valkka.rtsp.Subsession;

/**
 * The frames of a virtual camera with no network in between, at times that are given: as a
 * {@link LiveThread} would pass them on, and the same ones each time.
 */
final class SampleCamera implements AutoCloseable {
    private static final int FPS = 25;
    /** How long a picture is. */
    static final long PICTURE_MS = 1000 / FPS;

    private static final byte[] START_CODE = {0, 0, 0, 1};

    private final TestPicture picture;
    private final H264Encoder encoder;
    private final int slot;
    private long number;

    /** @param bitRate bits a second; there is a key frame each second */
    SampleCamera(int slot, int width, int height, int bitRate) {
        double noise = TestPictureNoise.strengthFor(bitRate / ((double) width * height * FPS));
        this.picture = new TestPicture(width, height, slot, ZoneOffset.UTC, noise);
        this.encoder = new H264Encoder(picture, FPS, FPS, bitRate);
        this.slot = slot;
    }

    /** A camera of any picture. */
    SampleCamera(int slot, TestPicture picture, H264Encoder encoder) {
        this.picture = picture;
        this.encoder = encoder;
        this.slot = slot;
    }

    /** Returns the camera's next picture, taken at {@code time}: one NAL unit a frame. */
    List<BasicFrame> picture(long time) {
        picture.draw(time, number++);
        List<BasicFrame> frames = new ArrayList<>();
        encoder.encode(time, false).ifPresent(unit -> {
            for (byte[] nal : unit.nalUnits()) {
                byte[] payload = new byte[START_CODE.length + nal.length];
                System.arraycopy(START_CODE, 0, payload, 0, START_CODE.length);
                System.arraycopy(nal, 0, payload, START_CODE.length, nal.length);
                frames.add(BasicFrame.of(slot, Subsession.VIDEO, time, Codec.H264, payload));
            }
        });
        return frames;
    }

    /** Returns the two packets of sound that belong to a picture. */
    List<BasicFrame> sound(long time) {
        return List.of(packet(time), packet(time + Tone.PACKET_MS));
    }

    private BasicFrame packet(long time) {
        return BasicFrame.of(slot, Subsession.AUDIO, time, Codec.PCMA, Tone.packet(time));
    }

    @Override
    public void close() {
        encoder.close();
    }
}
