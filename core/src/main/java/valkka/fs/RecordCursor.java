package valkka.fs;

import static valkka.fs.RecordFormat.END_MARK_LENGTH;
import static valkka.fs.RecordFormat.HEADER_LENGTH;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import valkka.disk.DiskFile;
import valkka.frame.Codec;

/**
 * Goes through the records of a block from front to back, with one small window of the file in
 * memory. The cursor checks every number from the file before its use: a length can name no byte
 * outside of the block.
 *
 * <p>Going from front to back also makes it safe to read a block that another process is writing. A
 * record becomes visible by its id, which is written last and read first.
 */
final class RecordCursor {
    static final int WINDOW = 256 * 1024;
    /**
     * How many bytes are read at a header far from the last header, when payloads are skipped: SPS,
     * PPS and the next header fit.
     */
    private static final int PEEK = 512;

    private static final int CACHE_LINE = 64;
    /** Up to this distance to the next header, reading on is faster than a new small read. */
    private static final int FAR = 8 * 1024;

    /** 00 00 00 01, read as a little-endian number. */
    private static final int START_CODE = 0x01000000;

    private static final String FILE_ENDS = "the file ends within the block";

    private final DiskFile dump;
    /**
     * Begins at a page: some processors copy far slower where memory and file lie differently in
     * their pages.
     */
    private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW + 2 * RecordFormat.GRAIN)
            .alignedSlice(RecordFormat.GRAIN)
            .order(ByteOrder.LITTLE_ENDIAN)
            .limit(0);

    /** The byte of the block where the window begins. */
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
    private @Nullable String corruption;

    RecordCursor(DiskFile dump) {
        this.dump = dump;
    }

    /**
     * Stands in front of the first record of the block that begins at {@code newBlockStart} in the
     * file.
     */
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

    /**
     * Goes to the next record.
     *
     * @return false at the end of the block; {@link #corruption()} says how the block ended
     */
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
            if (isUncommitted(length)) {
                return false;
            }
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
        // The byte behind the start code tells a key frame: the window covers it together with the
        // header.
        fetch(offset, HEADER_LENGTH + Math.min(payloadLength, 5));
        headerIndex = offset - windowStart;
        nalUnitHeader = payloadLength > 4 ? window.get(headerIndex + HEADER_LENGTH + 4) : 0;
        atRecord = true;
        return true;
    }

    long id() {
        return window.getLong(headerIndex + RecordFormat.ID);
    }

    /**
     * Returns whether the id stands on two pages. A kill, or a read during the write, may then show
     * half of the id.
     */
    boolean idMayBeTorn() {
        return offset % RecordFormat.GRAIN > RecordFormat.GRAIN - Long.BYTES;
    }

    /**
     * Returns whether the block ends in the first bytes of a header. libValkka writes whole pages,
     * and was killed while the header stood on two pages. The bytes read as a record there, for
     * instance one without codec and length, never were a frame.
     */
    boolean endsInCutHeader() {
        return headerCut;
    }

    /**
     * Returns whether the header stands on two pages, or its id on two sectors, with only zeros
     * from the second one to the end of the block. The id is cut when the power fails while the
     * next writer fills the block with zeros.
     */
    private boolean isHeaderCut() throws IOException {
        int second = RecordFormat.roundUpToGrain(offset + 1);
        if (RecordFormat.idStandsOnTwoSectors(offset)) {
            second = offset + RecordFormat.SECTOR - offset % RecordFormat.SECTOR;
        }
        if (second >= offset + HEADER_LENGTH) {
            return false;
        }
        for (int at = second; at < offset + HEADER_LENGTH; at++) {
            if (window.get(at - windowStart) != 0) {
                return false;
            }
        }
        boolean cut = onlyZerosFrom(offset + HEADER_LENGTH);
        fetch(offset, HEADER_LENGTH);
        headerIndex = offset - windowStart;
        return cut;
    }

    /**
     * Returns whether a power cut or a kill came while this record was being committed: its id
     * stands on two sectors, and only the first has its part ({@link RecordAppender}). All before
     * this record is committed, as before an end mark.
     */
    private boolean isUncommitted(long length) {
        return RecordFormat.idStandsOnTwoSectors(offset)
                && subsession() == RecordFormat.UNCOMMITTED
                && mstimestamp() > 0
                && length >= 0
                && length <= blockLength - offset - HEADER_LENGTH - END_MARK_LENGTH;
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

    /** Returns the payload's byte 4, or 0 in a shorter payload. */
    byte nalUnitHeader() {
        return (byte) nalUnitHeader;
    }

    /** Returns whether reading may start at the record: {@link Codec#isSeekable}. */
    boolean isSeekable() {
        return Codec.of(codec()).isSeekable(payloadLength, nalUnitHeader());
    }

    /** Returns whether the payload begins with 00 00 00 01. */
    boolean hasStartCode() {
        return payloadLength > 4 && window.getInt(headerIndex + HEADER_LENGTH) == START_CODE;
    }

    /**
     * Copies the first bytes of the payload, at most {@code most}.
     *
     * @return how many
     */
    int copyHead(byte[] target, int most) throws IOException {
        int length = Math.min(most, payloadLength);
        fetch(offset, HEADER_LENGTH + length);
        headerIndex = offset - windowStart;
        window.get(headerIndex + HEADER_LENGTH, target, 0, length);
        return length;
    }

    /** Returns whether only zeros stand between the end of the records and the end of the block. */
    boolean onlyZerosBehind() throws IOException {
        return onlyZerosFrom(next);
    }

    private boolean onlyZerosFrom(int start) throws IOException {
        for (int at = start; at < available; at = windowStart + window.limit()) {
            fill(at, WINDOW);
            window.position(at - windowStart);
            while (window.remaining() >= Long.BYTES) {
                if (window.getLong() != 0) {
                    return false;
                }
            }
            while (window.hasRemaining()) {
                if (window.get() != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Returns where the record begins, or where the block's records end, as a byte of the block.
     */
    int offset() {
        return offset;
    }

    /** Returns why the block ended before its end mark; {@code null} for a sound end. */
    @Nullable
    String corruption() {
        return corruption;
    }

    /** Returns the payload of the record. Afterwards the record's other fields are out of view. */
    byte[] payload() throws IOException {
        if (!atRecord) {
            throw new IllegalStateException("the cursor stands at no record");
        }
        atRecord = false;
        byte[] payload = memoryFor(payloadLength);
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

    /** Shows the payload, in pieces. Afterwards the record's other fields are out of view. */
    void showPayload(RecordVisitor visitor) throws IOException {
        atRecord = false;
        int at = offset + HEADER_LENGTH;
        while (at < next) {
            if (at < windowStart || at >= windowStart + window.limit()) {
                fill(at, WINDOW);
            }
            int index = at - windowStart;
            int part = Math.min(window.limit() - index, next - at);
            visitor.payload(window.slice(index, part));
            at += part;
        }
    }

    /** Returns memory for a payload. The length is a claim of the file, and may be any stranger's. */
    private static byte[] memoryFor(int length) throws IOException {
        try {
            return new byte[length];
        } catch (OutOfMemoryError e) {
            throw new IOException(
                    "a frame of " + Bytes.text(length) + " needs more memory than the "
                            + Bytes.text(Runtime.getRuntime().maxMemory())
                            + " of this Java: give it more with -Xmx, if that frame is real",
                    e);
        }
    }

    /**
     * Returns whether the record's payload is this. Afterwards the record's other fields are out of
     * view.
     */
    boolean payloadIs(ByteBuffer expected) throws IOException {
        if (expected.remaining() != payloadLength) {
            return false;
        }
        atRecord = false;
        int from = offset + HEADER_LENGTH - expected.position();
        while (expected.hasRemaining()) {
            int at = from + expected.position();
            if (at < windowStart || at >= windowStart + window.limit()) {
                fill(at, WINDOW);
            }
            int index = at - windowStart;
            int part = Math.min(window.limit() - index, expected.remaining());
            if (!window.slice(index, part).equals(expected.slice(expected.position(), part))) {
                return false;
            }
            expected.position(expected.position() + part);
        }
        return true;
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

    /**
     * Brings {@code length} bytes from {@code from} on into view, or as many as the block has, and
     * a few bytes before.
     */
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
