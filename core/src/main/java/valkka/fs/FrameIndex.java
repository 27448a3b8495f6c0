package valkka.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.nal.KeyFrameMarks;

/**
 * The frames of a recording without their payloads. Each property is a column, and each frame a
 * place in the order of reading. A frame takes 42 bytes of memory, and up to twice that while the
 * index grows.
 */
public final class FrameIndex {
    private static final int FIRST_CAPACITY = 1024;
    private static final byte START_CODE = 1;
    private static final byte KEY = 2;

    private int size;
    private int[] blocks = new int[FIRST_CAPACITY];
    private long[] offsets = new long[FIRST_CAPACITY];
    private long[] ids = new long[FIRST_CAPACITY];
    private long[] times = new long[FIRST_CAPACITY];
    private int[] sizes = new int[FIRST_CAPACITY];
    private int[] codecs = new int[FIRST_CAPACITY];
    private int[] subsessions = new int[FIRST_CAPACITY];
    private byte[] nalUnitHeaders = new byte[FIRST_CAPACITY];
    private byte[] marks = new byte[FIRST_CAPACITY];

    private final KeyFrameMarks keys = new KeyFrameMarks();
    private final Set<Integer> gone = new LinkedHashSet<>();
    private final Set<Integer> corrupt = new LinkedHashSet<>();

    FrameIndex() {}

    /**
     * A frame, without its payload.
     *
     * @param block the block that the frame is in
     * @param offset the absolute byte in the dumpfile where its record begins
     * @param id the id of its stream
     * @param subsession the subsession, 0 for video
     * @param mstimestamp its time, Unix ms
     * @param codec how its payload is encoded
     * @param payloadSize its payload in bytes
     * @param nalUnitType the type of its NAL unit, or -1 for a frame without one:
     *     {@link BasicFrame#nalUnitType()}
     * @param isSeekable whether reading may start at this frame: {@link BasicFrame#isSeekable()}
     * @param isKey whether decoding can start at this frame: {@link FrameIndex#isKey}
     */
    public record Row(
            int block,
            long offset,
            long id,
            int subsession,
            long mstimestamp,
            Codec codec,
            int payloadSize,
            int nalUnitType,
            boolean isSeekable,
            boolean isKey) {}

    /**
     * Returns the frames one by one, for filters and sums. The columns, as
     * {@link #mstimestamp(int)}, take less memory.
     */
    public Stream<Row> rows() {
        return IntStream.range(0, size).mapToObj(this::row);
    }

    /** Returns all that is known of frame {@code i}. */
    public Row row(int i) {
        return new Row(
                block(i),
                offset(i),
                id(i),
                subsession(i),
                mstimestamp(i),
                codec(i),
                payloadSize(i),
                nalUnitType(i),
                isSeekable(i),
                isKey(i));
    }

    /**
     * Returns the blocks that were overwritten before they were read. None of their frames is in
     * this index.
     */
    public List<Integer> gone() {
        return List.copyOf(gone);
    }

    /**
     * Returns the blocks with corrupt bytes before their end mark. The frames in front of these
     * bytes are in this index.
     */
    public List<Integer> corrupt() {
        return List.copyOf(corrupt);
    }

    /** Returns the number of frames. */
    public int size() {
        return size;
    }

    /** Returns the block that frame {@code i} is in. */
    public int block(int i) {
        return blocks[check(i)];
    }

    /** Returns the absolute byte in the dumpfile where the record of frame {@code i} begins. */
    public long offset(int i) {
        return offsets[check(i)];
    }

    /** Returns the id of the stream of frame {@code i}. */
    public long id(int i) {
        return ids[check(i)];
    }

    /** Returns the subsession of frame {@code i}, 0 for video. */
    public int subsession(int i) {
        return subsessions[check(i)];
    }

    /** Returns the time of frame {@code i}, Unix ms. */
    public long mstimestamp(int i) {
        return times[check(i)];
    }

    /** Returns {@link #mstimestamp(int)} as an {@code Instant}. */
    public Instant timestamp(int i) {
        return Instant.ofEpochMilli(mstimestamp(i));
    }

    /** Returns the length of the payload of frame {@code i} in bytes. */
    public int payloadSize(int i) {
        return sizes[check(i)];
    }

    /** Returns how the payload of frame {@code i} is encoded. */
    public Codec codec(int i) {
        return Codec.of(codecs[check(i)]);
    }

    /**
     * Returns the NAL unit type of frame {@code i}, or -1 for a frame without one:
     * {@link BasicFrame#nalUnitType()}.
     */
    public int nalUnitType(int i) {
        return codec(i).nalUnitType(sizes[i], nalUnitHeaders[i]);
    }

    /** Returns whether reading may start at frame {@code i}: {@link BasicFrame#isSeekable()}. */
    public boolean isSeekable(int i) {
        return codec(i).isSeekable(sizes[i], nalUnitHeaders[i]);
    }

    /**
     * Returns whether decoding can start at frame {@code i}. Of H.264 and H.265 it is the first
     * parameter set of a key frame: {@link #isSeekable(int)}, unless the picture behind it refers
     * to earlier pictures. Of another codec it is any frame.
     */
    public boolean isKey(int i) {
        return (marks[check(i)] & KEY) != 0;
    }

    /** Returns whether the payload of frame {@code i} begins with 00 00 00 01. */
    boolean hasStartCode(int i) {
        return (marks[check(i)] & START_CODE) != 0;
    }

    /** Returns the table's row for these frames, which are all of one block. */
    RowBuilder rowBuilder(boolean multi) {
        RowBuilder rowBuilder = new RowBuilder(multi);
        for (int i = 0; i < size; i++) {
            rowBuilder.add(subsessions[i], times[i], isSeekable(i));
        }
        return rowBuilder;
    }

    /** Returns whether the frames from place {@code from} on are the frames of {@code other}. */
    boolean endsWith(FrameIndex other, int from) {
        int end = from + other.size;
        return end == size
                && Arrays.equals(offsets, from, end, other.offsets, 0, other.size)
                && Arrays.equals(ids, from, end, other.ids, 0, other.size)
                && Arrays.equals(times, from, end, other.times, 0, other.size)
                && Arrays.equals(sizes, from, end, other.sizes, 0, other.size)
                && Arrays.equals(codecs, from, end, other.codecs, 0, other.size)
                && Arrays.equals(subsessions, from, end, other.subsessions, 0, other.size)
                && Arrays.equals(nalUnitHeaders, from, end, other.nalUnitHeaders, 0, other.size);
    }

    void clearTo(int newSize) {
        size = newSize;
        keys.forget();
    }

    /** Adds the frames that were read from a block. */
    void add(BlockContent content) {
        if (content.state() == BlockContent.State.GONE) {
            noteGone(content.block());
        } else {
            content.frames().forEach(this::add);
            noteEnd(content.block(), content.corruption());
        }
    }

    /**
     * Removes the frames from place {@code from} on, which are all of one block, if the block was
     * overwritten after somebody saw it as {@code seen}.
     */
    void checkAgainst(Block seen, int from) {
        boolean emptied = size == from && seen.isUsed() && !corrupt.contains(seen.number());
        if (emptied || (size > from && seen.isOlderThan(times[from]))) {
            clearTo(from);
            noteGone(seen.number());
        }
    }

    private void noteGone(int block) {
        gone.add(block);
        corrupt.remove(block);
    }

    /**
     * Notes how a block ends.
     *
     * @param corruption why the block ends before its end mark; {@code null} for a sound end
     */
    void noteEnd(int block, @Nullable String corruption) {
        if (corruption != null) {
            corrupt.add(block);
        }
    }

    private void add(RecordedFrame recorded) {
        makeRoom();
        BasicFrame frame = recorded.frame();
        ByteBuffer payload = frame.payload();
        blocks[size] = recorded.block();
        offsets[size] = recorded.offset();
        ids[size] = recorded.id();
        times[size] = frame.mstimestamp();
        sizes[size] = frame.size();
        codecs[size] = frame.codec().id();
        subsessions[size] = frame.subsession();
        nalUnitHeaders[size] = frame.size() > 4 ? payload.get(4) : 0;
        marks[size] = frame.size() > 4 && payload.getInt(0) == 1 ? START_CODE : 0;
        int wanted = markKey();
        if (wanted > 0) {
            int length = Math.min(wanted, frame.size());
            frame.copyTo(ByteBuffer.wrap(keys.head()), 0, length);
            unmarkKey(length);
        }
        size++;
    }

    void add(int block, long blockStart, RecordCursor at) throws IOException {
        makeRoom();
        blocks[size] = block;
        offsets[size] = blockStart + at.offset();
        ids[size] = at.id();
        times[size] = at.mstimestamp();
        sizes[size] = at.payloadLength();
        codecs[size] = at.codec();
        subsessions[size] = at.subsession();
        nalUnitHeaders[size] = at.nalUnitHeader();
        marks[size] = at.hasStartCode() ? START_CODE : 0;
        int wanted = markKey();
        if (wanted > 0) {
            unmarkKey(at.copyHead(keys.head(), wanted));
        }
        size++;
    }

    /**
     * Marks the frame that was added last if decoding can start there, as far as it is known.
     *
     * @return how many of its first bytes tell more; 0 for none
     */
    private int markKey() {
        Codec codec = Codec.of(codecs[size]);
        int type = codec.nalUnitType(sizes[size], nalUnitHeaders[size]);
        boolean seekable = codec.isSeekable(sizes[size], nalUnitHeaders[size]);
        if (type < 0 || subsessions[size] != 0) {
            marks[size] |= seekable ? KEY : 0;
            return 0;
        }
        if (seekable) {
            marks[size] |= keys.begin(size, ids[size], codec, times[size]) ? KEY : 0;
            return 0;
        }
        return keys.wants(ids[size], codec, type, times[size]);
    }

    private void unmarkKey(int length) {
        Codec codec = Codec.of(codecs[size]);
        int wrong = keys.wrongKey(codec.nalUnitType(sizes[size], nalUnitHeaders[size]), length);
        if (wrong >= 0) {
            marks[wrong] &= ~KEY;
        }
    }

    /**
     * Returns one line: how many frames, with the first and the last time in the order of reading.
     */
    @Override
    public String toString() {
        return size == 0
                ? "FrameIndex: no frames"
                : "FrameIndex: " + size + " frames from " + timestamp(0) + " to " + timestamp(size - 1)
                        + (gone.isEmpty() ? "" : "; gone: blocks " + gone)
                        + (corrupt.isEmpty() ? "" : "; corrupt: blocks " + corrupt);
    }

    private int check(int i) {
        if (i < 0 || i >= size) {
            throw new IndexOutOfBoundsException("frame " + i + " of " + size);
        }
        return i;
    }

    private void makeRoom() {
        if (size < blocks.length) {
            return;
        }
        int capacity = Math.multiplyExact(2, size);
        blocks = Arrays.copyOf(blocks, capacity);
        offsets = Arrays.copyOf(offsets, capacity);
        ids = Arrays.copyOf(ids, capacity);
        times = Arrays.copyOf(times, capacity);
        sizes = Arrays.copyOf(sizes, capacity);
        codecs = Arrays.copyOf(codecs, capacity);
        subsessions = Arrays.copyOf(subsessions, capacity);
        nalUnitHeaders = Arrays.copyOf(nalUnitHeaders, capacity);
        marks = Arrays.copyOf(marks, capacity);
    }
}
