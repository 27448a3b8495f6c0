package valkka.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

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
                table.write(ByteBuffer.allocate(rows * TableRow.LENGTH), TableRow.position(block));
            }
            table.force();
        }
        json.write(0);
        stripe(disk, pars.dumpfile(), pars.blockSize(), pars.nBlocks());
    }

    /**
     * An end mark at the start of each block: what was on a device before is not taken for frames. It is the beginning of a grain of zeros,
     * for of a smaller piece the system would have to read the rest first.
     */
    static void stripe(Disk disk, Path dumpfile, long blockSize, int blocks) throws IOException {
        try (DiskFile dump = disk.openForWriting(dumpfile)) {
            ByteBuffer endMark = ByteBuffer.allocate(RecordFormat.GRAIN);
            for (int block = 0; block < blocks; block++) {
                dump.write(endMark.rewind(), (long) block * blockSize);
            }
            dump.force();
        }
    }
}
