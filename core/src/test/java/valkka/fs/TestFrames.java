package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/**
 * Numbered frames: frame n has the time {@link #TIME_0} + n and a payload that is a function of n, a possible H.264 NAL unit,
 * so that a mix of two frames shows. Every tenth one is a key frame.
 */
final class TestFrames {
    static final long TIME_0 = 1_700_000_000_000L;
    static final long ID = 925412;
    static final int SMALLEST = 21;
    private static final int GROUP = 10;

    private TestFrames() {}

    static BasicFrame frame(int slot, long number, int size) {
        return BasicFrame.of(slot, 0, TIME_0 + number, Codec.H264, payload(number, size));
    }

    /** {@code size} bytes, at least {@link #SMALLEST}; none of them but the start code's is below 3. */
    static byte[] payload(long number, int size) {
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
    static long number(BasicFrame frame) {
        ByteBuffer payload = frame.payload();
        long number = 0;
        for (int i = 0; i < 16; i++) {
            number |= (payload.get(5 + i) - 0x40L & 15) << (4 * i);
        }
        assertThat(payload).isEqualTo(ByteBuffer.wrap(payload(number, frame.size())));
        assertThat(frame.mstimestamp()).isEqualTo(TIME_0 + number);
        return number;
    }

    /** That these frames of one block are whole and follow each other. @return the number of the first, -1 for none */
    static long firstOfSequence(List<RecordedFrame> frames) {
        for (int i = 1; i < frames.size(); i++) {
            assertThat(number(frames.get(i).frame()))
                    .isEqualTo(number(frames.get(i - 1).frame()) + 1);
        }
        return frames.isEmpty() ? -1 : number(frames.get(0).frame());
    }

    /** The numbers of all frames of a recording, blocks in the order of their keys. */
    static List<Long> numbers(ValkkaFS fs) {
        try (var frames = fs.frames(fs.getTimeRange())) {
            return frames.map(recorded -> number(recorded.frame())).toList();
        }
    }
}
