package valkka.testkit;

import java.nio.ByteBuffer;
import java.util.List;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaFS;

/**
 * Numbered frames: frame n has the time {@link #TIME_0} + n and a payload that is a function of n, a possible H.264 NAL unit,
 * so that a mix of two frames shows. Every tenth one is a key frame.
 */
public final class TestFrames {
    public static final long TIME_0 = 1_700_000_000_000L;
    public static final long ID = 925412;
    public static final int SMALLEST = 21;
    private static final int GROUP = 10;

    private TestFrames() {}

    public static BasicFrame frame(int slot, long number, int size) {
        return BasicFrame.of(slot, 0, TIME_0 + number, Codec.H264, payload(number, size));
    }

    /** {@code size} bytes, at least {@link #SMALLEST}; none of them but the start code's is below 3. */
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

    /** The number of a frame made here, after its time and each byte of it were looked at. */
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

    /** That these frames of one block are whole and follow each other. @return the number of the first, -1 for none */
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

    /** The numbers of all frames of a recording, blocks in the order of their keys. */
    public static List<Long> numbers(ValkkaFS fs) {
        try (var frames = fs.frames(fs.getTimeRange())) {
            return frames.map(recorded -> number(recorded.frame())).toList();
        }
    }
}
