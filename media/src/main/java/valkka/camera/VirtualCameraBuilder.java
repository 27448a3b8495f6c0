package valkka.camera;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.rtsp.RtspServer;
import valkka.rtsp.RtspServerAuth;
import valkka.rtsp.RtspServerBuilder;
import valkka.rtsp.RtspServerPath;

/**
 * The settings of a new {@link VirtualCamera}. Each method returns this builder. Each method throws
 * a {@link ValkkaException} of kind {@code BAD_ARGUMENT} when the value is outside of the stated
 * range.
 */
public final class VirtualCameraBuilder {
    private static final int LEAST_SIDE = 96;
    private static final int MOST_WIDTH = 3840;
    private static final int MOST_HEIGHT = 2160;
    private static final int MOST_FPS = 120;
    private static final int LEAST_BIT_RATE = 10_000;

    private final RtspServerBuilder server;
    private int width = 640;
    private int height = 360;
    private int fps = 25;
    private int gop = 25;
    private int bitRate = 1_000_000;
    private long seed;
    private String path = "/camera";
    private InstantSource clock = InstantSource.system();
    private ZoneId zone = ZoneId.systemDefault();

    private CameraTrouble trouble = CameraTrouble.NONE;
    private boolean tone;
    private boolean variableBitRate;
    private @Nullable MotionScript motion;
    private final List<Substream> substreams = new ArrayList<>();

    VirtualCameraBuilder() {
        server = RtspServer.builder();
    }

    /** A copy, which nobody changes. */
    private VirtualCameraBuilder(VirtualCameraBuilder other) {
        server = other.server.copy();
        width = other.width;
        height = other.height;
        fps = other.fps;
        gop = other.gop;
        bitRate = other.bitRate;
        seed = other.seed;
        path = other.path;
        clock = other.clock;
        zone = other.zone;
        trouble = other.trouble;
        tone = other.tone;
        variableBitRate = other.variableBitRate;
        motion = other.motion;
        substreams.addAll(other.substreams);
    }

    /** Pixels: even numbers, from 96x96 to 3840x2160; 640x360 when not said. */
    public VirtualCameraBuilder size(int width, int height) {
        checkSize(width, height);
        this.width = width;
        this.height = height;
        return this;
    }

    private static void checkSize(int width, int height) {
        boolean even = width % 2 == 0 && height % 2 == 0;
        boolean small = width < LEAST_SIDE || height < LEAST_SIDE;
        if (!even || small || width > MOST_WIDTH || height > MOST_HEIGHT) {
            throw ValkkaException.badArgument("a virtual camera's size is of even numbers from " + LEAST_SIDE + "x"
                    + LEAST_SIDE + " to " + MOST_WIDTH + "x" + MOST_HEIGHT + ", and not " + width + "x" + height);
        }
    }

    /** Frames a second, 1 to 120; 25 when not said. */
    public VirtualCameraBuilder fps(int fps) {
        this.fps = inRange("frames a second", fps, 1, MOST_FPS);
        return this;
    }

    /**
     * Frames from one key frame to the next, 1 or more; 25 when not said. A client that comes
     * causes one more key frame, from which the camera then counts.
     */
    public VirtualCameraBuilder gop(int gop) {
        this.gop = inRange("frames from key to key", gop, 1, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Sets the bits a second, 10 000 or more; 1 000 000 by default. From half a megabit to four, at
     * 640x360 and 25 pictures a second, the sent stream stays within 10 % of this rate over every
     * few seconds, because the pictures have as much noise as the rate needs. For rates far outside
     * of this range the encoder comes as near as it can.
     */
    public VirtualCameraBuilder bitRate(int bitRate) {
        this.bitRate = inRange("bits a second", bitRate, LEAST_BIT_RATE, Integer.MAX_VALUE);
        return this;
    }

    /**
     * The user and the password that clients must know; without this call none is needed. The name
     * has no colon and no quotation mark in it; the password is anything.
     */
    public VirtualCameraBuilder user(String user, String password) {
        server.user(user, password);
        return this;
    }

    /**
     * How clients prove that they know the password; {@link RtspServerAuth#DIGEST} when not said.
     */
    public VirtualCameraBuilder auth(RtspServerAuth auth) {
        server.auth(auth);
        return this;
    }

    /** The TCP port on 127.0.0.1, up to 65535; 0, any that is free, when not said. */
    public VirtualCameraBuilder port(int port) {
        server.port(port);
        return this;
    }

    /**
     * The last part of the address, of letters, digits and the signs {@code / . _ ~ -};
     * {@code /camera} when not said.
     */
    public VirtualCameraBuilder path(String path) {
        this.path = RtspServerPath.check(path);
        return this;
    }

    /**
     * A further stream of the same picture, as cameras offer a small one beside the large one:
     * {@code substream("/small", 320, 180, 200_000)}. It has the frames a second and the key frames
     * of the first, and an address of its own, {@link VirtualCamera#address(String)}.
     *
     * @param path as {@link #path} takes it, one for each stream
     * @param width as {@link #size} takes it
     * @param bitRate as {@link #bitRate} takes it
     */
    public VirtualCameraBuilder substream(String path, int width, int height, int bitRate) {
        checkSize(width, height);
        inRange("bits a second", bitRate, LEAST_BIT_RATE, Integer.MAX_VALUE);
        substreams.add(new Substream(RtspServerPath.check(path), width, height, bitRate));
        return this;
    }

    /** A stream beside the first. */
    private record Substream(String path, int width, int height, int bitRate) {}

    /**
     * Sets the seed of the scene and of all trouble: cameras with different seeds look different.
     */
    public VirtualCameraBuilder seed(long seed) {
        this.seed = seed;
        return this;
    }

    /**
     * Where the time comes from, for the pace, the timestamps and the picture; the system when not
     * said.
     */
    public VirtualCameraBuilder clock(InstantSource clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /** The time zone of the clock in the picture; the system's when not said. */
    public VirtualCameraBuilder zone(ZoneId zone) {
        this.zone = Objects.requireNonNull(zone, "zone");
        return this;
    }

    /**
     * Whether a sound goes with the picture, a hum and a beep each second (PCMA); none when not
     * said.
     */
    public VirtualCameraBuilder tone(boolean tone) {
        this.tone = tone;
        return this;
    }

    /**
     * Makes {@link #bitRate} the highest bit rate: a quiet scene takes less, and a scene with motion
     * more, as of most cameras. By default the rate is constant, whatever the scene is.
     */
    public VirtualCameraBuilder variableBitRate() {
        variableBitRate = true;
        return this;
    }

    /**
     * Lets somebody walk across the picture at the times of a script, and at no other time. By
     * default nobody walks, and a sun moves all the time.
     */
    public VirtualCameraBuilder motion(MotionScript script) {
        this.motion = Objects.requireNonNull(script, "script");
        return this;
    }

    /** Sets the trouble from the beginning; no trouble by default. */
    public VirtualCameraBuilder trouble(CameraTrouble trouble) {
        this.trouble = Objects.requireNonNull(trouble, "trouble");
        return this;
    }

    /**
     * Starts the camera.
     *
     * @throws ValkkaException {@code IO} when the encoder refuses, or the port cannot be had
     */
    public VirtualCamera start() {
        VirtualCameraBuilder settings = new VirtualCameraBuilder(this);
        Map<String, VirtualCameraThread> streams = new LinkedHashMap<>();
        RtspServer rtsp = null;
        boolean started = false;
        try {
            settings.addStreams(streams);
            rtsp = settings.serve(streams, settings.server.port());
            VirtualCamera camera = new VirtualCamera(streams, rtsp, settings);
            for (VirtualCameraThread thread : streams.values()) {
                thread.onFailure(camera::die);
                thread.start();
            }
            started = true;
            return camera;
        } finally {
            if (!started) {
                // This frees the encoders.
                streams.values().forEach(VirtualCameraThread::requestStop);
                if (rtsp != null) {
                    rtsp.close();
                }
            }
        }
    }

    private void addStreams(Map<String, VirtualCameraThread> streams) {
        streams.put(path, thread("VirtualCamera", recorder(width, height), 0));
        for (Substream other : substreams) {
            if (streams.containsKey(other.path)) {
                throw ValkkaException.badArgument(
                        "a virtual camera has two streams under " + other.path + ": give each a path of its own");
            }
            streams.put(
                    other.path,
                    thread(
                            "VirtualCamera " + other.path,
                            recorder(other.width, other.height, other.bitRate),
                            streams.size()));
        }
    }

    private VirtualCameraThread thread(String name, VirtualCameraThread.Recorder recorder, int number) {
        return new VirtualCameraThread(
                name, recorder, clock, fps, tone, new TroubleMaker(trouble, seed + 1000L * number));
    }

    /**
     * The first stream's picture and the encoder for it, of another size than it began with
     * perhaps.
     */
    VirtualCameraThread.Recorder recorder(int width, int height) {
        return recorder(width, height, bitRate);
    }

    private VirtualCameraThread.Recorder recorder(int width, int height, int bitRate) {
        checkSize(width, height);
        double noise = variableBitRate
                ? TestPictureNoise.FAINTEST
                : TestPictureNoise.strengthFor(bitRate / ((double) width * height * fps));
        TestPicture picture = new TestPicture(width, height, seed, zone, noise, motion);
        return new VirtualCameraThread.Recorder(picture, new H264Encoder(picture, fps, gop, bitRate, variableBitRate));
    }

    /**
     * A server at {@code port} that serves the camera's streams, by their paths; the first one's
     * trouble is that of the network.
     */
    RtspServer serve(Map<String, VirtualCameraThread> streams, int port) {
        return server.copy()
                .port(port)
                .packetLoss(first(streams).trouble()::losesPacket)
                .sources(streams)
                .start();
    }

    String path() {
        return path;
    }

    /** The stream of its own path, among all that the camera has. */
    VirtualCameraThread first(Map<String, VirtualCameraThread> streams) {
        return Objects.requireNonNull(streams.get(path), path);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "VirtualCameraBuilder " + width + "x" + height + " at " + fps + " frames a second, " + server;
    }

    private static int inRange(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw ValkkaException.badArgument(
                    "a virtual camera's " + what + " are " + least + " to " + most + ", and not " + value);
        }
        return value;
    }
}
