package valkka.fs;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/**
 * What frames a recording holds, without their payloads: one column a property, one place a frame, in the order of reading.
 * 42 bytes of memory a frame, and up to twice that while it grows.
 */
public final class FrameIndex {
    private static final int FIRST_CAPACITY = 1024;

    private int size;
    private int[] blocks = new int[FIRST_CAPACITY];
    private long[] offsets = new long[FIRST_CAPACITY];
    private long[] ids = new long[FIRST_CAPACITY];
    private long[] times = new long[FIRST_CAPACITY];
    private int[] sizes = new int[FIRST_CAPACITY];
    private int[] codecs = new int[FIRST_CAPACITY];
    private int[] subsessions = new int[FIRST_CAPACITY];
    private byte[] nalUnitHeaders = new byte[FIRST_CAPACITY];
    private boolean[] startCodes = new boolean[FIRST_CAPACITY];

    private final Set<Integer> gone = new LinkedHashSet<>();
    private final Set<Integer> corrupt = new LinkedHashSet<>();

    FrameIndex() {}

    /**
     * A frame, without its payload.
     *
     * @param block the block that it is in
     * @param offset where its record begins: the absolute byte in the dumpfile
     * @param id the id of its stream
     * @param subsession the subsession, 0 for video
     * @param mstimestamp its time, Unix ms
     * @param codec how its payload is encoded
     * @param payloadSize its payload in bytes
     * @param nalUnitType the type of its NAL unit, -1 where it has none: {@link BasicFrame#nalUnitType()}
     * @param isSeekable whether reading may start here: {@link BasicFrame#isSeekable()}
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
            boolean isSeekable) {}

    /** The frames one by one, for filtering and summing up. The columns, as {@link #mstimestamp(int)}, take less memory. */
    public Stream<Row> rows() {
        return IntStream.range(0, size).mapToObj(this::row);
    }

    /** All that is known of frame {@code i}. */
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
                isSeekable(i));
    }

    /** The blocks that were overwritten before they were read: nothing of them is in this index. */
    public List<Integer> gone() {
        return List.copyOf(gone);
    }

    /** The blocks that end before their end mark: the frames in front of that are in this index. */
    public List<Integer> corrupt() {
        return List.copyOf(corrupt);
    }

    /** Number of frames. */
    public int size() {
        return size;
    }

    /** The block that frame {@code i} is in. */
    public int block(int i) {
        return blocks[check(i)];
    }

    /** Where the record of frame {@code i} begins: the absolute byte in the dumpfile. */
    public long offset(int i) {
        return offsets[check(i)];
    }

    /** The id of the stream of frame {@code i}. */
    public long id(int i) {
        return ids[check(i)];
    }

    /** The subsession of frame {@code i}, 0 for video. */
    public int subsession(int i) {
        return subsessions[check(i)];
    }

    /** The time of frame {@code i}, Unix ms. */
    public long mstimestamp(int i) {
        return times[check(i)];
    }

    /** {@link #mstimestamp(int)} as an {@code Instant}. */
    public Instant timestamp(int i) {
        return Instant.ofEpochMilli(mstimestamp(i));
    }

    /** The payload of frame {@code i} in bytes. */
    public int payloadSize(int i) {
        return sizes[check(i)];
    }

    /** How the payload of frame {@code i} is encoded. */
    public Codec codec(int i) {
        return Codec.of(codecs[check(i)]);
    }

    /** The NAL unit type of frame {@code i}, -1 where it has none: {@link BasicFrame#nalUnitType()}. */
    public int nalUnitType(int i) {
        return codec(i).nalUnitType(sizes[i], nalUnitHeaders[i]);
    }

    /** Whether reading may start at frame {@code i}: {@link BasicFrame#isSeekable()}. */
    public boolean isSeekable(int i) {
        return codec(i).isSeekable(sizes[i], nalUnitHeaders[i]);
    }

    /** Whether the payload of frame {@code i} begins with 00 00 00 01. */
    boolean hasStartCode(int i) {
        return startCodes[check(i)];
    }

    /** What the table should say of these frames, which are one block's. */
    RowBuilder rowBuilder(boolean multi) {
        RowBuilder rowBuilder = new RowBuilder(multi);
        for (int i = 0; i < size; i++) {
            rowBuilder.add(subsessions[i], times[i], isSeekable(i));
        }
        return rowBuilder;
    }

    void clearTo(int newSize) {
        size = newSize;
    }

    /** Adds what was read of a block. */
    void add(BlockContent content) {
        if (content.state() == BlockContent.State.GONE) {
            noteGone(content.block());
        } else {
            content.frames().forEach(this::add);
            noteEnd(content.block(), content.corruption());
        }
    }

    /**
     * Takes the frames from place {@code from} on, which are a block's, out again when the block was overwritten since
     * somebody has seen it.
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

    /** @param corruption why the block ends before its end mark; {@code null} for a sound end */
    void noteEnd(int block, String corruption) {
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
        startCodes[size] = frame.size() > 4 && payload.getInt(0) == 1;
        size++;
    }

    void add(int block, long blockStart, RecordCursor at) {
        makeRoom();
        blocks[size] = block;
        offsets[size] = blockStart + at.offset();
        ids[size] = at.id();
        times[size] = at.mstimestamp();
        sizes[size] = at.payloadLength();
        codecs[size] = at.codec();
        subsessions[size] = at.subsession();
        nalUnitHeaders[size] = at.nalUnitHeader();
        startCodes[size] = at.hasStartCode();
        size++;
    }

    /** One line: how many frames, and from when to when in the order of reading. */
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
        startCodes = Arrays.copyOf(startCodes, capacity);
    }
}
