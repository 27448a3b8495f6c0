package valkka.fs;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import valkka.disk.Disk;
import valkka.disk.DiskFile;
import valkka.lock.WriterLock;

/**
 * Empties a recording: no rows in the table, one end mark at the start of each block, and no proof.
 */
final class RingEraser {
    private static final System.Logger LOG = System.getLogger("valkka.fs");
    private static final int ROWS_AT_ONCE = 4096;

    private RingEraser() {}

    static void erase(Disk disk, ParameterFile json, WriterLock lock) throws IOException {
        FSPars pars = json.pars();
        // The table first: nobody looks for a block without a row, whatever is in the block.
        try (DiskFile table = disk.openForWriting(lock.locked(pars.blockfile()))) {
            lock.checkOpened(pars.blockfile());
            for (int block = 0; block < pars.nBlocks(); block += ROWS_AT_ONCE) {
                int rows = Math.min(ROWS_AT_ONCE, pars.nBlocks() - block);
                table.write(ByteBuffer.allocate(rows * TableRow.LENGTH), TableRow.position(block));
            }
            table.force();
        }
        try {
            json.write(0);
        } catch (IOException e) {
            // A hint: where it names another block, an empty ring is begun there.
            LOG.log(Level.WARNING, () -> "emptied, and the old number stays in " + pars.jsonfile() + ": " + e);
        }
        stripe(disk, pars, lock);
        // At last, when nothing is left that its links could prove.
        Files.deleteIfExists(pars.jsonfile().resolveSibling(NewRecording.PROOF));
    }

    /**
     * Writes an end mark at the start of each block, so that old content of a device does not count
     * as frames. The end mark begins a grain of zeros: for a smaller write the system would first
     * read the rest.
     */
    static void stripe(Disk disk, FSPars pars, WriterLock lock) throws IOException {
        try (DiskFile dump = disk.openForWriting(lock.locked(pars.dumpfile()))) {
            lock.checkOpened(pars.dumpfile());
            ByteBuffer endMark = ByteBuffer.allocate(RecordFormat.GRAIN);
            for (int block = 0; block < pars.nBlocks(); block++) {
                dump.write(endMark.rewind(), pars.startOf(block));
            }
            dump.force();
        }
    }
}
