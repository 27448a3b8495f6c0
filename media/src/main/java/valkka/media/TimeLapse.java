package valkka.media;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Bytes;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.nal.AccessUnit;

/** Writes key frames of a stream into an mp4, one behind the other at equal distances. */
final class TimeLapse {
    private static final int SMOOTH_PER_SECOND = 5;

    private final ValkkaFS fs;
    private final long id;
    private final TimeRange range;
    private final Duration length;
    private final CheckedProgress progress;
    private final TimeLapsePlan plan;
    private long pictures;
    private long bytes;
    private int gone;
    private int flawed;

    TimeLapse(ValkkaFS fs, long id, TimeRange range, Duration length, DoubleConsumer progress) {
        this.fs = fs;
        this.id = id;
        this.range = range;
        this.length = length;
        this.progress = new CheckedProgress(progress);
        this.plan = TimeLapsePlan.of(fs, id, range, length);
    }

    static Export.Result toFile(
            ValkkaFS fs, long id, TimeRange range, Duration length, DoubleConsumer progress, Path file) {
        Path target = NewFile.checked(fs, file);
        TimeLapse film = new TimeLapse(fs, id, range, length, progress);
        return NewFile.write(target, temporary -> {
            film.write(Container.MP4, temporary).close();
            return film.result(target);
        });
    }

    byte[] toMemory() {
        if (plan.bytes() > ExportRun.MOST_BYTES_IN_MEMORY) {
            throw ValkkaException.badArgument("the time-lapse would take " + Bytes.text(plan.bytes())
                    + " of memory, more than " + Bytes.text(ExportRun.MOST_BYTES_IN_MEMORY)
                    + ": make a shorter one, or write it to a file");
        }
        try (TrackWriter written = write(Container.MP4_IN_PIECES, null)) {
            return written.takeBytes();
        }
    }

    /** Writes the whole file, and returns its writer, which the caller closes. */
    private TrackWriter write(Container container, @Nullable Path file) {
        KeyFrameReader reader = new KeyFrameReader(fs, id);
        TrackWriter writer = null;
        boolean done = false;
        try {
            int count = plan.pictures().size();
            for (int i = 0; i < count; i++) {
                checkInterrupt(range);
                Optional<AccessUnit> key = read(reader, plan.pictures().get(i));
                if (key.isPresent()) {
                    AccessUnit unit = inTheFilm(key.get(), i);
                    writer = writer == null ? open(unit, container, file) : writer;
                    writer.picture(unit, true);
                }
                progress.tell((double) (i + 1) / count);
            }
            if (writer == null) {
                throw new ValkkaException(
                        Kind.NOT_FOUND,
                        "none of the " + count + " key frames of the stream " + id + " in " + range
                                + " can be shown alone: take another range");
            }
            writer.finish();
            pictures = writer.pictures();
            bytes = writer.bytes();
            done = true;
            return writer;
        } finally {
            if (!done && writer != null) {
                writer.close();
            }
        }
    }

    private TrackWriter open(AccessUnit first, Container container, @Nullable Path file) {
        // Key frames alone come in the order in which they are shown.
        PictureTrack track = PictureTrack.of(first, container).withDelay(0);
        int room = (int)
                Math.min(Integer.MAX_VALUE / 2, Mp4Index.room(plan.pictures().size(), 0));
        return new TrackWriter(
                new MediaFile.Target(container, file, room),
                track,
                null,
                plan.range().from());
    }

    /** Empty for a picture that is no longer there, or is flawed without those behind it. */
    private Optional<AccessUnit> read(KeyFrameReader reader, PictureSearch.KeyFrame key) {
        Optional<AccessUnit> unit;
        try {
            unit = reader.read(key).filter(AccessUnit::key);
        } catch (ValkkaException e) {
            if (e.kind() != Kind.GONE) {
                throw e;
            }
            unit = Optional.empty();
        }
        gone += unit.isPresent() ? 0 : 1;
        Optional<AccessUnit> whole = unit.filter(found -> found.entry().flawedPictures() == 0);
        flawed += unit.isPresent() && whole.isEmpty() ? 1 : 0;
        return whole;
    }

    /** Returns a picture with its time in the film. */
    private AccessUnit inTheFilm(AccessUnit unit, int number) {
        long after =
                Math.round((double) number * length.toMillis() / plan.pictures().size());
        return new AccessUnit(unit.codec(), plan.range().from() + after, unit.entry(), unit.nalUnits());
    }

    private Export.Result result(Path file) {
        return new Export.Result(file, plan.range(), pictures, 0, bytes, plan.gaps(), notes());
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        int count = plan.pictures().size();
        double seconds = (plan.range().to() - plan.range().from()) / 1000.0;
        double perSecond = count * 1000.0 / length.toMillis();
        notes.add(String.format(
                Locale.ROOT,
                "a key frame each %.1f s of the recording, %.1f pictures a second%s",
                seconds / (count - 1),
                perSecond,
                perSecond < SMOOTH_PER_SECOND ? ": there are no more, and a shorter film runs smoothly" : ""));
        if (gone > 0) {
            notes.add(gone + " key frames were overwritten or are cut, and the pictures before them stand longer");
        }
        if (flawed > 0) {
            notes.add(flawed + " recovery points are left out: their pictures are whole only with those behind them");
        }
        return notes;
    }

    static void checkInterrupt(TimeRange range) {
        if (Thread.currentThread().isInterrupted()) {
            throw ValkkaException.interrupted("making a time-lapse of " + range + ": nothing was written");
        }
    }
}
