package valkka.camera;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import valkka.filter.ValkkaThread;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.rtsp.RtpAccessUnit;
import valkka.rtsp.RtspServerSource;
import valkka.rtsp.SessionDescription;
import valkka.rtsp.Subsession;

/**
 * Draws and encodes at the pace of its clock, once for all clients. Without a client, pictures are
 * counted and not drawn. A new client causes a key frame, so that no client waits for one.
 */
final class VirtualCameraThread extends ValkkaThread implements RtspServerSource {
    private static final System.Logger LOG = System.getLogger("valkka.live");
    /** A clock that a test holds is looked at this often. */
    private static final long LOOK_EVERY_MS = 20;
    /**
     * How far the clock may be from where it was expected before the pace begins anew: it was set,
     * or the machine slept.
     */
    private static final long JUMP_MS = 2_000;

    private final TroubleMaker trouble;
    private TestPicture picture;
    private H264Encoder encoder;
    private final InstantSource clock;
    private final int fps;
    private final boolean tone;
    private long nextSound; // when the next packet of sound begins, Unix ms
    private volatile SessionDescription description;
    private final List<Consumer<RtpAccessUnit>> subscribers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean keyWanted = new AtomicBoolean();
    private final AtomicLong pictures = new AtomicLong();
    private final AtomicLong encoded = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private final AtomicLong picturesSkipped = new AtomicLong();
    private final AtomicLong soundSkipped = new AtomicLong();
    private final Object handover = new Object();

    @GuardedBy("handover")
    private @Nullable Recorder nextRecorder; // handed over and not yet in use; null for none

    @GuardedBy("handover")
    private boolean takesRecorders = true;

    private volatile String failure = "";

    /** A picture of some size, and the encoder for it. */
    record Recorder(TestPicture picture, H264Encoder encoder) {}

    /** Takes over the encoder: it is closed when the thread ends. */
    VirtualCameraThread(
            String name, Recorder recorder, InstantSource clock, int fps, boolean tone, TroubleMaker trouble) {
        super(name, LOG);
        this.picture = recorder.picture();
        this.encoder = recorder.encoder();
        this.trouble = trouble;
        this.clock = clock;
        this.fps = fps;
        this.tone = tone;
        this.description = describe();
    }

    /**
     * Sets the action after the last picture, in this thread and after the log line. Called before
     * the start.
     */
    void onFailure(Runnable action) {
        setErrorCallback(error -> {
            failure = error.getMessage();
            action.run();
        });
    }

    @Override
    public SessionDescription description() {
        return description;
    }

    @Override
    public void subscribe(Consumer<RtpAccessUnit> subscriber) {
        subscribers.add(subscriber);
        keyWanted.set(true);
    }

    @Override
    public void unsubscribe(Consumer<RtpAccessUnit> subscriber) {
        subscribers.remove(subscriber);
    }

    @Override
    public void skipped(RtpAccessUnit unit) {
        (unit.subsession() == Subsession.AUDIO ? soundSkipped : picturesSkipped).incrementAndGet();
    }

    TroubleMaker trouble() {
        return trouble;
    }

    /**
     * Goes on with another picture size, from the next picture on. Takes over its encoder, which is
     * closed where it is not used.
     *
     * @throws ValkkaException {@code CLOSED} when this thread has ended
     */
    void continueWith(Recorder recorder) {
        Recorder unused = recorder;
        boolean taken;
        synchronized (handover) {
            taken = takesRecorders;
            if (taken) {
                unused = nextRecorder;
                nextRecorder = recorder;
            }
        }
        close(unused);
        if (!taken) {
            throw new ValkkaException(
                    Kind.CLOSED,
                    label() + " has ended, and takes no other size" + (failure.isEmpty() ? "" : ": " + failure));
        }
    }

    /**
     * Returns the recorder that was handed over, which is nobody else's from now on; null for none.
     */
    private @Nullable Recorder takeNext(boolean takesMore) {
        synchronized (handover) {
            Recorder next = nextRecorder;
            nextRecorder = null;
            takesRecorders = takesMore;
            return next;
        }
    }

    private static void close(@Nullable Recorder unused) {
        if (unused != null) {
            unused.encoder().close();
        }
    }

    /** Returns the reason why no further pictures come; empty while pictures come. */
    String failure() {
        return failure;
    }

    @Override
    public VirtualCameraStats stats() {
        return new VirtualCameraStats(
                pictures.get(),
                encoded.get(),
                bytes.get(),
                subscribers.size(),
                trouble.picturesLost(),
                trouble.packetsLost(),
                missed.get(),
                picturesSkipped.get(),
                soundSkipped.get(),
                failure);
    }

    @Override
    protected void runBody() {
        long start = clock.millis();
        nextSound = start;
        long number = 0;
        long wait = 0;
        while (!awaitStopRequest(Duration.ofMillis(Math.min(Math.max(0, wait), LOOK_EVERY_MS)))) {
            long due = start + number * 1000 / fps;
            long now = clock.millis();
            wait = due - now;
            if (Math.abs(wait) > JUMP_MS) {
                missed(now - due);
                start += now - due;
                nextSound = now;
                trouble.deliverAll(this::send);
            } else if (wait <= 0) {
                picture(due, number);
                number++;
                pictures.incrementAndGet();
            }
            trouble.deliver(now, this::send);
            wait = Math.min(wait, trouble.untilDelivery(now));
        }
    }

    /** The time that was leapt over had pictures, which nobody gets. */
    private void missed(long millis) {
        if (!subscribers.isEmpty()) {
            missed.addAndGet(Math.max(0, millis * fps / 1000));
        }
    }

    private void picture(long due, long number) {
        changeRecorder();
        long cameraTime = trouble.cameraTime(due);
        sound(due, cameraTime - due);
        if (subscribers.isEmpty()) {
            return;
        }
        picture.draw(cameraTime, number);
        // By the time that goes on, as an encoder takes no steps back.
        encoder.encode(due, keyWanted.getAndSet(false))
                .ifPresentOrElse(
                        unit -> {
                            encoded.incrementAndGet();
                            bytes.addAndGet(unit.size());
                            trouble.take(due, new RtpAccessUnit(unit.nalUnits(), cameraTime, unit.key()));
                        },
                        missed::incrementAndGet);
    }

    /** The packets of sound that have ended when a picture is taken. */
    private void sound(long due, long clockOffset) {
        for (; nextSound + Tone.PACKET_MS <= due; nextSound += Tone.PACKET_MS) {
            if (tone && !subscribers.isEmpty()) {
                long time = nextSound + clockOffset;
                trouble.takeSound(due, RtpAccessUnit.sound(Tone.packet(time), time));
            }
        }
    }

    private SessionDescription describe() {
        return new SessionDescription(Codec.H264, encoder.parameterSets(), fps, tone ? Codec.PCMA : null);
    }

    private void changeRecorder() {
        Recorder next = takeNext(true);
        if (next != null) {
            encoder.close();
            picture = next.picture();
            encoder = next.encoder();
            description = describe();
        }
    }

    private void send(RtpAccessUnit unit) {
        for (Consumer<RtpAccessUnit> subscriber : subscribers) {
            subscriber.accept(unit);
        }
    }

    @Override
    protected void afterEnd() {
        encoder.close();
        close(takeNext(false));
    }
}
