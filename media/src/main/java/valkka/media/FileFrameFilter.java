package valkka.media;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import valkka.filter.FrameFilter;
import valkka.filter.NeedsSetupFrames;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.SetupFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.TimeRange;

/**
 * Writes the frames of one camera into a matroska file while it is active, the sound as a second track. libValkka: {@code
 * FileFrameFilter}.
 *
 * <p>A stream has to be announced by a {@link SetupFrame}: a {@code LiveThread} does so, and behind a reader an {@code InitStreamFrameFilter}. The
 * first slot announced is the one that is written; frames of another are an error, as two cameras cannot be one picture.
 *
 * <p>The file begins with the first key frame, and is made then. After a gap everything up to the next key frame is left out; {@link #result()}
 * says so. A pull that goes back in time adds nothing that is in the file already. The file is whole when {@link #deActivate()} or {@link #close()} returns.
 *
 * <pre>{@code
 * FileFrameFilter file = new FileFrameFilter("file");
 * FrameFilter init = new InitStreamFrameFilter("init", file);
 * file.activate("kokkelis.mkv");
 * init.run(frame);
 * file.deActivate();
 * }</pre>
 *
 * It works in the thread that calls it; its methods may be called from any.
 */
public final class FileFrameFilter implements NeedsSetupFrames, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("valkka.file");

    private final String name;
    private final FrameFilter next;
    private final Map<Integer, Set<Integer>> announced = new HashMap<>(); // subsessions by slot
    private MediaFile file; // null while it is not active
    private Path path;
    private int slot;
    private boolean hasSlot;
    private boolean complained;
    private ValkkaException failure; // what ended the file before its time; null when that is known to the user
    private Export.Result last = new Export.Result(null, TimeRange.EMPTY, 0, 0, 0, List.of(), List.of());

    public FileFrameFilter(String name) {
        this(name, frame -> {});
    }

    /** With a filter behind, that gets every frame too. */
    public FileFrameFilter(String name, FrameFilter next) {
        this.name = Objects.requireNonNull(name, "name");
        this.next = Objects.requireNonNull(next, "next");
    }

    /** The name given at construction. */
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
     * Begins a file. What is there under that name is replaced when the first picture comes.
     *
     * @param zerotime what time of recording is the file's time 0, Unix ms; 0 for that of the first picture. What was recorded before
     *     is left out.
     * @throws ValkkaException {@code BUSY} when a file is being written, {@code NOT_FOUND} when there is no directory to write it
     *     into, {@code BAD_ARGUMENT} when {@code zerotime} is negative, or the path is a directory or ends in {@code .mp4}
     */
    public synchronized void activate(Path newPath, long zerotime) {
        Path target = TargetFile.of(newPath);
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
        file = new MediaFile(Container.MATROSKA, target, zerotime);
        LOG.log(Level.DEBUG, () -> this + ": active, for " + path);
    }

    /**
     * Completes the file; does nothing when there is none.
     *
     * @throws ValkkaException {@code FULL} or {@code IO} when that fails, or a frame before could not be written: the file is not whole then
     */
    public synchronized void deActivate() {
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
            last = ending.result(path);
            LOG.log(
                    made ? Level.DEBUG : Level.WARNING,
                    () -> this + ": " + (made ? last : "no key frame came, so there is no file " + path));
        }
    }

    /** What has been written: into the file that is open, or else into the last one. */
    public synchronized Export.Result result() {
        return file == null ? last : file.result(path);
    }

    @Override
    public void run(Frame frame) {
        try {
            take(frame);
        } finally {
            next.run(frame);
        }
    }

    private synchronized void take(Frame frame) {
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
