package valkka.fs;

import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import valkka.disk.DiskErrors;
import valkka.disk.DiskFile;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.CheckReport.Finding;

/**
 * Checks a recording against its invariants, whose numbers and texts are in
 * {@code docs/design/invariants.md}. It reads the headers and the start codes of all frames, and no
 * further bytes of their payloads.
 *
 * <p>A writer may be writing meanwhile. So a finding in a block counts only when neither the
 * block's row nor the row before it has changed during the look at the block, and when the files
 * still say the same about which block is open.
 */
final class Checker {
    private static final System.Logger LOG = System.getLogger("valkka.fs");
    private static final int MOST_FINDINGS = 1000;
    /** A writer that laps the ring faster than a block is read spoils each try. */
    private static final int TRIES = 8;

    private final ValkkaFS fs;
    private final FSPars pars;
    private final DoubleConsumer progress;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Finding> notes = new ArrayList<>();
    private final RowBuilder rowBuilder;
    private long frames;
    private boolean progressFailed;

    /** What the files say about the progress of a writer with a block. */
    private enum Role {
        /** The block is closed, or was never written. */
        AT_REST,
        /** The block is open. */
        OPEN,
        /** The block has a row, and a writer may add frames to it: the row was written early. */
        UNFINISHED,
        /** The block's row is removed, while the row of the block before it is still missing. */
        NEXT
    }

    Checker(ValkkaFS fs, DoubleConsumer progress) {
        this.fs = fs;
        this.pars = fs.getPars();
        this.progress = progress;
        this.rowBuilder = new RowBuilder(fs.isMulti());
    }

    CheckReport check() {
        ParameterFile json = ParameterFile.load(fs.disk(), fs.directory());
        if (json.isFromSizes()) {
            note("F3", -1, pars.jsonfile() + " is cut short: " + json.source());
        }
        fs.reader().ask("checking the recording", reader -> {
            RingState state = loadState();
            long keyBefore = 0;
            // From the oldest block to the newest: a block without a key frame refers to the block
            // before it.
            int block = state.current();
            for (int i = 0; i < pars.nBlocks() && findings.size() <= MOST_FINDINGS; i++) {
                block = pars.ring().next(block);
                TableRow before = reader.row(pars.ring().previous(block));
                keyBefore = before.key() > 0 ? before.key() : keyBefore;
                state = checkBlockAgain(reader, block, state, keyBefore);
                tell((i + 1.0) / pars.nBlocks());
            }
            return state;
        });
        checkFiles();
        return new CheckReport(pars.nBlocks(), frames, findings, notes);
    }

    private void tell(double done) {
        try {
            progress.accept(done);
        } catch (RuntimeException e) {
            if (!progressFailed) {
                progressFailed = true;
                LOG.log(Level.WARNING, "the progress callback of a check threw; the check goes on", e);
            }
        }
    }

    private RingState loadState() throws IOException {
        return RingState.load(fs.disk(), ParameterFile.load(fs.disk(), fs.directory()), fs.isMulti());
    }

    private void checkFiles() {
        try (DiskFile dump = fs.disk().openForReading(pars.dumpfile());
                DiskFile table = fs.disk().openForReading(pars.blockfile())) {
            // A device may be larger than the recording on it.
            boolean device = !Files.isRegularFile(pars.dumpfile()) || pars.partitionUuid() != null;
            if (!device || dump.size() < pars.deviceSize()) {
                checkSize("F1", pars.dumpfile().toString(), dump.size(), pars.deviceSize());
            }
            checkSize("F2", pars.blockfile().toString(), table.size(), TableRow.position(pars.nBlocks()));
        } catch (IOException e) {
            throw DiskErrors.of(e, "checking the recording", pars.dumpfile());
        }
    }

    private void checkSize(String invariant, String file, long size, long wanted) {
        if (size != wanted) {
            // In front, since there may be more findings than a report takes.
            findings.add(0, new Finding(invariant, -1, file + " has " + size + " bytes and should have " + wanted));
        }
    }

    /**
     * Checks a block, again when a writer may have been the cause of a finding.
     *
     * @param loaded the state of the files at some earlier moment
     * @return the state that was loaded last
     */
    private RingState checkBlockAgain(BlockReader reader, int block, RingState loaded, long keyBefore)
            throws IOException {
        RingState state = loaded;
        int findingsBefore = findings.size();
        int notesBefore = notes.size();
        long framesBefore = frames;
        int previous = pars.ring().previous(block);
        for (int i = 1; ; i++) {
            TableRow previousRow = reader.row(previous);
            TableRow row = reader.row(block);
            Role role = role(reader, block, state);
            boolean whole = true;
            try {
                checkBlock(reader, block, row, role, keyBefore);
            } catch (EOFException e) {
                whole = false; // the dumpfile was cut short meanwhile
            }
            if (whole && findings.size() == findingsBefore) {
                return state;
            }
            state = loadState();
            boolean untouched = whole
                    && reader.row(block).equals(row)
                    && reader.row(previous).equals(previousRow)
                    && role(reader, block, state) == role;
            if (untouched) {
                return state;
            }
            findings.subList(findingsBefore, findings.size()).clear();
            notes.subList(notesBefore, notes.size()).clear();
            frames = framesBefore;
            if (i == TRIES) {
                note("--", block, "block " + block + " is being written so fast that it could not be checked");
                return state;
            }
        }
    }

    private Role role(BlockReader reader, int block, RingState state) throws IOException {
        if (block == state.current()) {
            return Role.OPEN;
        }
        // updateTable may have written the row of the open block.
        if (state.isUnfinished(block)) {
            return Role.UNFINISHED;
        }
        boolean taken = block == pars.ring().next(state.current())
                && state.isUnfinished(state.current())
                && reader.row(state.current()).isUnused()
                && (block == state.jsonBlock() || reader.firstTime(block) < reader.firstTime(state.current()));
        return taken ? Role.NEXT : Role.AT_REST;
    }

    private void checkBlock(BlockReader reader, int block, TableRow row, Role role, long keyBefore) throws IOException {
        if (row.isUnused()) {
            if (role == Role.OPEN) {
                checkOpen(reader.read(block));
            } else {
                checkUnused(reader, block, role);
            }
            return;
        }
        if (role == Role.OPEN || role == Role.UNFINISHED) {
            BlockContent content = reader.readOpen(block);
            checkOpen(content);
            if (!isLibValkkasRow(block, row, RingState.rowBuilder(content, fs.isMulti()), keyBefore)) {
                checkRowAlone(block, row);
                checkEarlyRow(content, row, keyBefore);
            }
            return;
        }
        int count = scan(reader, block);
        if (!reader.row(block).equals(row)) {
            return; // a block that is being written has nothing to be checked against
        }
        frames += count;
        if (!isLibValkkasRow(block, row, rowBuilder, keyBefore)) {
            checkRowAlone(block, row);
            checkRow(block, row, keyBefore);
        }
    }

    /** Notes a row that libValkka may have written where this library writes another. */
    private boolean isLibValkkasRow(int block, TableRow row, RowBuilder found, long keyBefore) {
        boolean its = !found.isEmpty() && !found.agreesWith(row, keyBefore) && found.mayBeLibValkkas(row);
        if (its) {
            note(
                    "T4",
                    block,
                    "block " + block + " has no key frame: " + rowText(block, row) + ", as libValkka leaves"
                            + " it; repair makes it " + found.row(keyBefore));
        }
        return its;
    }

    /** Checks the row of an open block: at some moment its frames up to then said so. */
    private void checkEarlyRow(BlockContent content, TableRow row, long keyBefore) {
        rowBuilder.clear();
        for (RecordedFrame recorded : content.frames()) {
            BasicFrame frame = recorded.frame();
            rowBuilder.add(frame.subsession(), frame.mstimestamp(), frame.isSeekable());
            if (rowBuilder.agreesWith(row, keyBefore) || rowBuilder.mayBeLibValkkas(row)) {
                return;
            }
        }
        if (!rowBuilder.isEmpty()) {
            find(
                    "T4",
                    content.block(),
                    rowText(content.block(), row) + ", its frames say " + rowBuilder.row(keyBefore));
        }
    }

    private void checkRowAlone(int block, TableRow row) {
        if (row.key() <= 0 || row.key() > row.last()) {
            find("T1", block, rowText(block, row) + ": the key should be above 0 and not after the last time");
        }
    }

    /**
     * Goes through the frames of a block, and gathers its row.
     *
     * @return the number of its frames
     */
    private int scan(BlockReader reader, int block) throws IOException {
        rowBuilder.clear();
        int notesBefore = notes.size();
        long start = pars.startOf(block);
        BlockReader.End end = reader.scan(block, at -> {
            rowBuilder.add(at.subsession(), at.mstimestamp(), at.isSeekable());
            if (at.mstimestamp() == 0) {
                find("B3", block, "the frame at " + place(block, start + at.offset()) + " has the time 0");
            }
            if (at.codec() == Codec.H264.id() && !at.hasStartCode()) {
                find(
                        "B4",
                        block,
                        "the H.264 frame at " + place(block, start + at.offset()) + " does not begin with 00 00 00 01");
            }
            if (!TornTail.isUsual(at) && notes.size() == notesBefore) {
                note(
                        "B6",
                        block,
                        "the frame at " + place(block, start + at.offset()) + " has subsession " + at.subsession()
                                + ", media type " + at.mediaType() + " and codec " + at.codec()
                                + ", which no camera sends together");
            }
        });
        checkEnd(block, end);
        return end.frames();
    }

    private void checkUnused(BlockReader reader, int block, Role role) throws IOException {
        // Half of a record, as a power cut leaves it, is no frame.
        BlockContent content = reader.readOpen(block);
        int count = content.frames().size();
        if (count == 0) {
            return;
        }
        String message = "block " + block + " holds " + count + " frames, from " + place(block, pars.startOf(block))
                + " on, and has no row in the table";
        if (role == Role.NEXT) {
            note("T2", block, message + ": a writer is closing the block before it, or was killed while doing so");
        } else if (RingState.rowBuilder(content, fs.isMulti()).mayBeLibValkkas(TableRow.UNUSED)) {
            note("T2", block, message + ": it has no frame of subsession 0, and libValkka gives it none");
        } else {
            find("T2", block, message + ", and is not the open block");
        }
    }

    /**
     * Checks the open block. It may end in the traces of a killed writer, which nobody has to mend.
     */
    private void checkOpen(BlockContent content) {
        frames += content.frames().size();
        if (content.corruption() != null) {
            note(
                    "B1",
                    content.block(),
                    "block " + content.block() + " is open and was left at "
                            + place(content.block(), pars.startOf(content.block()) + content.end())
                            + " by a writer that was killed ("
                            + content.corruption() + "): the next writer closes it there");
        }
    }

    private void checkEnd(int block, BlockReader.End end) {
        String where = place(block, pars.startOf(block) + end.offset());
        if (end.corruption() != null) {
            find("B1", block, "block " + block + " is corrupt at " + where + ": " + end.corruption());
        } else if (end.headerCut()) {
            find(
                    "B5",
                    block,
                    "block " + block + " ends at " + where + " in the beginning of a header: "
                            + "a killed writer left it, and it is not returned");
        } else if (!end.zerosBehind()) {
            find("B2", block, "block " + block + " has bytes other than 0 behind its end mark at " + where);
        }
    }

    private void checkRow(int block, TableRow row, long keyBefore) {
        if (rowBuilder.isEmpty()) {
            find("T3", block, rowText(block, row) + ", and the block has no frames");
        } else if (!rowBuilder.agreesWith(row, keyBefore)) {
            find("T4", block, rowText(block, row) + ", its frames say " + rowBuilder.row(keyBefore));
        }
    }

    private String place(int block, long offset) {
        return "byte " + offset + " of " + pars.dumpfile() + " (block " + block + ")";
    }

    private String rowText(int block, TableRow row) {
        return "the row of block " + block + ", at byte " + TableRow.position(block) + " of " + pars.blockfile()
                + ", is " + row;
    }

    private void note(String invariant, int block, String message) {
        if (notes.size() < MOST_FINDINGS) {
            notes.add(new Finding(invariant, block, message));
        }
    }

    private void find(String invariant, int block, String message) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(new Finding(invariant, block, message));
        } else if (findings.size() == MOST_FINDINGS) {
            findings.add(new Finding("--", -1, "and more: the check has stopped here"));
        }
    }
}
