package valkka.media;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.filter.NeedsSetupFrames;
import valkka.filter.ValkkaThread;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.SetupFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.TimeRange;

/**
 * Writes the frames of one camera into a matroska file while it is active, the sound as a second
 * track. libValkka: {@code FileFrameFilter}.
 *
 * <p>A {@link SetupFrame} must announce the stream: a {@code LiveThread} sends setup frames, and
 * behind a reader an {@code InitStreamFrameFilter} sends them. The filter writes the first
 * announced slot. Frames of another slot are an error, because a file holds one camera.
 *
 * <p>The file begins with the first key frame, and is made then. After a gap everything up to the
 * next key frame is left out; {@link #result()} says so. A pull that goes back in time adds nothing
 * that is in the file already. The file is whole when {@link #deActivate()} or {@link #close()}
 * returns.
 *
 * <pre>{@code FileFrameFilter file = new FileFrameFilter("file"); FrameFilter init = new
 * InitStreamFrameFilter("init", file); file.activate("kokkelis.mkv"); init.run(frame);
 * file.deActivate(); }</pre>
 *
 * It works in the thread that calls it; its methods may be called from any. One thread at a time
 * works on the file. A call that has waited a minute for another thread, which the disk holds,
 * throws a {@link ValkkaException} of kind {@code TIMEOUT}. In the callback of a writer it does not
 * wait, and throws {@code BUSY}.
 */
public final class FileFrameFilter implements NeedsSetupFrames, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("valkka.file");

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final String name;
    private final FrameFilter next;
    private final Duration patience;
    // Held while a thread writes to the disk, which may hang.
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<Integer, Set<Integer>> announced = new HashMap<>(); // subsessions by slot

    @GuardedBy("lock")
    private @Nullable MediaFile file; // null while it is not active

    private volatile @Nullable Path path; // also read by those who wait

    @GuardedBy("lock")
    private int slot;

    @GuardedBy("lock")
    private boolean hasSlot;

    @GuardedBy("lock")
    private boolean complained;

    /** What ended the file before its time; null when that is known to the user. */
    @GuardedBy("lock")
    private @Nullable ValkkaException failure;

    @GuardedBy("lock")
    private Export.Result last = new Export.Result(null, TimeRange.EMPTY, 0, 0, 0, List.of(), List.of());

    /** Makes a filter at the end of a chain. */
    public FileFrameFilter(String name) {
        this(name, frame -> {});
    }

    /** With a filter behind, that gets every frame too. */
    public FileFrameFilter(String name, FrameFilter next) {
        this(name, next, LONGEST_WAIT);
    }

    /** @param patience how long a call waits while another thread writes */
    FileFrameFilter(String name, FrameFilter next, Duration patience) {
        this.name = Objects.requireNonNull(name, "name");
        this.next = Objects.requireNonNull(next, "next");
        this.patience = patience;
    }

    /** Returns the name given at construction. */
    public String name() {
        return name;
    }

    /** Begins a file whose time 0 is its first picture: {@link #activate(Path, long)}. */
    public void activate(Path newPath) {
        activate(newPath, 0);
    }

    /** {@link #activate(Path)}. */
    public void activate(String newPath) {
        activate(Path.of(newPath), 0);
    }

    /** {@link #activate(Path, long)}. */
    public void activate(Path newPath, Instant zerotime) {
        activate(newPath, zerotime.toEpochMilli());
    }

    /**
     * Begins a file. The new file replaces an older file of this name when the first picture comes.
     *
     * @param zerotime the time of recording that is the file's time 0, Unix ms; 0 for the time of
     *     the first picture. Earlier frames are left out.
     * @throws ValkkaException {@code BUSY} when a file is being written, {@code NOT_FOUND} when
     *     there is no directory to write it into, {@code BAD_ARGUMENT} when {@code zerotime} is
     *     negative, or the path is a directory or ends in {@code .mp4}
     */
    public void activate(Path newPath, long zerotime) {
        Path target = TargetFile.of(newPath);
        enter();
        try {
            begin(newPath, target, zerotime);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void begin(Path newPath, Path target, long zerotime) {
        if (file != null) {
            throw new ValkkaException(Kind.BUSY, this + " is writing " + path + ": deActivate() it first");
        }
        if (zerotime < 0) {
            throw ValkkaException.badArgument(
                    "zerotime is " + zerotime + ": give Unix milliseconds, or 0 for the time of the first picture");
        }
        if (target.toString().toLowerCase(Locale.ROOT).endsWith(".mp4")) {
            throw ValkkaException.badArgument(newPath
                    + " would be a matroska file: name it .mkv, or make an mp4 of a recording with Export.mp4(...)");
        }
        failure = null;
        path = target;
        hasSlot = false;
        complained = false;
        file = new MediaFile(new MediaFile.Target(Container.MATROSKA, target, 0), zerotime);
        LOG.log(Level.DEBUG, () -> this + ": active, for " + path);
    }

    /**
     * Completes the file; does nothing without an open file.
     *
     * @throws ValkkaException {@code FULL} or {@code IO} when that fails, or a frame before could
     *     not be written: the file is not whole then
     */
    public void deActivate() {
        enter();
        try {
            end();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void end() {
        if (failure != null) {
            ValkkaException thrown = failure;
            failure = null;
            throw thrown;
        }
        if (file == null) {
            return;
        }
        MediaFile ending = file;
        file = null;
        try (ending) {
            boolean made = ending.finish();
            Export.Result result = ending.result(path);
            last = result;
            Level usual = result.notes().isEmpty() ? Level.DEBUG : Level.INFO;
            LOG.log(
                    made ? usual : Level.WARNING,
                    () -> this + ": " + (made ? result : "no key frame came, so there is no file " + path));
        }
    }

    /** Returns the result of the open file, or else of the last file. */
    public Export.Result result() {
        enter();
        try {
            return file == null ? last : file.result(path);
        } finally {
            lock.unlock();
        }
    }

    /**
     * @throws ValkkaException {@code TIMEOUT} when another thread does not leave the filter,
     *     {@code CLOSED} when the waiting thread is interrupted, {@code BUSY} in the callback of a
     *     writer, which waits for nobody
     */
    private void enter() {
        if (lock.tryLock()) {
            return;
        }
        if (!ValkkaThread.mayWait()) {
            throw new ValkkaException(
                    Kind.BUSY,
                    "in the callback of the writer '" + Thread.currentThread().getName() + "', which waits for nobody, "
                            + this + " cannot be used while another thread writes to " + path
                            + ": call it in a thread of your own");
        }
        try {
            if (!lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new ValkkaException(
                        Kind.TIMEOUT,
                        this + ": another thread has been writing to " + path + " for " + patience.toMillis() / 1000.0
                                + " s: the disk holds it, and it goes on when the disk answers");
            }
        } catch (InterruptedException e) {
            throw ValkkaException.interrupted("waiting for another thread that writes to " + path);
        }
    }

    @Override
    public void run(Frame frame) {
        try {
            enter();
            try {
                take(frame);
            } finally {
                lock.unlock();
            }
        } finally {
            next.run(frame);
        }
    }

    @GuardedBy("lock")
    private void take(Frame frame) {
        if (frame instanceof SetupFrame setup) {
            announced.computeIfAbsent(setup.slot(), key -> new HashSet<>()).add(setup.subsession());
        }
        if (file != null && frame instanceof BasicFrame basic && isOurs(basic)) {
            try {
                file.put(basic);
            } catch (ValkkaException e) {
                file.close();
                last = file.result(path);
                file = null;
                failure = e;
                throw e;
            }
        }
    }

    /** The frames of the first stream that comes and was announced. Others are told of once. */
    @GuardedBy("lock")
    private boolean isOurs(BasicFrame frame) {
        Set<Integer> subsessions = announced.getOrDefault(frame.slot(), Set.of());
        if (!subsessions.contains(frame.subsession())) {
            complain("no setup frame has announced slot " + frame.slot() + ", subsession " + frame.subsession()
                    + ", so it is not written: put an InitStreamFrameFilter in front");
            return false;
        }
        if (!hasSlot) {
            hasSlot = true;
            slot = frame.slot();
        }
        if (frame.slot() != slot) {
            complain("slot " + slot + " is being written, and slot " + frame.slot()
                    + " is not: give it a file of its own, or put a PassSlotFrameFilter in front");
        }
        return frame.slot() == slot;
    }

    @GuardedBy("lock")
    private void complain(String what) {
        if (!complained) {
            complained = true;
            LOG.log(Level.WARNING, () -> this + ": " + what);
        }
    }

    @Override
    public void close() {
        deActivate();
    }

    @Override
    public String toString() {
        return "{FileFrameFilter:" + name + "}";
    }
}
