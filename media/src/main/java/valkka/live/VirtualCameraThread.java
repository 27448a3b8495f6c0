package valkka.live;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import valkka.filter.ValkkaThread;
import valkka.frame.Codec;

/**
 * Draws and encodes at the pace of its clock, once for all clients. While nobody watches, pictures are counted and not
 * drawn; whoever comes causes a key frame, so that nobody waits for one.
 */
final class VirtualCameraThread extends ValkkaThread implements RtspServerSource {
    private static final System.Logger LOG = System.getLogger("valkka.live");
    /** A clock that a test holds is looked at this often. */
    private static final long LOOK_EVERY_MS = 20;
    /** How far the clock may be from where it was expected before the pace begins anew: it was set, or the machine slept. */
    private static final long JUMP_MS = 2_000;

    private final TestPicture picture;
    private final H264Encoder encoder;
    private final InstantSource clock;
    private final int fps;
    private final SessionDescription description;
    private final List<Consumer<RtpAccessUnit>> subscribers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean keyWanted = new AtomicBoolean();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicLong pictures = new AtomicLong();
    private final AtomicLong encoded = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile String failure = "";

    /** Takes over the encoder: it is closed when the thread ends. */
    VirtualCameraThread(String name, TestPicture picture, H264Encoder encoder, InstantSource clock, int fps) {
        super(name, LOG);
        this.picture = picture;
        this.encoder = encoder;
        this.clock = clock;
        this.fps = fps;
        this.description = new SessionDescription(Codec.H264, encoder.parameterSets(), fps);
    }

    /** What to do when no more pictures come, in this thread and behind the log line. Called before the start. */
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
    public VirtualCameraStats stats() {
        return new VirtualCameraStats(pictures.get(), encoded.get(), bytes.get(), subscribers.size(), failure);
    }

    @Override
    protected void runBody() throws InterruptedException {
        long start = clock.millis();
        long number = 0;
        long wait = 0;
        while (!stopping.await(Math.min(Math.max(0, wait), LOOK_EVERY_MS), TimeUnit.MILLISECONDS)) {
            long due = start + number * 1000 / fps;
            wait = due - clock.millis();
            if (Math.abs(wait) > JUMP_MS) {
                start += clock.millis() - due;
            } else if (wait <= 0) {
                picture(due, number);
                number++;
            }
        }
    }

    private void picture(long due, long number) {
        pictures.incrementAndGet();
        if (subscribers.isEmpty()) {
            return;
        }
        picture.draw(due, number);
        encoder.encode(due, keyWanted.getAndSet(false)).ifPresent(unit -> {
            encoded.incrementAndGet();
            bytes.addAndGet(unit.size());
            for (Consumer<RtpAccessUnit> subscriber : subscribers) {
                subscriber.accept(unit);
            }
        });
    }

    @Override
    protected void onStopRequested() {
        stopping.countDown();
    }

    @Override
    protected void afterEnd() {
        encoder.close();
    }
}
