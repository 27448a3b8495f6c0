package valkka.fs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The json's {@code current_block} while a recording is written. After a kill, libValkka goes on in
 * that block, and overwrites its frames. So the json names the open block while that block is
 * empty. From just before the first commit it names the block behind, which is the oldest.
 *
 * <p>An atomic replacement costs more than a block does. It is made at most once a second, and when
 * the number gets another length. In between, only the digits are overwritten in place, and not
 * forced. They stand in one sector of the disk, and no kill can cut one small write in two.
 */
final class ResumePoint implements Closeable {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int SECTOR = 512;
    private static final String KEY = "\"current_block\": ";

    private final Disk disk;
    private final ParameterFile json;
    private final LongSupplier nanoClock;

    private int block;
    /** The json on the disk, when this object wrote it; else {@code null}. */
    private @Nullable DiskFile file;
    /** Where the digits are; -1 when they cannot be overwritten in place. */
    private int position = -1;

    private long replacedAt;
    private boolean inPlace;

    ResumePoint(Disk disk, ParameterFile json, LongSupplier nanoClock) {
        this.disk = disk;
        this.json = json;
        this.nanoClock = nanoClock;
        this.block = json.isFromSizes() ? -1 : json.pars().currentBlock();
    }

    /** Returns the block that the json names; -1 while the json was cut short and names none. */
    int block() {
        return block;
    }

    /**
     * Names another block. The new number survives a kill at once. A number that was written in
     * place survives a power cut only when the system has written it, or after the next
     * replacement.
     */
    void moveTo(int newBlock) throws IOException {
        if (newBlock == block) {
            return;
        }
        String digits = Integer.toString(newBlock);
        boolean fits =
                position >= 0 && digits.length() == Integer.toString(block).length();
        if (file != null && fits && nanoClock.getAsLong() - replacedAt < INTERVAL_NANOS) {
            file.write(ByteBuffer.wrap(digits.getBytes(StandardCharsets.US_ASCII)), position);
            block = newBlock;
            inPlace = true;
        } else {
            replace(newBlock);
        }
    }

    /** Names a block, and forces the json to the disk. */
    void settle(int newBlock) throws IOException {
        if (newBlock != block || inPlace) {
            replace(newBlock);
        }
    }

    private void replace(int newBlock) throws IOException {
        close();
        String text = json.write(newBlock);
        block = newBlock;
        inPlace = false;
        replacedAt = nanoClock.getAsLong();
        int key = text.indexOf(KEY);
        int digits = key + KEY.length();
        int last = digits + Integer.toString(newBlock).length() - 1;
        // Other programs' keys may contain a key of the same name.
        if (key == text.lastIndexOf(KEY) && digits / SECTOR == last / SECTOR) {
            file = disk.openForWriting(json.pars().jsonfile());
            position = digits;
        }
    }

    @Override
    public void close() throws IOException {
        position = -1;
        if (file != null) {
            DiskFile closing = file;
            file = null;
            closing.close();
        }
    }
}
