package valkka.fs;

import static valkka.fs.RecordFormat.END_MARK_LENGTH;
import static valkka.fs.RecordFormat.GRAIN;
import static valkka.fs.RecordFormat.SECTOR;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import valkka.disk.DiskFile;
import valkka.frame.BasicFrame;

/**
 * Appends records to the open block so that a kill at any moment leaves whole frames and a sound
 * end.
 *
 * <p>The commit word goes last (overview.md, "The commit word goes last"; invariants W1 and W2).
 * The end mark, 8 zero bytes, stands where the committed records end. New records are written
 * behind the end mark, piece by piece as they come. A new end mark and zeros to the end of the
 * grain follow them. Only then does the first record's id overwrite the old end mark. Until that
 * write no new record exists; after it all do.
 */
final class RecordAppender {
    /**
     * Small enough to stay in a core's cache, large enough that system calls do not count. Writes
     * end at its multiples in the file. The kernel caches such aligned writes in few large pieces,
     * which takes a fifth less CPU than pages (measured on ext4).
     */
    private static final int STAGING = 256 * 1024;

    private static final byte[] ZEROS = new byte[GRAIN];

    private final DiskFile dump;
    private final int blockSize;
    private final boolean forceCommits;
    /**
     * Begins at a page: some processors copy far slower where memory and file lie differently in
     * their pages.
     */
    private final ByteBuffer staging =
            ByteBuffer.allocateDirect(STAGING + 3 * GRAIN).alignedSlice(GRAIN).order(ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer commitWord =
            ByteBuffer.allocateDirect(RecordFormat.TIMESTAMP).order(ByteOrder.LITTLE_ENDIAN);

    private long blockStart;
    /** The byte of the block where the end mark stands on the disk. */
    private int committed;
    /** The byte of the block behind the last appended record. */
    private int end;
    /** The byte of the block where the first byte in {@link #staging} goes. */
    private int stagedFrom;

    private long firstId;
    private int firstSubsession;

    /**
     * Makes an appender without an open block.
     *
     * @param forceCommits whether a commit returns only when its records are on the disk
     */
    RecordAppender(DiskFile dump, int blockSize, boolean forceCommits) {
        this.dump = dump;
        this.blockSize = blockSize;
        this.forceCommits = forceCommits;
    }

    /**
     * Makes the block that begins at byte {@code start} of the dumpfile the open block, empty.
     *
     * @param forced whether its end mark is on the disk before anything else is written
     */
    void begin(long start, boolean forced) throws IOException {
        resume(start, 0);
        if (!forced) {
            dump.write(ByteBuffer.wrap(ZEROS), start);
            return;
        }
        // The end mark first, in one sector: a power cut leaves the frames of the lap before whole,
        // or none of them.
        dump.write(ByteBuffer.wrap(ZEROS, 0, SECTOR), start);
        dump.force();
        dump.write(ByteBuffer.wrap(ZEROS, SECTOR, GRAIN - SECTOR), start + SECTOR);
    }

    /**
     * Makes a block the open block, with its records up to byte {@code recordsEnd} of the block.
     */
    void resume(long start, int recordsEnd) {
        blockStart = start;
        committed = recordsEnd;
        end = recordsEnd;
        stagedFrom = recordsEnd;
        staging.clear();
    }

    /** Returns whether the block has room for the frame and an end mark behind the frame. */
    boolean hasRoomFor(BasicFrame frame) {
        return end + RecordFormat.recordLength(frame) + END_MARK_LENGTH <= blockSize;
    }

    /** Returns for how many bytes of records the block has room. */
    int roomForRecords() {
        return blockSize - end - END_MARK_LENGTH;
    }

    /** Appends a frame that there is room for. The frame is not committed yet. */
    void append(long id, BasicFrame frame) throws IOException {
        if (room() <= 0) {
            writeToBoundary();
        }
        boolean first = end == committed;
        if (first) {
            firstId = id;
        }
        // The first id is the commit word: until the commit the end mark stays in its place.
        int header = staging.position();
        RecordFormat.putHeader(staging, first ? 0 : id, frame);
        if (first && RecordFormat.idStandsOnTwoSectors(end)) {
            firstSubsession = frame.subsession();
            staging.putInt(header + RecordFormat.SUBSESSION, RecordFormat.UNCOMMITTED);
        }
        for (int done = 0; done < frame.size(); ) {
            if (room() <= 0) {
                writeToBoundary();
            }
            int part = Math.min(frame.size() - done, room());
            frame.copyTo(staging, done, part);
            done += part;
        }
        end += (int) RecordFormat.recordLength(frame);
    }

    /** Makes all appended frames part of the block. */
    void commit() throws IOException {
        if (end > committed) {
            int padded = Math.min(RecordFormat.roundUpToGrain(end + END_MARK_LENGTH), blockSize);
            commitPaddedTo(padded);
        }
    }

    /**
     * Commits, and fills the block with zeros to its end. After a crash, {@link #resume} and this
     * method can do the same again.
     */
    void seal() throws IOException {
        commitPaddedTo(blockSize);
    }

    private void commitPaddedTo(int padded) throws IOException {
        for (int left = padded - end; left > 0; ) {
            if (room() <= 0) {
                writeToBoundary();
            }
            int part = Math.min(Math.min(left, ZEROS.length), room());
            staging.put(ZEROS, 0, part);
            left -= part;
        }
        dump.write(staging.flip(), blockStart + stagedFrom);
        staging.clear();
        stagedFrom = end;
        if (end == committed) {
            return;
        }
        forceIfAsked();
        commitWord.clear().putLong(firstId).putInt(firstSubsession);
        if (RecordFormat.idStandsOnTwoSectors(committed)) {
            int inFirstSector = SECTOR - committed % SECTOR;
            writeCommitWord(0, inFirstSector);
            forceIfAsked();
            writeCommitWord(inFirstSector, RecordFormat.SUBSESSION + Integer.BYTES);
        } else {
            writeCommitWord(0, Long.BYTES);
        }
        forceIfAsked();
        committed = end;
    }

    private void writeCommitWord(int from, int to) throws IOException {
        dump.write(commitWord.limit(to).position(from), blockStart + committed + from);
    }

    private void forceIfAsked() throws IOException {
        if (forceCommits) {
            dump.force();
        }
    }

    /**
     * Returns how many bytes may be staged before the next boundary. The number is negative when a
     * header, which is never split, went beyond the boundary.
     */
    private int room() {
        return toBoundary() - staging.position();
    }

    private int toBoundary() {
        return STAGING - (int) ((blockStart + stagedFrom) & (STAGING - 1));
    }

    /**
     * Writes the staged bytes up to a boundary; the rest waits. A write that ends inside a page
     * that is not in memory makes the kernel read the page first.
     */
    private void writeToBoundary() throws IOException {
        int staged = staging.position();
        int whole = toBoundary();
        staging.position(0).limit(whole);
        dump.write(staging, blockStart + stagedFrom);
        staging.limit(staged).compact();
        stagedFrom += whole;
    }
}
