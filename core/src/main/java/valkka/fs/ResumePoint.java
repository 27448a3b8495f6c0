package valkka.fs;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import valkka.disk.Disk;
import valkka.disk.DiskFile;
import valkka.lock.FileIdentity;

/**
 * The json's {@code current_block} while a recording is written. After a kill, libValkka goes on in
 * that block, and overwrites its frames. So the json names the open block while that block is
 * empty. From just before the first commit it names the block behind, which is the oldest.
 *
 * <p>An atomic replacement costs more than a block does. It is made once a minute. In between, only
 * the number is overwritten in place, with its spaces. It is forced to the disk once a second, and
 * before the ring comes round. Number and spaces stand in one sector of the disk, and no kill can cut
 * one small write in two. From the writer's first change to its stop the spaces are the mark of a
 * writer of this library: {@link CurrentBlockField}.
 *
 * <p>The json is a hint, and never ends a recording. A replacement needs room on the disk, which
 * the blocks have already. When it fails, the digits are overwritten in place where that is
 * possible. The replacement is tried again after a second.
 */
final class ResumePoint implements Closeable {
    private static final System.Logger LOG = System.getLogger("valkka.fs");
    private static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** A json that somebody else has taken away comes back at the next replacement. */
    private static final long REPLACE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final int LIMIT = 1 << 20;

    /** Gets each failure to write the json. */
    interface Listener {
        /**
         * The json could not be written.
         *
         * @param first whether it could be written before
         */
        void jsonNotWritten(IOException error, boolean first);
    }

    private final Disk disk;
    private final ParameterFile json;
    /** The directory that held the json at first; {@code null} where that cannot be told. */
    private final @Nullable String directory;

    private final LongSupplier nanoClock;
    private final boolean forceAlways;
    private final Listener listener;

    private int block;
    /** The json on the disk, open for its number; {@code null} while that is not possible. */
    private @Nullable DiskFile file;
    /** Where the number and its spaces are in {@link #file}; {@code null} like the file. */
    private @Nullable CurrentBlockField field;

    private long triedAt; // when a replacement was last tried
    private long forcedAt; // when a number was last forced to the disk
    private int forcedBlock = -1; // this number; -1 before the first one
    private boolean failing;
    private boolean unforced;
    /** Whether a write of the number failed: nobody knows what it left. */
    private boolean uncertain;

    /**
     * Makes a resume point that has written nothing.
     *
     * @param forceAlways whether each number is on the disk before the next call returns
     */
    ResumePoint(Disk disk, ParameterFile json, LongSupplier nanoClock, boolean forceAlways, Listener listener) {
        this.disk = disk;
        this.json = json;
        this.directory = directoryNow(json);
        this.nanoClock = nanoClock;
        this.forceAlways = forceAlways;
        this.listener = listener;
        this.block = json.isFromSizes() ? -1 : json.pars().currentBlock();
    }

    /** Returns the block that the json names; -1 while the json was cut short and names none. */
    int block() {
        return block;
    }

    /** Names the block in which a writer begins, and marks the json as a writer's. */
    void begin(int first) {
        boolean unused = replaceOrOverwrite(first, true);
    }

    /**
     * Names the block in which the next writer begins, and takes the mark out of the json. On a full
     * disk the mark stays, which does no harm.
     */
    void leave(int next) {
        try {
            checkDirectory();
            close();
            json.write(next);
            block = next;
            unforced = false;
            uncertain = false;
        } catch (IOException e) {
            listener.jsonNotWritten(e, !failing);
            failing = true;
            boolean unused = overwrite(next, true);
        }
    }

    /**
     * Names another block. The new number survives a kill at once. A number that was written in
     * place survives a power cut when it was forced. That is done once a second, and before the ring
     * comes round: a power cut may leave an earlier number, which must not name the block behind the
     * open one.
     */
    void moveTo(int newBlock) {
        if (newBlock == block && !uncertain) {
            return;
        }
        long now = nanoClock.getAsLong();
        boolean justTried = now - triedAt < (failing ? RETRY_NANOS : REPLACE_NANOS);
        boolean comesRound = json.pars().ring().next(newBlock) == forcedBlock;
        boolean force = forceAlways || comesRound || now - forcedAt >= FORCE_NANOS;
        if (justTried && (failing || file != null) && overwrite(newBlock, force)) {
            return;
        }
        if (!(justTried && failing)) {
            replaceOrOverwrite(newBlock, forceAlways || comesRound);
        }
    }

    /**
     * Names a block, and forces the json to the disk.
     *
     * @return whether the json names the block
     */
    boolean settle(int newBlock) {
        return (newBlock == block && !unforced && !uncertain) || replaceOrOverwrite(newBlock, true);
    }

    private static @Nullable String directoryNow(ParameterFile json) {
        Path parent = json.pars().jsonfile().getParent();
        try {
            return parent == null ? null : FileIdentity.of(parent).id();
        } catch (IOException e) {
            return null;
        }
    }

    /** The directory may have been renamed, and another recording made in its place. */
    private void checkDirectory() throws IOException {
        if (directory != null && !directory.equals(directoryNow(json))) {
            throw new IOException("its directory was renamed or removed, and another may be in its place");
        }
    }

    private boolean replaceOrOverwrite(int newBlock, boolean force) {
        triedAt = nanoClock.getAsLong();
        try {
            checkDirectory();
            // A replacement that fails may have replaced the json all the same: the file that was open
            // until now is then nobody's.
            close();
            String text = json.writeMarked(newBlock);
            block = newBlock;
            unforced = false;
            uncertain = false;
            forcedAt = triedAt;
            forcedBlock = newBlock;
            open(text);
        } catch (IOException e) {
            listener.jsonNotWritten(e, !failing);
            failing = true;
            return overwrite(newBlock, force);
        }
        if (failing) {
            LOG.log(Level.INFO, () -> json.pars().jsonfile() + " can be written again");
        }
        failing = false;
        return true;
    }

    /**
     * Overwrites the number in place. This needs no room on the disk. A call that fails is made once
     * more, with the file opened anew: without the right number, a kill in a full block, or just
     * behind one, leaves two laps that nothing tells apart.
     *
     * @return false when the number is too long, or the json cannot be written
     */
    private boolean overwrite(int newBlock, boolean force) {
        if (block < 0) {
            return false;
        }
        try {
            return overwriteOnce(newBlock, force);
        } catch (IOException e) {
            failed(e);
        }
        try {
            return overwriteOnce(newBlock, force);
        } catch (IOException e) {
            failed(e);
            return false;
        }
    }

    private void failed(IOException e) {
        LOG.log(Level.DEBUG, () -> "the number in " + json.pars().jsonfile() + ": " + e.getMessage());
        close();
    }

    private boolean overwriteOnce(int newBlock, boolean force) throws IOException {
        if (file == null) {
            checkDirectory();
            open(new String(disk.readAll(json.pars().jsonfile(), LIMIT), StandardCharsets.US_ASCII));
        }
        DiskFile opened = file;
        CurrentBlockField place = field;
        String bytes = place == null ? null : place.marked(newBlock);
        if (opened == null || place == null || bytes == null) {
            return false;
        }
        uncertain = true;
        opened.write(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.US_ASCII)), place.position());
        block = newBlock;
        unforced = !force;
        if (force) {
            opened.force();
            forcedAt = nanoClock.getAsLong();
            forcedBlock = newBlock;
        }
        uncertain = false;
        return true;
    }

    /** Opens the json for its number, if that stands in one sector, and in one place only. */
    private void open(String text) {
        close();
        CurrentBlockField found = CurrentBlockField.in(text);
        if (found == null || !found.isInOneSector()) {
            return;
        }
        try {
            file = disk.openForWriting(json.pars().jsonfile());
            field = found;
        } catch (IOException e) {
            // Each change of the number is then a replacement.
            LOG.log(Level.DEBUG, () -> "opening " + json.pars().jsonfile() + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        DiskFile closing = file;
        file = null;
        field = null;
        try {
            if (closing != null) {
                closing.close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "closing " + json.pars().jsonfile() + ": " + e.getMessage());
        }
    }
}
