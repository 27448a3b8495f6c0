package valkka.fs;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Empties a recording: no rows in the table, and one end mark at the start of each block. */
final class RingEraser {
    private static final int ROWS_AT_ONCE = 4096;

    private RingEraser() {}

    static void erase(Disk disk, ParameterFile json) throws IOException {
        FSPars pars = json.pars();
        // The table first: a block without a row is not looked for, whatever is in it.
        try (DiskFile table = disk.openForWriting(pars.blockfile())) {
            for (int block = 0; block < pars.nBlocks(); block += ROWS_AT_ONCE) {
                int rows = Math.min(ROWS_AT_ONCE, pars.nBlocks() - block);
                table.write(ByteBuffer.allocate(rows * BlockRow.LENGTH), BlockRow.position(block));
            }
            table.force();
        }
        json.write(0);
        try (DiskFile dump = disk.openForWriting(pars.dumpfile())) {
            ByteBuffer endMark = ByteBuffer.allocate(RecordFormat.END_MARK_LENGTH);
            for (int block = 0; block < pars.nBlocks(); block++) {
                dump.write(endMark.rewind(), (long) block * pars.blocksize());
            }
            dump.force();
        }
    }
}
