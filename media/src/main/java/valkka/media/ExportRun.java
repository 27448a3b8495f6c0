package valkka.media;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Bytes;
import valkka.fs.PullResult;
import valkka.fs.ReaderStats;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSReaderThread;
import valkka.proof.ClipProof;

/** One export: a reader thread pulls the blocks, and the caller's thread writes their frames. */
final class ExportRun {
    private static final System.Logger LOG = System.getLogger("valkka.file");
    private static final int SLOT = 1;
    static final long MOST_BYTES_IN_MEMORY = 256L << 20;
    /** Far longer than a disk that works takes for a block. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final ValkkaFS fs;
    private final long id;
    private final TimeRange range;
    private final ExportOptions options;
    private final Duration patience;
    private final CheckedProgress progress;

    ExportRun(ValkkaFS fs, long id, TimeRange range, ExportOptions options) {
        this(fs, id, range, options, LONGEST_WAIT);
    }

    /** @param patience how long the disk may bring nothing */
    ExportRun(ValkkaFS fs, long id, TimeRange range, ExportOptions options, Duration patience) {
        this.patience = patience;
        this.fs = Objects.requireNonNull(fs, "fs");
        this.id = id;
        this.range = Objects.requireNonNull(range, "range");
        this.options = options;
        this.progress = new CheckedProgress(options.progress());
        if (range.isEmpty()) {
            throw ValkkaException.badArgument(
                    "there is nothing to export in " + range + ": give a range of time, as fs.getTimeRange()");
        }
    }

    Export.Result toFile(Container container, Path file) {
        Path target = NewFile.checked(fs, file);
        Prepared prepared = prepare();
        return NewFile.write(target, temporary -> {
            Export.Result result;
            try (MediaFile media = prepared.file(container, temporary)) {
                run(prepared, media);
                result = prepared.plan.explain(media.result(target));
            }
            if (options.proof().isWanted()) {
                List<String> lacks = ClipProof.append(
                        temporary, fs, id, result.range(), options.proof().key());
                result = result.withNotes(lacks);
            }
            progress.tell(1);
            return result;
        });
    }

    byte[] toMemory(Container container) {
        Prepared prepared = prepare();
        long bytes = ExportPlan.bytes(fs, id, range);
        if (bytes > MOST_BYTES_IN_MEMORY) {
            throw ValkkaException.badArgument("the mp4 would take " + Bytes.text(bytes)
                    + " of memory, more than " + Bytes.text(MOST_BYTES_IN_MEMORY)
                    + ": take a shorter range, or write it to a file with mp4(...)");
        }
        try (MediaFile media = prepared.file(container, null)) {
            run(prepared, media);
            for (String note : media.pictureNotes()) { // the bytes have no place for them
                LOG.log(Level.INFO, () -> "an mp4 of stream " + id + " in " + range + ": " + note);
            }
            return media.takeBytes();
        }
    }

    /** What is known before the blocks are read. */
    private final class Prepared {
        final ExportPlan plan;
        final boolean withPicture;
        private final ExportSample sample;

        Prepared(ExportPlan plan, ExportSample sample, boolean withPicture) {
            this.plan = plan;
            this.sample = sample;
            this.withPicture = withPicture;
        }

        MediaFile file(Container container, @Nullable Path file) {
            TimeRange whole = new TimeRange(plan.start(), range.to());
            MediaFile.Target target = new MediaFile.Target(
                    container, file, sample.indexBytes(whole, plan.blocks().size()));
            SoundChoice choice = new SoundChoice(container, options.audioSampleRate(), sample.spacing());
            return new MediaFile(target, 0, withPicture, choice);
        }
    }

    private Prepared prepare() {
        try {
            ExportPlan plan = ExportPlan.of(fs, id, range);
            ExportSample sample = ExportSample.of(fs, id, plan.blocks());
            return new Prepared(plan, sample, !sample.isSoundAlone() || !sample.soundLeads());
        } catch (ValkkaException e) {
            List<Integer> blocks = fs.getBlockTable().inReadingOrder(range);
            ExportSample sample = ExportSample.of(fs, id, blocks);
            if (e.kind() != Kind.NOT_FOUND || !sample.isSoundAlone()) {
                throw e;
            }
            return new Prepared(new ExportPlan(blocks, range.from(), range.from(), range.to(), e), sample, false);
        }
    }

    private ValkkaException nothing(Prepared prepared, MediaFile media) {
        List<String> notes = media.result(null).notes();
        return prepared.withPicture || notes.isEmpty()
                ? prepared.plan.nothing()
                : ValkkaException.badArgument("the stream " + id + " has sound alone in " + range + ", and "
                        + notes.get(0) + ": export another container");
    }

    private void run(Prepared prepared, MediaFile media) {
        ExportPlan plan = prepared.plan;
        if (options.keepsAfterLoss()) {
            media.keepAfterLoss();
        }
        progress.tell(0);
        FrameHandover frames = new FrameHandover();
        ValkkaFSReaderThread reader = new ValkkaFSReaderThread("export", fs, frames);
        try {
            reader.setSlotId(SLOT, id);
            reader.start();
            take(plan, frames, reader, media);
        } finally {
            frames.close(); // so that the reader can end
            reader.requestStop();
        }
        reader.waitStop(); // one that the disk holds ends by itself
        if (!media.finish()) {
            throw nothing(prepared, media);
        }
    }

    private void take(ExportPlan plan, FrameHandover frames, ValkkaFSReaderThread reader, MediaFile media) {
        CompletableFuture<PullResult> pull = reader.pullBlocks(plan.blocks());
        ReaderStats read = reader.stats();
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            @Nullable List<BasicFrame> batch = null;
            while (batch != FrameHandover.END) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                batch = frames.poll();
                ReaderStats now = reader.stats();
                if (batch != null || !now.equals(read)) {
                    read = now;
                    deadline = System.nanoTime() + patience.toNanos();
                } else if (System.nanoTime() - deadline > 0) {
                    throw diskHangs();
                }
                if (batch == null && pull.isCompletedExceptionally()) {
                    break;
                }
                if (batch != null && !batch.isEmpty()) {
                    for (BasicFrame frame : batch) {
                        if (plan.wants(frame)) {
                            media.put(frame);
                        }
                    }
                    progress.tell(plan.done(batch.get(batch.size() - 1).mstimestamp()));
                }
            }
            pull.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw diskHangs();
        } catch (InterruptedException e) {
            throw ValkkaException.interrupted("exporting " + range + ": nothing was written");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ValkkaException known
                    ? known
                    : new ValkkaException(Kind.IO, "exporting " + range + ": " + e.getCause(), e);
        }
    }

    private ValkkaException diskHangs() {
        return new ValkkaException(
                Kind.TIMEOUT,
                "exporting " + range + ": the disk of " + fs.getPars().dumpfile() + " has brought nothing for "
                        + patience.toMillis() / 1000.0
                        + " s, and nothing was written: look at the disk, and export again");
    }
}
