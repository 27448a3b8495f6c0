package valkka.simulator;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import valkka.fs.Block;
import valkka.fs.CheckReport;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSTool;
import valkka.fs.ValkkaMultiFS;

/** Reads a recording that nobody writes, and compares it with what was promised. */
final class Audit {
    private static final int RECORD_HEADER = 36;

    private final Ledger ledger;
    private final Story story;

    Audit(Ledger ledger, Story story) {
        this.ledger = ledger;
        this.story = story;
    }

    /**
     * Checks a recording.
     *
     * @param left the disk that it is on
     * @param orderly whether the checker must find nothing
     */
    void check(ValkkaFS fs, Platter left, boolean orderly) {
        Map<Integer, Ledger.Span> promised = ledger.promised();
        Ledger.@Nullable Span before = null;
        int newest = 0;
        for (Block block : fs.blocks()) {
            List<RecordedFrame> frames = fs.readBlock(block.number());
            if (ledger.isDamaged(block.number())) {
                before = null;
                continue;
            }
            Ledger.Span span = ledger.span(frames, before == null ? 0 : before.to());
            if (span == null) {
                story.broken(Promise.WHOLE, "block " + block.number() + ": " + ledger.fault(frames));
                return;
            }
            if (promised.containsKey(block.number())) {
                checkRow(fs, block, frames);
            }
            checkPromise(block.number(), span, promised.remove(block.number()));
            if (!frames.isEmpty()) {
                checkEndMark(fs, frames.get(frames.size() - 1), left);
                checkOrder(block.number(), before, span);
                before = span;
                newest = span.to();
            }
        }
        promised.keySet().removeIf(ledger::isDamaged);
        if (ledger.wasSpoilt()) {
            return; // nobody promises to know the newest block again
        }
        if (!promised.isEmpty()) {
            story.broken(Promise.ACKNOWLEDGED, "closed blocks are missing: " + promised);
        }
        if (newest < ledger.safeTo() && !ledger.isDamaged(Math.max(0, ledger.current()))) {
            story.broken(
                    Promise.ACKNOWLEDGED,
                    "frames up to " + (ledger.safeTo() - 1) + " were flushed, and " + (newest - 1)
                            + " is the last one there");
        }
        if (orderly) {
            checkByTheBook(fs);
        }
    }

    /** Checks that nothing can be read behind the last frame, by libValkka either. */
    private void checkEndMark(ValkkaFS fs, RecordedFrame last, Platter left) {
        long end = last.offset() + RECORD_HEADER + last.frame().size();
        long blockEnd = (last.block() + 1L) * fs.getPars().blockSize();
        boolean onTwoSectors = end % PlatterFile.SECTOR > PlatterFile.SECTOR - Long.BYTES;
        if (end + Long.BYTES <= blockEnd && !onTwoSectors && !left.hasEndMark(end)) {
            story.broken(Promise.CHECKED, "no end mark stands behind " + last + " in block " + last.block());
        }
    }

    /** Compares a closed block's row with its frames, by a second reckoning. */
    private void checkRow(ValkkaFS fs, Block block, List<RecordedFrame> frames) {
        long last = 0;
        long key = 0;
        for (RecordedFrame recorded : frames) {
            long time = recorded.frame().mstimestamp();
            if (recorded.frame().subsession() == 0) {
                last = Math.max(last, time);
                boolean better = key == 0 || (fs instanceof ValkkaMultiFS ? time > key : time < key);
                key = recorded.frame().isSeekable() && better ? time : key;
            }
        }
        if ((last > 0 && last != block.last()) || (key > 0 && key != block.key())) {
            story.broken(Promise.CHECKED, block + " should have the row " + key + " " + last);
        }
    }

    private void checkPromise(int block, Ledger.Span found, Ledger.@Nullable Span promised) {
        if (promised != null && !promised.equals(found)) {
            story.broken(
                    Promise.ACKNOWLEDGED,
                    "block " + block + " was closed with frames " + promised + " and has " + found);
        }
    }

    private void checkOrder(int block, Ledger.@Nullable Span before, Ledger.Span span) {
        if (before == null || ledger.wasSpoilt()) {
            return;
        }
        if (span.from() < before.to()) {
            story.broken(
                    Promise.ORDER, "block " + block + " has frames " + span + " and the block before it " + before);
        }
        for (int number = before.to(); number < span.from(); number++) {
            if (!ledger.mayBeMissing(number)) {
                story.broken(
                        Promise.ACKNOWLEDGED,
                        "frame " + number + " is missing between " + before + " and " + span + " in block " + block);
                return;
            }
        }
    }

    private void checkByTheBook(ValkkaFS fs) {
        CheckReport report = new ValkkaFSTool(fs).check();
        if (!report.isClean()) {
            story.broken(Promise.CHECKED, report.findings().get(0).toString());
        }
    }
}
