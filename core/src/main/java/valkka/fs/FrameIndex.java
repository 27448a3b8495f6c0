package valkka.fs;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
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

    FrameIndex() {}

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
        return BasicFrame.nalUnitType(codec(i).id(), sizes[i], nalUnitHeaders[i]);
    }

    /** Whether reading may start at frame {@code i}: {@link BasicFrame#isSeekable()}. */
    public boolean isSeekable(int i) {
        return BasicFrame.isSeekable(codec(i).id(), sizes[i], nalUnitHeaders[i]);
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

    void add(RecordedFrame recorded) {
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
                : "FrameIndex: " + size + " frames from " + timestamp(0) + " to " + timestamp(size - 1);
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
