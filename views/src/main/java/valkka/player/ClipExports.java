package valkka.player;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Bytes;
import valkka.fs.Subscription;
import valkka.fs.TimeRange;
import valkka.media.Export;

/**
 * Exports what a page has marked: a clip for each stream, one export at a time, in a thread of its
 * own. So an export of many minutes holds up no other question of the page.
 */
final class ClipExports implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("valkka.player");

    private static final long MOST_BYTES = 256L << 20;
    private static final int MOST_SENT_BYTES = 64 << 20;
    private static final long CLOSING_MILLIS = 5_000;

    private final PlayedStreams streams;
    private final Listeners<List<Clip>> listeners = new Listeners<>("the exports");

    @GuardedBy("this")
    private @Nullable Run last;

    private volatile List<Clip> exported = List.of();
    private volatile boolean closed;

    ClipExports(PlayedStreams streams) {
        this.streams = streams;
    }

    /** One export, and how far it is. */
    private final class Run implements Runnable {
        private final int number;
        private final TimeRange range;
        private final List<PlayedStream> wanted;
        private final Thread thread;
        private final List<Clip> clips = new ArrayList<>();
        private final Set<String> leftOut = new TreeSet<>(); // codecs of sound
        private volatile double done;
        private volatile boolean ended;
        private volatile @Nullable ValkkaException failure;

        Run(int number, TimeRange range) {
            this.number = number;
            this.range = range;
            this.wanted = List.copyOf(streams.all());
            this.thread = new Thread(this, "valkka player export " + number);
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            try {
                for (int i = 0; i < wanted.size(); i++) {
                    export(wanted.get(i), i);
                }
                if (clips.isEmpty()) {
                    throw new ValkkaException(
                            Kind.NOT_FOUND,
                            "no camera of the player has a picture in " + range + ": mark another range");
                }
                if (!closed) {
                    exported = List.copyOf(clips);
                    listeners.tell(exported);
                }
            } catch (ValkkaException e) {
                failure = e;
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.log(Level.WARNING, "an export of a player failed: " + e, e);
                failure = new ValkkaException(Kind.IO, "the export failed: " + e, e);
            } finally {
                ended = true;
            }
        }

        /** A camera without a picture in the range has no clip. */
        private void export(PlayedStream stream, int index) {
            try {
                byte[] mp4 = Export.of(stream.fs(), stream.id(), range)
                        .progress(part -> done = (index + part) / wanted.size())
                        .mp4Bytes();
                clips.add(new Clip(stream.recordingName(), stream.id(), range, mp4));
                stream.sound().leftOutOfMp4(range).ifPresent(codec -> leftOut.add(codec.label()));
            } catch (ValkkaException e) {
                if (e.kind() != Kind.NOT_FOUND) {
                    throw e;
                }
            }
            long bytes = clips.stream().mapToLong(Clip::size).sum();
            if (bytes > MOST_BYTES) {
                throw ValkkaException.badArgument("the clips of " + wanted.size() + " cameras take more than "
                        + Bytes.text(MOST_BYTES) + ": mark a shorter range, or write files with Export.mp4");
            }
        }
    }

    /**
     * Begins an export.
     *
     * @throws ValkkaException {@code BUSY} while another export runs
     */
    synchronized Answer start(TimeRange range) {
        if (last != null && !last.ended) {
            throw new ValkkaException(Kind.BUSY, "an export of " + last.range + " still runs: wait for its end");
        }
        if (closed) {
            throw new ValkkaException(Kind.CLOSED, "the player has been closed: run its cell again");
        }
        Run run = new Run(last == null ? 1 : last.number + 1, range);
        last = run;
        run.thread.start();
        return new Answer(Json.text(Map.of("number", run.number)), Answer.NO_BYTES);
    }

    /** Tells a page how far an export is. A failed export is an error. */
    Answer state(int number) {
        Run run = run(number);
        Map<String, Object> json = new LinkedHashMap<>();
        boolean ended = run.ended; // before the rest, which is complete then
        ValkkaException failure = run.failure;
        if (failure != null) {
            throw failure;
        }
        json.put("ended", ended);
        json.put("done", run.done);
        json.put("cameras", run.wanted.size());
        json.put("leftOut", ended ? run.leftOut : Set.of());
        json.put("clips", ended ? run.clips.stream().map(ClipExports::described).toList() : List.of());
        return new Answer(Json.text(json), Answer.NO_BYTES);
    }

    private static Map<String, Object> described(Clip clip) {
        return Map.of("recording", clip.recording(), "id", clip.id(), "size", clip.size());
    }

    /** Gives a page a clip, so that the browser can save it. */
    Answer clip(int number, int index) {
        Run run = run(number);
        List<Clip> clips = run.ended ? run.clips : List.of();
        if (index < 0 || index >= clips.size()) {
            throw new ValkkaException(Kind.NOT_FOUND, "export " + number + " of the player has no clip " + index);
        }
        Clip clip = clips.get(index);
        if (clip.size() > MOST_SENT_BYTES) {
            throw ValkkaException.badArgument(
                    clip + " is too large for the page: write it in Java, with Files.write(file, clip.mp4())");
        }
        return new Answer("{}", clip.bytes());
    }

    private synchronized Run run(int number) {
        if (last == null || last.number != number) {
            throw new ValkkaException(Kind.GONE, "export " + number + " of the player is not the last one any more");
        }
        return last;
    }

    List<Clip> exported() {
        return exported;
    }

    Subscription listen(Consumer<? super List<Clip>> listener) {
        return listeners.add(listener);
    }

    long failures() {
        return listeners.failures();
    }

    /** Ends an export that runs, and forgets all clips. */
    @Override
    public void close() {
        Run running;
        synchronized (this) {
            closed = true;
            running = last;
            last = null;
        }
        exported = List.of();
        if (running != null && running.thread != Thread.currentThread()) {
            running.thread.interrupt();
            try {
                TimeUnit.MILLISECONDS.timedJoin(running.thread, CLOSING_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
