package valkka.media;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.proof.SigningKey;

/**
 * Exports pieces of a recording as files that every player takes. An export decodes and encodes
 * nothing: it puts the camera's own frames into another container, with the sound if the container
 * has a place for the sound. libValkka has no such class; its lesson puts a reader in front of a
 * {@code FileFrameFilter}, which works here too.
 *
 * <pre>{@code Export.Result result = Export.matroska(fs, 925412,
 * fs.getTimeRange().last(Duration.ofMinutes(1)), "minute.mkv"); System.out.println(result); }</pre>
 *
 * <ul>
 *   <li>It begins at the stream's last key frame at or before the range, since decoding can start
 *       nowhere else, and ends with the range. A key frame is an IDR picture, another picture that
 *       the standards let decoding start at, or a recovery point: {@link Result#notes()} says so.
 *   <li>The file keeps the recording's times; the time of its start stands in the file
 *       ({@code creation_time}, {@code date}).
 *   <li>After a gap, a block that is missing, or a frame that was lost, everything up to the
 *       stream's next key frame is left out: {@link Result#gaps()} says what and why.
 *       {@link #keepAfterLoss()} keeps it.
 *   <li>A file appears under its name when the file is whole, and replaces an older file. Until
 *       then the bytes are in a hidden file in the same directory, which only its owner can read.
 *       An interrupt ends the export, and nothing of the file remains.
 *   <li>A writer may go on with the recording during an export.
 * </ul>
 */
public final class Export {
    private final ValkkaFS fs;
    private final long id;
    private final TimeRange range;
    private final ExportOptions options;

    private Export(ValkkaFS fs, long id, TimeRange range, ExportOptions options) {
        this.fs = Objects.requireNonNull(fs, "fs");
        this.id = id;
        this.range = Objects.requireNonNull(range, "range");
        this.options = options;
    }

    /**
     * Describes an export of a piece of a stream, for choices that the short forms do not have:
     * {@code Export.of(fs, 1001, range).audioSampleRate(16_000).matroska(file)}.
     *
     * @param id the stream's, as it was recorded
     * @param range Unix ms, closed at both ends
     */
    public static Export of(ValkkaFS fs, long id, TimeRange range) {
        return new Export(fs, id, range, ExportOptions.NONE);
    }

    /**
     * Returns this export with a sampling rate for G.711, G.726 and L16. A recording keeps no rate,
     * so an export otherwise takes the rate from the times of the packets. AAC and Opus tell their
     * rate themselves.
     *
     * @param hertz the rate, as 16000
     * @throws ValkkaException {@code BAD_ARGUMENT} when no sound has such a rate
     */
    public Export audioSampleRate(int hertz) {
        return new Export(fs, id, range, options.withAudioSampleRate(hertz));
    }

    /**
     * Returns this export with the pictures behind a loss kept, as every player would show them.
     * Otherwise the pictures between a loss and the next key frame are left out, because they refer
     * to what is lost. {@link Result#gaps()} names the loss in both cases.
     */
    public Export keepAfterLoss() {
        return new Export(fs, id, range, options.withPicturesAfterLoss());
    }

    /**
     * Returns this export with the proof of its blocks in the file, unsigned: see
     * {@link #proof(SigningKey)}.
     */
    public Export proof() {
        return new Export(fs, id, range, options.withProof(null));
    }

    /**
     * Returns this export with the proof of its blocks in the file, for {@link ClipVerification}.
     * The recording needs a proof itself: {@link valkka.proof.RecordingProof#follow}. Players skip
     * the proof. An export into memory has none.
     *
     * @param key signs the proof, so that nobody without the key can change the clip and its proof
     */
    public Export proof(SigningKey key) {
        return new Export(fs, id, range, options.withProof(Objects.requireNonNull(key, "key")));
    }

    /**
     * Returns this export with a callback.
     *
     * @param progress is called now and then, in the exporting thread, with how much is done: from
     *     0 to 1
     */
    public Export progress(DoubleConsumer progress) {
        return new Export(fs, id, range, options.withProgress(progress));
    }

    /** Writes a matroska file: {@link #matroska(ValkkaFS, long, TimeRange, Path)}. */
    public Result matroska(Path file) {
        return new ExportRun(fs, id, range, options).toFile(Container.MATROSKA, file);
    }

    /** Writes an mp4 file: {@link #mp4(ValkkaFS, long, TimeRange, Path)}. */
    public Result mp4(Path file) {
        return new ExportRun(fs, id, range, options).toFile(Container.MP4, file);
    }

    /** Returns an mp4 in memory: {@link #mp4Bytes(ValkkaFS, long, TimeRange)}. */
    public byte[] mp4Bytes() {
        return new ExportRun(fs, id, range, options).toMemory(Container.MP4_IN_PIECES);
    }

    /**
     * Writes a time-lapse into an mp4 file: {@link #timeLapse(ValkkaFS, long, TimeRange, Duration,
     * Path)}. The choices on sound and on losses do not apply.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} with {@link #proof()}: a proof covers whole
     *     pieces of a recording
     */
    public Result timeLapse(Duration length, Path file) {
        refuseProof();
        return TimeLapse.toFile(fs, id, range, length, options.progress(), file);
    }

    /** Returns a time-lapse in memory: {@link #timeLapse(ValkkaFS, long, TimeRange, Duration)}. */
    public byte[] timeLapse(Duration length) {
        refuseProof();
        return new TimeLapse(fs, id, range, length, options.progress()).toMemory();
    }

    private void refuseProof() {
        if (options.proof().isWanted()) {
            throw ValkkaException.badArgument(
                    "a time-lapse carries no proof: a proof covers whole pieces of a recording, so export one as mp4");
        }
    }

    /**
     * The result of an export.
     *
     * @param file where; {@code null} for memory
     * @param range from the first picture to the last one that is in it, Unix ms; without a picture
     *     from the first packet of sound to the last one; empty when neither is
     * @param pictures how many pictures
     * @param soundPackets how many packets of sound
     * @param bytes of both together, without the container's own bytes
     * @param gaps what of the stream is not in it, and why
     * @param notes what else to know, as that it begins before the range, or at a recovery point,
     *     or that the sound was left out
     */
    public record Result(
            @Nullable Path file,
            TimeRange range,
            long pictures,
            long soundPackets,
            long bytes,
            List<Gap> gaps,
            List<String> notes) {
        /** Makes a result, with copies of the lists. */
        public Result {
            Objects.requireNonNull(range, "range");
            gaps = List.copyOf(gaps);
            notes = List.copyOf(notes);
        }

        Result withNotes(List<String> more) {
            List<String> all = new ArrayList<>(notes);
            all.addAll(more);
            return new Result(file, range, pictures, soundPackets, bytes, gaps, all);
        }

        /** One line; and one more for each gap and note. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            text.append(file == null ? "in memory" : file)
                    .append(": ")
                    .append(pictures)
                    .append(" pictures");
            if (soundPackets > 0) {
                text.append(", ").append(soundPackets).append(" packets of sound");
            }
            text.append(", ").append(bytes).append(" bytes, ").append(range);
            gaps.forEach(
                    gap -> text.append(System.lineSeparator()).append("  gap ").append(gap));
            notes.forEach(
                    note -> text.append(System.lineSeparator()).append("  ").append(note));
            return text.toString();
        }
    }

    /**
     * Writes a piece of a stream into a matroska file.
     *
     * @param id the stream's, as it was recorded
     * @param range Unix ms, closed at both ends
     * @param file is replaced when it is there
     * @throws ValkkaException {@code BAD_ARGUMENT} for an empty range, or a file of the recording
     *     itself; {@code NOT_FOUND} when there is no key frame of that id in the range;
     *     {@code FULL} or {@code IO} when the file cannot be written, {@code IO} when the recording
     *     cannot be read; {@code CLOSED} when the thread is interrupted. After an error, an older
     *     file of this name is still there.
     */
    public static Result matroska(ValkkaFS fs, long id, TimeRange range, Path file) {
        return of(fs, id, range).matroska(file);
    }

    /** {@link #matroska(ValkkaFS, long, TimeRange, Path)}. */
    public static Result matroska(ValkkaFS fs, long id, TimeRange range, String file) {
        return of(fs, id, range).matroska(Path.of(file));
    }

    /**
     * {@link #matroska(ValkkaFS, long, TimeRange, Path)}, with a callback.
     *
     * @param progress is called now and then, in this thread, with how much is done: from 0 to 1
     */
    public static Result matroska(ValkkaFS fs, long id, TimeRange range, Path file, DoubleConsumer progress) {
        return of(fs, id, range).progress(progress).matroska(file);
    }

    /**
     * Writes a piece of a stream into an mp4 file, with the index in front: a browser plays it
     * while it loads. H.265 is marked {@code hvc1}. Otherwise as
     * {@link #matroska(ValkkaFS, long, TimeRange, Path)}.
     */
    public static Result mp4(ValkkaFS fs, long id, TimeRange range, Path file) {
        return of(fs, id, range).mp4(file);
    }

    /** {@link #mp4(ValkkaFS, long, TimeRange, Path)}. */
    public static Result mp4(ValkkaFS fs, long id, TimeRange range, String file) {
        return of(fs, id, range).mp4(Path.of(file));
    }

    /**
     * {@link #mp4(ValkkaFS, long, TimeRange, Path)}, with a callback: {@link #matroska(ValkkaFS,
     * long, TimeRange, Path, DoubleConsumer)}.
     */
    public static Result mp4(ValkkaFS fs, long id, TimeRange range, Path file, DoubleConsumer progress) {
        return of(fs, id, range).progress(progress).mp4(file);
    }

    /**
     * Returns a piece of a stream as an mp4 in memory, in a form that a browser plays from a data
     * URL: for notebooks.
     *
     * @return the bytes of the file
     * @throws ValkkaException as {@link #matroska(ValkkaFS, long, TimeRange, Path)}, and
     *     {@code BAD_ARGUMENT} when it would take more than 256 MiB
     */
    public static byte[] mp4Bytes(ValkkaFS fs, long id, TimeRange range) {
        return of(fs, id, range).mp4Bytes();
    }

    /**
     * Writes a time-lapse of a stream into an mp4 file: key frames alone, at equal distances, so
     * that the film has the given length. Nothing is decoded, the sound is left out, and nothing
     * from outside of the range is in the film.
     *
     * <p>The film has at most 25 pictures a second. Where the range has more key frames, the range
     * is divided into equal slots, and the first key frame of each slot is taken: blocks between
     * these key frames are not read. A time without key frames takes no time of the film, and
     * {@link Result#gaps()} names the gap.
     *
     * @param id the stream's, as it was recorded
     * @param range Unix ms, closed at both ends
     * @param length of the film, from 80 ms to 24 hours
     * @param file is replaced when it is there
     * @return {@link Result#range()} is from the first key frame to the last one
     * @throws ValkkaException {@code NOT_FOUND} when there are fewer than two key frames of that id
     *     in the range; {@code BAD_ARGUMENT} when the codec changes within the range; otherwise as
     *     {@link #matroska(ValkkaFS, long, TimeRange, Path)}
     */
    public static Result timeLapse(ValkkaFS fs, long id, TimeRange range, Duration length, Path file) {
        return of(fs, id, range).timeLapse(length, file);
    }

    /** {@link #timeLapse(ValkkaFS, long, TimeRange, Duration, Path)}. */
    public static Result timeLapse(ValkkaFS fs, long id, TimeRange range, Duration length, String file) {
        return of(fs, id, range).timeLapse(length, Path.of(file));
    }

    /**
     * Returns a time-lapse of a stream as an mp4 in memory, for notebooks:
     * {@link #timeLapse(ValkkaFS, long, TimeRange, Duration, Path)}.
     *
     * @return the bytes of the file, which a browser plays from a data URL
     * @throws ValkkaException also {@code BAD_ARGUMENT} when it would take more than 256 MiB
     */
    public static byte[] timeLapse(ValkkaFS fs, long id, TimeRange range, Duration length) {
        return of(fs, id, range).timeLapse(length);
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return "export of id " + id + " of " + fs.directory() + ", " + range
                + ": matroska(file), mp4(file) and timeLapse(length, file) write it";
    }
}
