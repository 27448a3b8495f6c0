package valkka.media;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.SetupFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.nal.AccessUnit;
import valkka.nal.AccessUnitAssembler;
import valkka.rtsp.RtpAccessUnit;
import valkka.rtsp.RtspServerSource;
import valkka.rtsp.SessionDescription;

/**
 * The frames of one slot on their way to an RTSP server: put together to access units, at the times
 * of their arrival. Frames come from one thread at a time.
 */
final class ServedStream implements FrameFilter, RtspServerSource {
    private static final System.Logger LOG = System.getLogger("valkka.live");
    private static final int START_CODE = 4;
    private static final int PICTURE = 0;

    /**
     * A listener for the moment when the stream can be offered, and for the moment when it became
     * another stream, so that its players must begin anew.
     */
    interface Offer {
        /** @return whether players find it from now on */
        boolean ready(ServedStream stream, boolean again);
    }

    private final String name;
    private final LongSupplier nanoTime;
    private final Offer offer;

    @GuardedBy("this")
    private final AccessUnitAssembler pictures = new AccessUnitAssembler();

    private final List<Consumer<RtpAccessUnit>> subscribers = new CopyOnWriteArrayList<>();

    @GuardedBy("this")
    private final Set<Codec> refused = new HashSet<>();

    private final long startMs = System.currentTimeMillis();
    private final long startNanos;
    private volatile @Nullable SessionDescription description; // null before the first key frame
    private volatile boolean mounted;

    @GuardedBy("this")
    private @Nullable Codec sound; // null while none has come

    @GuardedBy("this")
    private long openTime; // of the picture that is being put together, as recorded

    @GuardedBy("this")
    private long openArrival; // and as it came

    @GuardedBy("this")
    private long arrivalBefore; // of the first frame of the time before

    @GuardedBy("this")
    private long lastArrival;

    ServedStream(String name, LongSupplier nanoTime, Offer offer) {
        this.name = name;
        this.nanoTime = nanoTime;
        this.offer = offer;
        this.startNanos = nanoTime.getAsLong();
    }

    /** Returns whether players find it. */
    boolean isMounted() {
        return mounted;
    }

    @Override
    public SessionDescription description() {
        SessionDescription known = description;
        if (known == null) {
            throw new ValkkaException(Kind.NOT_FOUND, name + " has had no key frame, so it cannot be played yet");
        }
        return known;
    }

    @Override
    public void subscribe(Consumer<RtpAccessUnit> subscriber) {
        subscribers.add(subscriber);
    }

    @Override
    public void unsubscribe(Consumer<RtpAccessUnit> subscriber) {
        subscribers.remove(subscriber);
    }

    @Override
    public synchronized void run(Frame frame) {
        if (frame instanceof SetupFrame setup) {
            setup(setup);
        } else if (frame instanceof BasicFrame basic) {
            if (!isServed(basic.subsession(), basic.codec())) {
                refuse(basic.codec());
            } else if (basic.subsession() == PICTURE) {
                picture(basic);
            } else {
                sound(basic);
            }
        }
    }

    /** A stream begins, perhaps after a seek: a half-finished access unit gets no end. */
    @GuardedBy("this")
    private void setup(SetupFrame setup) {
        if (setup.subsession() == PICTURE) {
            pictures.clear();
        } else if (isServed(setup.subsession(), setup.codec())) {
            heard(setup.codec());
        }
    }

    private static boolean isServed(int subsession, Codec codec) {
        return subsession == PICTURE
                ? codec.equals(Codec.H264) || codec.equals(Codec.H265)
                : subsession == 1 && codec.equals(Codec.PCMA);
    }

    @GuardedBy("this")
    private void refuse(Codec codec) {
        if (refused.add(codec)) {
            LOG.log(
                    Level.WARNING,
                    () -> name + ": " + codec + " cannot be served, only pictures of H264 and H265 and sound of PCMA"
                            + " can: these frames are left out");
        }
    }

    @GuardedBy("this")
    private void picture(BasicFrame frame) {
        long came = now();
        Optional<AccessUnit> complete = pictures.add(frame);
        if (complete.isPresent()) {
            deliver(complete.get());
        }
        if (frame.mstimestamp() != openTime) {
            openTime = frame.mstimestamp();
            arrivalBefore = openArrival;
            openArrival = came;
        }
    }

    @GuardedBy("this")
    private void deliver(AccessUnit picture) {
        if (picture.key()) {
            describe(picture);
        }
        if (subscribers.isEmpty()) {
            return;
        }
        // Parameter sets of the next picture may have come, before its slice completed this one.
        long arrival = picture.mstimestamp() == openTime ? openArrival : arrivalBefore;
        // Players take two pictures of one time for one.
        lastArrival = Math.max(arrival, lastArrival + 1);
        send(new RtpAccessUnit(
                picture.nalUnits().stream().map(ServedStream::withoutStartCode).toList(), lastArrival, picture.key()));
    }

    @GuardedBy("this")
    private void describe(AccessUnit key) {
        List<byte[]> sets =
                key.parameterSets().stream().map(ServedStream::withoutStartCode).toList();
        SessionDescription before = description;
        description = new SessionDescription(key.codec(), sets, 0, sound);
        boolean again = mounted && before != null && !before.codec().equals(key.codec());
        if (!mounted || again) {
            mounted = offer.ready(this, again);
        }
    }

    @GuardedBy("this")
    private void sound(BasicFrame frame) {
        heard(frame.codec());
        if (!subscribers.isEmpty() && frame.size() > 0) {
            send(RtpAccessUnit.sound(bytes(frame, 0), now()));
        }
    }

    /** Players that connect from now on hear of the sound. */
    @GuardedBy("this")
    private void heard(Codec codec) {
        SessionDescription known = description;
        if (sound == null && known != null) {
            description = new SessionDescription(known.codec(), known.parameterSets(), 0, codec);
        }
        sound = codec;
    }

    private void send(RtpAccessUnit unit) {
        for (Consumer<RtpAccessUnit> subscriber : new ArrayList<>(subscribers)) {
            subscriber.accept(unit);
        }
    }

    /** Wall-clock time that takes no steps, Unix ms. */
    private long now() {
        return startMs + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - startNanos);
    }

    private static byte[] withoutStartCode(BasicFrame unit) {
        return bytes(unit, START_CODE);
    }

    private static byte[] bytes(BasicFrame frame, int from) {
        byte[] bytes = new byte[frame.size() - from];
        frame.copyTo(ByteBuffer.wrap(bytes), from, bytes.length);
        return bytes;
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return "the stream '" + name + "' of an RTSP server" + (mounted ? "" : ", not offered yet");
    }
}
