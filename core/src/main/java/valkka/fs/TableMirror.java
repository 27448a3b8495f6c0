package valkka.fs;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import valkka.disk.Disk;
import valkka.disk.DiskErrors;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * The block table of a recording in memory. While a writer of this process records, the writer
 * reports each change. Otherwise the files are read again when they have changed, since another
 * process may be writing them. Several threads may use it.
 */
final class TableMirror {
    /** Files written within this time of each other may bear the same time. */
    private static final long CLOCK_GRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Disk disk;
    private final Path directory;
    private final FSPars pars;
    private final boolean multi;

    @GuardedBy("this")
    private TableRows rows;

    @GuardedBy("this")
    private int current;

    @GuardedBy("this")
    private long modifiedNanos;

    @GuardedBy("this")
    private boolean toldByWriter;

    TableMirror(Disk disk, Path directory, FSPars pars, boolean multi) {
        this.disk = disk;
        this.directory = directory;
        this.pars = pars;
        this.multi = multi;
        RingState state = read();
        this.rows = state.rows();
        this.current = state.current();
    }

    /**
     * Answers {@code question} from the present table. The question runs under the lock of this
     * table.
     */
    synchronized <T> T ask(Function<TableRows, T> question) {
        return question.apply(now());
    }

    @GuardedBy("this")
    private TableRows now() {
        if (!toldByWriter && readModifiedNanos() != modifiedNanos) {
            load();
        }
        return rows;
    }

    /**
     * Reads the files again, with the open block as it is in the files.
     *
     * @throws ValkkaException {@code GONE} when there is another recording now, of another size
     */
    synchronized void load() {
        take(read());
    }

    @GuardedBy("this")
    private RingState read() {
        try {
            long modified = disk.modifiedNanos(pars.blockfile());
            ParameterFile json = ParameterFile.load(disk, directory);
            FSPars found = json.pars();
            if (found.blockSize() != pars.blockSize() || found.nBlocks() != pars.nBlocks()) {
                throw new ValkkaException(
                        Kind.GONE,
                        "the recording in " + directory + " has been created anew: it had " + pars.nBlocks()
                                + " blocks of " + Bytes.text(pars.blockSize()) + " and has " + found.nBlocks() + " of "
                                + Bytes.text(found.blockSize()) + "; load it again");
            }
            RingState state = find(json, RingState.readTable(disk, found));
            // A change within the clock's grain would not show: then the next question reads the
            // table again.
            modifiedNanos = nowNanos() - modified > CLOCK_GRAIN_NANOS ? modified : 0;
            return state;
        } catch (IOException e) {
            throw DiskErrors.of(e, "loading the block table", pars.blockfile());
        }
    }

    private RingState find(ParameterFile json, TableRows rows) {
        try {
            return RingState.load(disk, json, multi, rows);
        } catch (IOException e) {
            throw DiskErrors.of(e, "looking for the open block", pars.dumpfile());
        }
    }

    /**
     * Notes that a writer reports changes from now on. Reads the earlier changes of other processes
     * now.
     */
    synchronized void writerStarts() {
        load();
        toldByWriter = true;
    }

    synchronized void writerEnded() {
        toldByWriter = false;
        modifiedNanos = 0;
    }

    /**
     * Takes over the table that the writer has read anew. The sort runs here, in the writer's
     * thread, so that no search has to wait for it.
     */
    void replace(RingState state) {
        state.rows().sort();
        take(state);
    }

    private synchronized void take(RingState state) {
        rows = state.rows();
        current = state.current();
    }

    synchronized void set(int block, TableRow row) {
        rows.set(block, row);
        if (row.isUnused()) {
            current = block;
        }
    }

    /** Returns a block as it is now. */
    synchronized Block block(int number) {
        return now().block(number, current);
    }

    /** Returns the blocks that a search finds, all as they are at the same moment. */
    synchronized List<Block> blocks(Function<TableRows, List<Integer>> search) {
        TableRows now = now();
        int open = current;
        return search.apply(now).stream().map(number -> now.block(number, open)).toList();
    }

    /** Returns the table as it is now. */
    synchronized BlockTable snapshot() {
        return BlockTable.of(now().copy(), current);
    }

    private static long nowNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    private long readModifiedNanos() {
        try {
            return disk.modifiedNanos(pars.blockfile());
        } catch (IOException e) {
            throw DiskErrors.of(e, "looking at the block table", pars.blockfile());
        }
    }
}
