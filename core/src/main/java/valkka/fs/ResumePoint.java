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
 * the number is overwritten in place, with the spaces in front of it. It is forced to the disk once a
 * second, and before the ring comes round. Number and spaces stand in one sector of the disk, and no
 * kill can cut one small write in two. From the writer's first change to its stop the spaces are the
 * mark of a writer of this library: {@link ParameterFile}.
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
    /** Where the number and the spaces in front of it are in {@link #file}. */
    private int position;
    /** How many bytes the number and these spaces have. */
    private int width;

    private long triedAt; // when a replacement was last tried
    private long forcedAt; // when a number was last forced to the disk
    private int forcedBlock = -1; // this number; -1 before the first one
    private boolean failing;
    private boolean unforced;

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
            json.write(next);
            block = next;
            unforced = false;
            close();
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
        if (newBlock == block) {
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
        return (newBlock == block && !unforced) || replaceOrOverwrite(newBlock, true);
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
            String text = json.writeMarked(newBlock);
            block = newBlock;
            unforced = false;
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
     * Overwrites the number in place. This needs no room on the disk.
     *
     * @return false when the number is too long, or the json cannot be written
     */
    private boolean overwrite(int newBlock, boolean force) {
        if (block < 0) {
            return false;
        }
        try {
            if (file == null) {
                checkDirectory();
                open(new String(disk.readAll(json.pars().jsonfile(), LIMIT), StandardCharsets.US_ASCII));
            }
            String number = Integer.toString(newBlock);
            if (file == null || number.length() > width) {
                return false;
            }
            String field = " ".repeat(width - number.length()) + number;
            file.write(ByteBuffer.wrap(field.getBytes(StandardCharsets.US_ASCII)), position);
            block = newBlock;
            unforced = !force;
            if (force) {
                file.force();
                forcedAt = nanoClock.getAsLong();
                forcedBlock = newBlock;
            }
            return true;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "the number in " + json.pars().jsonfile() + ": " + e.getMessage());
            close();
            return false;
        }
    }

    /** Opens the json for its number, if that stands in one sector, and in one place only. */
    private void open(String text) {
        close();
        int key = text.indexOf(ParameterFile.CURRENT_BLOCK);
        int start = key + ParameterFile.CURRENT_BLOCK.length();
        int digits = start;
        while (digits < text.length() && text.charAt(digits) == ' ') {
            digits++;
        }
        String number = Integer.toString(block);
        int end = digits + number.length();
        // Other programs' keys may contain a key of the same name.
        if (key < 0
                || key != text.lastIndexOf(ParameterFile.CURRENT_BLOCK)
                || !text.startsWith(number, digits)
                || Character.isDigit(text.charAt(end))
                || start / RecordFormat.SECTOR != (end - 1) / RecordFormat.SECTOR) {
            return;
        }
        try {
            file = disk.openForWriting(json.pars().jsonfile());
            position = start;
            width = end - start;
        } catch (IOException e) {
            // Each change of the number is then a replacement.
            LOG.log(Level.DEBUG, () -> "opening " + json.pars().jsonfile() + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        DiskFile closing = file;
        file = null;
        try {
            if (closing != null) {
                closing.close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "closing " + json.pars().jsonfile() + ": " + e.getMessage());
        }
    }
}
