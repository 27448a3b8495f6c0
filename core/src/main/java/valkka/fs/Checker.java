package valkka.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import valkka.frame.Codec;
import valkka.fs.CheckReport.Finding;

/**
 * Checks a recording against its invariants, whose numbers and texts are in
 * {@code docs/design/invariants.md}. It reads the headers and the start codes of all frames, and no
 * further bytes of their payloads.
 */
final class Checker {
    private static final int MOST_FINDINGS = 1000;
    private static final int TRIES = 3;

    private final ValkkaFS fs;
    private final FSPars pars;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Finding> notes = new ArrayList<>();
    private long frames;

    Checker(ValkkaFS fs) {
        this.fs = fs;
        this.pars = fs.getPars();
    }

    CheckReport check() {
        ParameterFile json = ParameterFile.load(fs.disk(), fs.directory());
        if (json.isFromSizes()) {
            note("F3", -1, pars.jsonfile() + " is cut short: " + json.source());
        }
        checkFiles();
        RingState state = loadState();
        fs.withReader("checking the recording", reader -> {
            long keyBefore = 0;
            // From the oldest block to the newest: a block without a key frame refers to the block
            // before it.
            int block = state.current();
            for (int i = 0; i < pars.nBlocks() && findings.size() <= MOST_FINDINGS; i++) {
                block = pars.ring().next(block);
                keyBefore = checkBlockAgain(reader, block, state, keyBefore);
            }
            return keyBefore;
        });
        return new CheckReport(pars.nBlocks(), frames, findings, notes);
    }

    private RingState loadState() {
        try {
            return RingState.load(
                    fs.disk(), ParameterFile.load(fs.disk(), fs.directory()).pars(), fs.isMulti());
        } catch (IOException e) {
            throw DiskErrors.of(e, "checking the recording", pars.blockfile());
        }
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
            find(invariant, -1, file + " has " + size + " bytes and should have " + wanted);
        }
    }

    /**
     * Checks a block. A writer may have made the block the open one since the state was loaded. So
     * only findings that a new state confirms count.
     *
     * @return the key that the next block falls back to
     */
    private long checkBlockAgain(BlockReader reader, int block, RingState loaded, long keyBefore) throws IOException {
        RingState state = loaded;
        int findingsBefore = findings.size();
        int notesBefore = notes.size();
        long framesBefore = frames;
        for (int i = 1; ; i++) {
            long key = checkBlock(reader, block, state, keyBefore);
            if (findings.size() == findingsBefore || i == TRIES) {
                return key;
            }
            findings.subList(findingsBefore, findings.size()).clear();
            notes.subList(notesBefore, notes.size()).clear();
            frames = framesBefore;
            state = loadState();
        }
    }

    private long checkBlock(BlockReader reader, int block, RingState state, long keyBefore) throws IOException {
        TableRow row = reader.row(block);
        if (row.isUnused()) {
            if (block != state.current()) {
                checkUnused(reader, block);
            } else {
                checkOpen(reader.read(block));
            }
            return keyBefore;
        }
        // updateTable may have written the row of the open block.
        boolean open = state.unfinished().stream().anyMatch(unfinished -> unfinished.block() == block);
        FrameIndex content = new FrameIndex();
        BlockReader.End end = reader.scan(content, block);
        if (!reader.row(block).equals(row)) {
            return keyBefore; // a block that is being written has nothing to be checked against
        }
        frames += content.size();
        checkEnd(block, content, end, open);
        RowBuilder rowBuilder = content.rowBuilder(fs.isMulti());
        if (!rowBuilder.isEmpty() && !rowBuilder.agreesWith(row, keyBefore) && rowBuilder.mayBeLibValkkas(row)) {
            note(
                    "T4",
                    block,
                    "block " + block + " has no key frame: " + rowText(block, row) + ", as libValkka leaves"
                            + " it; repair makes it " + rowBuilder.row(keyBefore));
            return row.key();
        }
        if (row.key() <= 0 || row.key() > row.last()) {
            find("T1", block, rowText(block, row) + ": the key should be above 0 and not after the last time");
        }
        if (!open) {
            checkRow(block, row, rowBuilder, keyBefore);
        }
        return row.key();
    }

    private void checkUnused(BlockReader reader, int block) throws IOException {
        FrameIndex content = new FrameIndex();
        reader.scan(content, block);
        if (content.size() > 0) {
            String message = "block " + block + " holds " + content.size()
                    + " frames and has no row in the table, and is not the open block";
            if (content.rowBuilder(fs.isMulti()).mayBeLibValkkas(TableRow.UNUSED)) {
                note("T2", block, message + ": it has no frame of subsession 0, and libValkka gives it none");
            } else {
                find("T2", block, message);
            }
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
                    "block " + content.block() + " is open and was left at byte "
                            + (pars.startOf(content.block()) + content.end())
                            + " of the dumpfile by a writer that was killed ("
                            + content.corruption() + "): the next writer closes it there");
        }
    }

    private void checkEnd(int block, FrameIndex content, BlockReader.End end, boolean open) {
        long at = pars.startOf(block) + end.offset();
        if (end.corruption() != null) {
            find("B1", block, "block " + block + " is corrupt at byte " + at + " of the dumpfile: " + end.corruption());
        } else if (end.headerCut()) {
            find(
                    "B5",
                    block,
                    "block " + block + " ends at byte " + at + " of the dumpfile in the beginning of a header: "
                            + "a killed writer left it, and it is not returned");
        } else if (!open && !end.zerosBehind()) {
            find("B2", block, "block " + block + " has bytes other than 0 behind its end mark at byte " + at);
        }
        for (int i = 0; i < content.size(); i++) {
            if (content.mstimestamp(i) == 0) {
                find("B3", block, "the frame at byte " + content.offset(i) + " has the time 0");
            }
            if (content.codec(i).equals(Codec.H264) && !content.hasStartCode(i)) {
                find("B4", block, "the H.264 frame at byte " + content.offset(i) + " does not begin with 00 00 00 01");
            }
        }
    }

    private void checkRow(int block, TableRow row, RowBuilder rowBuilder, long keyBefore) {
        if (rowBuilder.isEmpty()) {
            find("T3", block, "block " + block + " has a row and no frames");
        } else if (!rowBuilder.agreesWith(row, keyBefore)) {
            find("T4", block, rowText(block, row) + ", its frames say " + rowBuilder.row(keyBefore));
        }
    }

    private static String rowText(int block, TableRow row) {
        return "the row of block " + block + " is " + row;
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
