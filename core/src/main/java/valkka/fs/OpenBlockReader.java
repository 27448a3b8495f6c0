package valkka.fs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import valkka.disk.Disk;
import valkka.disk.DiskFile;
import valkka.fs.BlockContent.State;
import valkka.nal.PayloadRules;

/**
 * Reads blocks as a crash may have left them, and decides which of their frames can be believed
 * (format.md, "What a crash leaves"). {@link TornTail} has the rules for single records.
 */
final class OpenBlockReader {
    /** The rows of the table, as they are now. */
    @FunctionalInterface
    interface Rows {
        TableRow row(int block) throws IOException;
    }

    /** {@code null} when nobody can be writing, and the json tells nothing. */
    private final @Nullable Disk disk;

    private final FSPars pars;
    private final DiskFile dump;
    private final RecordCursor cursor;
    private final Rows rows;

    /** @param cursor goes over {@code dump}; it is moved by each call */
    OpenBlockReader(@Nullable Disk disk, FSPars pars, DiskFile dump, RecordCursor cursor, Rows rows) {
        this.disk = disk;
        this.pars = pars;
        this.dump = dump;
        this.cursor = cursor;
        this.rows = rows;
    }

    /**
     * Reads a block as a crash may have left it, whatever its row says. A frame counts only when it
     * can be whole and a sound place follows it. Sound places are an end mark, a header cut at the
     * end of a page, and a plausible header (format.md, "What a crash leaves").
     *
     * <p>A header is plausible when its stream was met before, in this block or in the last one. It
     * is plausible too when all its other fields are sound. Another header counts too when the
     * records from it on lead to an end mark: a camera may have been added just before the crash.
     */
    BlockContent read(int block) throws IOException {
        List<RecordedFrame> frames = new ArrayList<>();
        Set<Long> known = new HashSet<>();
        Set<Long> knownBefore = null;
        int trusted = 0;
        int trustedEnd = 0;
        boolean allPlausible = true;
        String torn = null;
        cursor.start(pars.startOf(block), pars.blockSize());
        while (cursor.next()) {
            long id = cursor.id();
            if (!frames.isEmpty() && !known.contains(id)) {
                knownBefore = knownBefore == null ? idsOf(pars.ring().previous(block)) : knownBefore;
                allPlausible &= knownBefore.contains(id) || TornTail.isSoundHeader(cursor, frames);
                if (!allPlausible && cursor.idMayBeTorn() && !isBeingWrittenByUs(block)) {
                    torn = "the id at a page's end was never met before";
                    break;
                }
            }
            if (allPlausible) {
                trusted = frames.size();
                trustedEnd = cursor.offset();
            }
            RecordedFrame frame = take(block);
            if (frame == null) {
                torn = "the frame here is not whole";
                break;
            }
            known.add(id);
            frames.add(frame);
        }
        if (torn == null && cursor.endsInCutHeader()) {
            torn = "here is only the beginning of a header";
            if (allPlausible) {
                trusted = frames.size();
                trustedEnd = cursor.offset();
            }
        }
        if (torn == null && cursor.corruption() == null) {
            int whole = TornTail.framesBeforeOldLap(
                    frames,
                    rows.row(pars.ring().previous(block)),
                    rows.row(pars.ring().next(block)));
            if (whole == frames.size() || !cursor.onlyZerosBehind() || isBeingWrittenByUs(block)) {
                State state = frames.isEmpty() ? State.NEVER_WRITTEN : State.OPEN;
                return new BlockContent(block, state, frames, cursor.offset(), null);
            }
            torn = "here are frames of the lap before";
            trusted = whole;
            trustedEnd = (int) (frames.get(whole).offset() - pars.startOf(block));
        }
        String why = torn != null ? torn : cursor.corruption();
        State state = trusted == 0 ? State.NEVER_WRITTEN : State.OPEN;
        return new BlockContent(block, state, List.copyOf(frames.subList(0, trusted)), trustedEnd, why);
    }

    /**
     * Returns whether the json names the block behind this one, as it does while this library fills
     * the block (invariant W8). An end mark always follows the last frame of this library, so no
     * frame of the lap before follows, however the times step. And a kill leaves no half of an id
     * (invariant W2).
     */
    private boolean isBeingWrittenByUs(int block) {
        if (disk == null) {
            return false;
        }
        Path directory = Objects.requireNonNull(pars.jsonfile().getParent(), "the recording's directory");
        ParameterFile json = ParameterFile.load(disk, directory);
        return !json.isFromSizes() && json.pars().currentBlock() == pars.ring().next(block);
    }

    /**
     * Returns the record's frame.
     *
     * @return {@code null} when the record cannot be whole
     */
    private @Nullable RecordedFrame take(int block) throws IOException {
        RecordedFrame frame = RecordedFrame.at(cursor, block, pars.startOf(block));
        // A power cut may have left half of a record, without the time: a writer writes no frame
        // without a time.
        return frame.frame().mstimestamp() > 0 && PayloadRules.mayBeWhole(frame.frame()) ? frame : null;
    }

    private Set<Long> idsOf(int block) throws IOException {
        Set<Long> ids = new HashSet<>();
        RecordCursor other = new RecordCursor(dump);
        other.start(pars.startOf(block), pars.blockSize());
        while (other.next()) {
            ids.add(other.id());
        }
        return ids;
    }
}
