package valkka.testkit;

import java.nio.ByteBuffer;
import java.util.List;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaFS;

/**
 * Numbered frames. Frame n has the time {@link #TIME_0} + n, and its payload is a function of n: a
 * possible H.264 NAL unit, so that a mix of two frames shows. Every tenth frame is a key frame.
 */
public final class TestFrames {
    /** The time of frame 0, Unix ms. */
    public static final long TIME_0 = 1_700_000_000_000L;
    /** The id of the frames' stream. */
    public static final long ID = 925412;
    /** The smallest size of a payload, in bytes. */
    public static final int SMALLEST = 21;

    private static final int GROUP = 10;

    private TestFrames() {}

    /** Returns the frame with a number. */
    public static BasicFrame frame(int slot, long number, int size) {
        return BasicFrame.of(slot, 0, TIME_0 + number, Codec.H264, payload(number, size));
    }

    /**
     * Returns a payload of {@code size} bytes, at least {@link #SMALLEST}. Behind the start code no
     * byte is below 3.
     */
    public static byte[] payload(long number, int size) {
        byte[] payload = new byte[size];
        payload[3] = 1;
        payload[4] = (byte) (number % GROUP == 0 ? 0x67 : 0x41);
        for (int i = 0; i < 16; i++) {
            payload[5 + i] = (byte) (0x40 + (number >>> (4 * i) & 15));
        }
        for (int i = SMALLEST; i < size; i++) {
            payload[i] = (byte) (3 + (number * 31 + i) % 250);
        }
        return payload;
    }

    /**
     * Returns the number of a frame made by this class, and checks its time and each of its bytes.
     */
    public static long number(BasicFrame frame) {
        ByteBuffer payload = frame.payload();
        long number = 0;
        for (int i = 0; i < 16; i++) {
            number |= (payload.get(5 + i) - 0x40L & 15) << (4 * i);
        }
        if (!payload.equals(ByteBuffer.wrap(payload(number, frame.size()))) || frame.mstimestamp() != TIME_0 + number) {
            throw new AssertionError(
                    "frame " + number + " is not, to the byte and the millisecond, as it was made: " + frame);
        }
        return number;
    }

    /**
     * Checks that these frames of one block are whole and follow each other.
     *
     * @return the number of the first frame, -1 for no frame
     */
    public static long firstOfSequence(List<RecordedFrame> frames) {
        for (int i = 1; i < frames.size(); i++) {
            long before = number(frames.get(i - 1).frame());
            long here = number(frames.get(i).frame());
            if (here != before + 1) {
                throw new AssertionError("frame " + here + " follows frame " + before + " in block "
                        + frames.get(i).block());
            }
        }
        return frames.isEmpty() ? -1 : number(frames.get(0).frame());
    }

    /** Returns the numbers of all frames of a recording, blocks in the order of their keys. */
    public static List<Long> numbers(ValkkaFS fs) {
        try (var frames = fs.frames(fs.getTimeRange())) {
            return frames.map(recorded -> number(recorded.frame())).toList();
        }
    }
}
