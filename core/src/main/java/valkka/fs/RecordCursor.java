package valkka.fs;

import static valkka.fs.RecordFormat.END_MARK_LENGTH;
import static valkka.fs.RecordFormat.HEADER_LENGTH;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Goes through the records of a block from front to back, with one small window of the file in memory. Nothing that stands
 * in the file is believed before it is checked: a length can name no byte outside of the block.
 *
 * <p>Going from front to back also makes it safe to read a block that another process is writing: a record's id, by which
 * it becomes visible, is written last and read first.
 */
final class RecordCursor {
    static final int WINDOW = 256 * 1024;
    /** What is read at a header far from the last one, when payloads are skipped: SPS, PPS and the next header fit. */
    private static final int PEEK = 512;

    private static final int CACHE_LINE = 64;
    /** Up to this distance to the next header, reading on is faster than a new small read. */
    private static final int FAR = 8 * 1024;

    /** 00 00 00 01, read as a little-endian number. */
    private static final int START_CODE = 0x01000000;

    private static final String FILE_ENDS = "the file ends within the block";

    private final DiskFile dump;
    /** Begins at a page: where memory and file lie differently in their pages, some processors copy far slower. */
    private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW + 2 * RecordFormat.GRAIN)
            .alignedSlice(RecordFormat.GRAIN)
            .order(ByteOrder.LITTLE_ENDIAN)
            .limit(0);

    /** Where the window's first byte is, as a byte of the block. */
    private int windowStart;

    private long blockStart;
    private int blockLength;
    /** How much of the block the file holds: all of it, unless the file was cut short. */
    private int available;
    /** Whether the last headers were far apart, so that small reads serve better. */
    private boolean sparse;

    private int offset;
    private int next;
    private int headerIndex;
    private int payloadLength;
    private int nalUnitHeader;
    private boolean atRecord;
    private boolean headerCut;
    private String corruption;

    RecordCursor(DiskFile dump) {
        this.dump = dump;
    }

    /** Stands in front of the first record of the block that begins at {@code blockStart} in the file. */
    void start(long newBlockStart, int newBlockLength) throws IOException {
        blockStart = newBlockStart;
        blockLength = newBlockLength;
        available = (int) Math.max(0, Math.min(blockLength, dump.size() - blockStart));
        next = 0;
        atRecord = false;
        headerCut = false;
        corruption = null;
        windowStart = 0;
        window.position(0).limit(0);
    }

    /** Goes to the next record. @return false at the end of the block: see {@link #corruption()} for how it ended */
    boolean next() throws IOException {
        atRecord = false;
        offset = next;
        if (corruption != null || headerCut || offset + END_MARK_LENGTH > blockLength) {
            return false;
        }
        if (offset + END_MARK_LENGTH > available) {
            return corrupt(FILE_ENDS);
        }
        fetch(offset, END_MARK_LENGTH);
        if (window.getLong(offset - windowStart) == 0) {
            return false;
        }
        if (offset + HEADER_LENGTH > available) {
            return corrupt(available < blockLength ? FILE_ENDS : "no room is left for a record's header");
        }
        fetch(offset, HEADER_LENGTH);
        headerIndex = offset - windowStart;
        if (isHeaderCut()) {
            headerCut = true;
            return false;
        }
        long length = window.getLong(headerIndex + RecordFormat.LENGTH);
        if (subsession() < 0) {
            return corrupt("the subsession is " + subsession());
        }
        if (mstimestamp() < 0) {
            return corrupt("the timestamp is " + mstimestamp());
        }
        if (length < 0 || length > blockLength - offset - HEADER_LENGTH) {
            return corrupt("the payload length is " + Long.toUnsignedString(length) + ", more than the block holds");
        }
        if (length > available - offset - HEADER_LENGTH) {
            return corrupt(FILE_ENDS);
        }
        payloadLength = (int) length;
        next = offset + HEADER_LENGTH + payloadLength;
        // The header is moved into view together with the byte behind the start code, which tells a key frame.
        fetch(offset, HEADER_LENGTH + Math.min(payloadLength, 5));
        headerIndex = offset - windowStart;
        nalUnitHeader = payloadLength > 4 ? window.get(headerIndex + HEADER_LENGTH + 4) : 0;
        atRecord = true;
        return true;
    }

    long id() {
        return window.getLong(headerIndex + RecordFormat.ID);
    }

    /** Whether the id stands on two pages, so that a kill, or reading while it is written, may show half of it. */
    boolean idMayBeTorn() {
        return offset % RecordFormat.GRAIN > RecordFormat.GRAIN - Long.BYTES;
    }

    /**
     * Whether the block ends in the first bytes of a header: libValkka writes whole pages, and was killed when the header
     * stood on two of them. What is read there as a record, of no codec and no length for one, never was a frame.
     */
    boolean endsInCutHeader() {
        return headerCut;
    }

    /** Whether the header stands on two pages, and from the second one to the end of the block there are only zeros. */
    private boolean isHeaderCut() throws IOException {
        int page = RecordFormat.roundUpToGrain(offset + 1);
        if (page >= offset + HEADER_LENGTH) {
            return false;
        }
        for (int at = page; at < offset + HEADER_LENGTH; at++) {
            if (window.get(at - windowStart) != 0) {
                return false;
            }
        }
        boolean cut = onlyZerosFrom(offset + HEADER_LENGTH);
        fetch(offset, HEADER_LENGTH);
        headerIndex = offset - windowStart;
        return cut;
    }

    int subsession() {
        return window.getInt(headerIndex + RecordFormat.SUBSESSION);
    }

    long mstimestamp() {
        return window.getLong(headerIndex + RecordFormat.TIMESTAMP);
    }

    int mediaType() {
        return window.getInt(headerIndex + RecordFormat.MEDIA_TYPE);
    }

    int codec() {
        return window.getInt(headerIndex + RecordFormat.CODEC);
    }

    int payloadLength() {
        return payloadLength;
    }

    /** The payload's byte 4, 0 in a shorter payload. */
    byte nalUnitHeader() {
        return (byte) nalUnitHeader;
    }

    /** Whether the payload begins with 00 00 00 01. */
    boolean hasStartCode() {
        return payloadLength > 4 && window.getInt(headerIndex + HEADER_LENGTH) == START_CODE;
    }

    /** Whether nothing but zeros stands between the end of the records and the end of the block. */
    boolean onlyZerosBehind() throws IOException {
        return onlyZerosFrom(next);
    }

    private boolean onlyZerosFrom(int start) throws IOException {
        for (int at = start; at < available; at = windowStart + window.limit()) {
            fill(at, WINDOW);
            window.position(at - windowStart);
            while (window.hasRemaining()) {
                if (window.get() != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Where the record begins, or where the block's records end, as a byte of the block. */
    int offset() {
        return offset;
    }

    /** Why the block ended before its end mark; {@code null} for a sound end. */
    String corruption() {
        return corruption;
    }

    /** The payload of the record. Afterwards the record's other fields are out of view. */
    byte[] payload() throws IOException {
        if (!atRecord) {
            throw new IllegalStateException("the cursor stands at no record");
        }
        atRecord = false;
        byte[] payload = new byte[payloadLength];
        int from = offset + HEADER_LENGTH;
        int done = 0;
        while (done < payloadLength) {
            if (from + done < windowStart || from + done >= windowStart + window.limit()) {
                fill(from + done, WINDOW);
            }
            int index = from + done - windowStart;
            int part = Math.min(window.limit() - index, payloadLength - done);
            window.get(index, payload, done, part);
            done += part;
        }
        return payload;
    }

    private boolean corrupt(String why) {
        corruption = why;
        return false;
    }

    /** Brings {@code length} bytes (fewer than a window) at {@code from} into view. */
    private void fetch(int from, int length) throws IOException {
        if (from >= windowStart && from + length <= windowStart + window.limit()) {
            return;
        }
        if (from > 0) {
            sparse = from - (windowStart + window.limit()) > FAR;
        }
        fill(from, sparse ? PEEK : WINDOW);
    }

    /** Brings {@code length} bytes from {@code from} on into view, or what the block has of them, and a few before it. */
    private void fill(int from, int length) throws IOException {
        int start = from & -CACHE_LINE;
        window.clear().limit(Math.min(from - start + length, available - start));
        if (!dump.readFully(window, blockStart + start)) {
            throw new EOFException("the file was cut short while it was read");
        }
        windowStart = start;
        window.flip();
    }
}
