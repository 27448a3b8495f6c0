package valkka.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import valkka.disk.Disk;
import valkka.disk.DiskFile;
import valkka.frame.ValkkaException;

/**
 * The table of a recording, made from the frames of its blocks. A row of the old table stays where it
 * agrees with the frames, because the frames may leave a choice.
 */
final class TableRebuild {
    private final FSPars pars;
    private final RingSurvey survey;
    private final List<TableRow> old;
    private final @Nullable Integer jsonBlock;
    private final List<Repair.Change> changes = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();
    private final List<TableRow> rows = new ArrayList<>();
    private boolean multi;
    private int open;
    private String openSource = "the dumpfile tells it";
    private boolean openHasFrames;
    private boolean keptOpen;

    private TableRebuild(RingGeometry geometry, List<TableRow> old, @Nullable Integer jsonBlock) {
        this.pars = geometry.pars();
        this.survey = geometry.survey();
        this.old = old;
        this.jsonBlock = jsonBlock;
    }

    static TableRebuild of(
            Disk disk, RingGeometry geometry, @Nullable Boolean multi, int openBlock, Map<String, Object> json)
            throws IOException {
        FSPars pars = geometry.pars();
        Integer jsonBlock = json.get("current_block") instanceof Integer block && block >= 0 && block < pars.nBlocks()
                ? block
                : null;
        TableRebuild rebuild = new TableRebuild(geometry, oldRows(disk, pars), jsonBlock);
        rebuild.multi = multi != null ? multi : rebuild.kindByTheRows();
        rebuild.findOpenBlock(openBlock);
        rebuild.makeRows();
        try (DiskFile dump = disk.openForReading(pars.dumpfile())) {
            rebuild.openBlockIsNotClosed(dump);
        }
        rebuild.compare();
        return rebuild;
    }

    /** Returns the rows that the old table has, which may be fewer than there are blocks. */
    private static List<TableRow> oldRows(Disk disk, FSPars pars) throws IOException {
        List<TableRow> rows = new ArrayList<>();
        if (Files.isRegularFile(pars.blockfile())) {
            try (DiskFile table = disk.openForReading(pars.blockfile())) {
                int length = (int) Math.min(table.size(), TableRow.position(pars.nBlocks()));
                ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
                table.readFully(bytes, 0);
                for (int at = 0; at + TableRow.LENGTH <= bytes.position(); at += TableRow.LENGTH) {
                    rows.add(TableRow.get(bytes, at));
                }
            }
        }
        return rows;
    }

    private RowBuilder found(int block) {
        return survey.block(block).row().as(multi);
    }

    /** Returns the kind of recording, as the rows of the old table tell it that agree with the frames. */
    private boolean kindByTheRows() {
        int singles = 0;
        int multis = 0;
        int different = 0;
        for (int block = 0; block < pars.nBlocks(); block++) {
            RowBuilder frames = survey.block(block).row();
            TableRow single = frames.as(false).row(0);
            TableRow several = frames.as(true).row(0);
            if (!frames.isEmpty() && !single.equals(several)) {
                different++;
                singles += block < old.size() && old.get(block).equals(single) ? 1 : 0;
                multis += block < old.size() && old.get(block).equals(several) ? 1 : 0;
            }
        }
        if (different > 0 && (singles == 0) == (multis == 0)) {
            throw Repair.choice(
                    "no row of the table tells whether a block is found by its first key frame (ValkkaSingleFS) or by its"
                            + " last (ValkkaMultiFS)",
                    "single() or multi(), --single or --multi");
        }
        return multis > 0;
    }

    /** Returns the blocks that may be open. A block with a right row is closed, even when it is damaged. */
    private List<Integer> possible() {
        List<Integer> possible = new ArrayList<>();
        for (int block : survey.possibleOpenBlocks()) {
            boolean closed = !survey.block(block).isSound() && hasRightRow(block);
            int next = pars.ring().next(block);
            if (!closed) {
                possible.add(block);
            } else if (survey.block(next).isEmpty()) {
                possible.add(next);
            }
        }
        return possible.isEmpty() ? survey.possibleOpenBlocks() : possible;
    }

    private boolean hasRightRow(int block) {
        return block < old.size()
                && !survey.block(block).isEmpty()
                && found(block).agreesWith(old.get(block), 0);
    }

    private boolean lacksRow(int block) {
        return block < old.size()
                && old.get(block).isUnused()
                && !survey.block(block).isEmpty();
    }

    private void findOpenBlock(int given) {
        List<Integer> possible = possible();
        Ring ring = pars.ring();
        if (given >= 0) {
            if (given >= pars.nBlocks()) {
                throw ValkkaException.badArgument(
                        "openBlock(" + given + "): there are blocks 0 to " + (pars.nBlocks() - 1));
            }
            open = given;
            openSource = "as given";
        } else if (possible.size() == 1) {
            open = possible.get(0);
        } else if (jsonBlock != null && possible.contains(jsonBlock)) {
            open = jsonBlock;
            openSource = "the json and the dumpfile agree";
        } else if (jsonBlock != null && possible.contains(ring.previous(jsonBlock))) {
            open = ring.previous(jsonBlock);
            openSource = "the json and the dumpfile agree";
        } else {
            throw Repair.choice(
                    "the dumpfile does not tell in which block writing goes on: it may be one of the blocks "
                            + possible,
                    "openBlock(...), or --open-block");
        }
        if (given < 0) {
            keepOpenAsTheTableHasIt();
        }
    }

    /**
     * A block that was open in the first lap, or was just being closed, looks like a closed block. When
     * the old table has no row for it, and is right about the block before, the block is open.
     */
    private void keepOpenAsTheTableHasIt() {
        int newest = pars.ring().previous(open);
        int before = pars.ring().previous(newest);
        boolean isRightBefore = survey.block(before).isEmpty() ? survey.count() == 1 : hasRightRow(before);
        if (survey.block(open).isSound() && lacksRow(newest) && isRightBefore) {
            open = newest;
            openSource = "the table and the dumpfile agree";
            keptOpen = true;
        }
    }

    private void makeRows() {
        for (int block = 0; block < pars.nBlocks(); block++) {
            rows.add(TableRow.UNUSED);
        }
        openHasFrames = !survey.block(open).isEmpty();
        long keyBefore = 0;
        // From the oldest block to the newest: a block without a key frame goes on from the block before.
        for (int block = pars.ring().next(open);
                block != open;
                block = pars.ring().next(block)) {
            RowBuilder frames = found(block);
            if (frames.isEmpty()) {
                continue;
            }
            TableRow before = block < old.size() ? old.get(block) : TableRow.UNUSED;
            boolean right = frames.agreesWith(before, keyBefore);
            TableRow row = right ? before : frames.row(keyBefore);
            rows.set(block, row);
            if (!right && !frames.hasKey()) {
                unknown.add("the key of block " + block + ", which has no key frame: the writer may have taken its"
                        + " smallest time, " + frames.first() + ", or the key of a block before it; " + row.key()
                        + " is taken");
            }
            keyBefore = row.key();
        }
    }

    /**
     * Decides about a ring whose blocks all look closed. Its oldest block is the next to be written, and
     * still readable, unless the newest block only looks closed.
     */
    private void openBlockIsNotClosed(DiskFile dump) throws IOException {
        int next = pars.ring().next(open);
        if (keptOpen && lacksRow(next)) {
            rows.set(next, TableRow.UNUSED);
        }
        if (keptOpen || !openHasFrames || !survey.block(open).isSound()) {
            return;
        }
        int newest = pars.ring().previous(open);
        TableRow oldestRow = found(open).row(0);
        boolean removed = lacksRow(open) && hasRightRow(newest);
        rows.set(open, removed ? TableRow.UNUSED : hasRightRow(open) ? old.get(open) : oldestRow);
        List<TableRow> withoutNewest = new ArrayList<>(rows);
        withoutNewest.set(open, oldestRow);
        withoutNewest.set(newest, TableRow.UNUSED);
        if (survey.endsInTheLapBefore(dump, newest, Repair.bytes(withoutNewest))) {
            rows.clear();
            rows.addAll(withoutNewest);
            open = newest;
            openSource = "its last frames are older than its first";
        } else {
            openHasFrames = false;
        }
    }

    private void compare() {
        String file = pars.blockfile().getFileName().toString();
        if (old.size() != pars.nBlocks()) {
            changes.add(new Repair.Change(
                    file,
                    "the file",
                    old.isEmpty() ? "missing or empty" : old.size() + " rows",
                    pars.nBlocks() + " rows",
                    "one row for each block"));
        }
        for (int block = 0; block < pars.nBlocks(); block++) {
            TableRow before = block < old.size() ? old.get(block) : null;
            TableRow after = rows.get(block);
            RingSurvey.Found found = survey.block(block);
            if (after.equals(before) || (before == null && after.isUnused())) {
                continue;
            }
            String why = after.isUnused()
                    ? block == open ? "writing goes on here" : "the block has no frames"
                    : found.frames() + " frames from byte " + pars.startOf(block) + " to " + found.end() + " say so";
            changes.add(new Repair.Change(
                    file, "block " + block, before == null ? "missing" : before.toString(), after.toString(), why));
            if (found.corruption() != null && block != open) {
                unknown.add("what stood behind byte " + found.end() + " of " + pars.dumpfile() + " in block " + block
                        + ": " + found.corruption());
            }
        }
    }

    /** Returns the parameters of the json: it names the open block, or the block behind its frames. */
    FSPars pars() {
        int current = openHasFrames ? pars.ring().next(open) : open;
        return new FSPars(
                pars.dumpfile(),
                pars.partitionUuid(),
                pars.blockfile(),
                pars.blockSize(),
                pars.nBlocks(),
                current,
                pars.jsonfile());
    }

    /** Returns whether a json with this block is right: a writer may just be about to go on. */
    boolean mayBeCurrent(@Nullable Object block) {
        return Integer.valueOf(pars().currentBlock()).equals(block)
                || (!openHasFrames && Integer.valueOf(pars.ring().next(open)).equals(block));
    }

    byte[] bytes() {
        return Repair.bytes(rows).array();
    }

    int open() {
        return open;
    }

    String openSource() {
        return openSource;
    }

    List<Repair.Change> changes() {
        return changes;
    }

    List<String> unknown() {
        return unknown;
    }
}
