package valkka.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import valkka.lock.WriterLock;

/** Makes the rows of the table agree with the blocks' frames. */
final class TableRepair {
    private TableRepair() {}

    static void repair(ValkkaFS fs) {
        WriterLock lock = fs.lockForWriting();
        try (lock) {
            try (RingWriter ring = fs.openRing(lock, Durability.BLOCK, System::nanoTime, new Nobody())) {
                ring.recover();
            }
            RingState state = RingState.load(
                    fs.disk(), ParameterFile.load(fs.disk(), fs.directory()).pars(), fs.isMulti());
            try (DiskFile table =
                    fs.disk().openForWriting(lock.locked(fs.getPars().blockfile()))) {
                lock.checkOpened(fs.getPars().blockfile());
                repairRows(fs, state, table);
                table.force();
            }
        } catch (IOException e) {
            throw DiskErrors.of(e, "repairing the block table", fs.getPars().blockfile());
        }
        fs.updateTable(false);
    }

    private static void repairRows(ValkkaFS fs, RingState state, DiskFile table) {
        fs.withReader("repairing the block table", reader -> {
            Ring ring = fs.getPars().ring();
            long keyBefore = 0;
            // From the oldest block to the newest; the open block keeps its 0 0.
            for (int block = ring.next(state.current()); block != state.current(); block = ring.next(block)) {
                FrameIndex content = new FrameIndex();
                reader.scan(content, block);
                RowBuilder rowBuilder = content.rowBuilder(fs.isMulti());
                TableRow row = reader.row(block);
                if (rowBuilder.isEmpty()) {
                    row = TableRow.UNUSED;
                } else if (!rowBuilder.agreesWith(row, keyBefore)) {
                    row = rowBuilder.row(keyBefore);
                }
                if (!row.equals(reader.row(block))) {
                    ByteBuffer bytes = ByteBuffer.allocate(TableRow.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
                    row.put(bytes);
                    table.write(bytes.flip(), TableRow.position(block));
                }
                keyBefore = row.isUnused() ? keyBefore : row.key();
            }
            return state;
        });
    }

    /** Nobody holds the table in memory during a repair. */
    private static final class Nobody implements RingWriter.Listener {
        @Override
        public void loaded(RingState state) {}

        @Override
        public void row(int block, TableRow row) {}

        @Override
        public void blockClosed(int block) {}
    }
}
