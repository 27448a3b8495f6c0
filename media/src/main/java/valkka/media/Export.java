package valkka.media;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;

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
 *       nowhere else, and ends with the range.
 *   <li>The file keeps the recording's times; the time of its start stands in the file
 *       ({@code creation_time}, {@code date}).
 *   <li>After a gap, a block that is missing, or a frame that was lost, everything up to the
 *       stream's next key frame is left out: {@link Result#gaps()} says what and why.
 *   <li>A file appears under its name when the file is whole, and replaces an older file. Until
 *       then the bytes are in a hidden file in the same directory, which only its owner can read.
 *       An interrupt ends the export, and nothing of the file remains.
 *   <li>A writer may go on with the recording during an export.
 * </ul>
 */
public final class Export {
    private Export() {}

    /**
     * The result of an export.
     *
     * @param file where; {@code null} for memory
     * @param range from the first picture to the last one that is in it, Unix ms; empty when none
     *     is
     * @param pictures how many pictures
     * @param soundPackets how many packets of sound
     * @param bytes of both together, without the container's own bytes
     * @param gaps what of the stream is not in it, and why
     * @param notes what else to know, as that the sound was left out
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
        return matroska(fs, id, range, file, Export::tellNobody);
    }

    /** {@link #matroska(ValkkaFS, long, TimeRange, Path)}. */
    public static Result matroska(ValkkaFS fs, long id, TimeRange range, String file) {
        return matroska(fs, id, range, Path.of(file), Export::tellNobody);
    }

    /**
     * {@link #matroska(ValkkaFS, long, TimeRange, Path)}, with a callback.
     *
     * @param progress is called now and then, in this thread, with how much is done: from 0 to 1
     */
    public static Result matroska(ValkkaFS fs, long id, TimeRange range, Path file, DoubleConsumer progress) {
        return new ExportRun(fs, id, range, progress).toFile(Container.MATROSKA, file);
    }

    /**
     * Writes a piece of a stream into an mp4 file. Otherwise as
     * {@link #matroska(ValkkaFS, long, TimeRange, Path)}.
     */
    public static Result mp4(ValkkaFS fs, long id, TimeRange range, Path file) {
        return mp4(fs, id, range, file, Export::tellNobody);
    }

    /** {@link #mp4(ValkkaFS, long, TimeRange, Path)}. */
    public static Result mp4(ValkkaFS fs, long id, TimeRange range, String file) {
        return mp4(fs, id, range, Path.of(file), Export::tellNobody);
    }

    /**
     * {@link #mp4(ValkkaFS, long, TimeRange, Path)}, with a callback: {@link #matroska(ValkkaFS,
     * long, TimeRange, Path, DoubleConsumer)}.
     */
    public static Result mp4(ValkkaFS fs, long id, TimeRange range, Path file, DoubleConsumer progress) {
        return new ExportRun(fs, id, range, progress).toFile(Container.MP4, file);
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
        return new ExportRun(fs, id, range, Export::tellNobody).toMemory(Container.MP4_IN_PIECES);
    }

    private static void tellNobody(double done) {
        // the caller did not ask
    }
}
