package valkka.testkit;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.RecordedFrame;

/**
 * Frames that carry a number and differ, to the byte, from all others: whole H.264 NAL units, an
 * SPS every {@code gop} frames; or packets of sound.
 */
public final class SequencedFrames {
    /** The id of the frames' stream. */
    public static final long ID = 925_412;

    private static final long START = 1_700_000_000_000L;

    private final int smallest;
    private final int largest;
    private final int gop;
    private final Codec codec;
    private final Map<Integer, BasicFrame> made = new ConcurrentHashMap<>();

    /** Makes frames of any size up to {@code largest} bytes. */
    public SequencedFrames(int largest, int gop) {
        this(9, largest, gop, Codec.H264);
    }

    private SequencedFrames(int smallest, int largest, int gop, Codec codec) {
        this.smallest = smallest;
        this.largest = largest;
        this.gop = gop;
        this.codec = codec;
    }

    /**
     * Returns frames of one size. Each lap of a ring lays them over the frames of the lap before,
     * header over header. So no rule can tell a frame of half new and half old bytes from a whole
     * one.
     */
    public static SequencedFrames ofSize(int size, int gop) {
        return new SequencedFrames(size, size, gop, Codec.H264);
    }

    /** Returns frames of sound, of one size. Nobody can tell a torn one from a whole one. */
    public static SequencedFrames ofSound(int size) {
        return new SequencedFrames(size, size, 1, Codec.PCMA);
    }

    /** Returns the frame with a number. */
    public BasicFrame frame(int number) {
        return made.computeIfAbsent(number, this::make);
    }

    private BasicFrame make(int number) {
        Random random = new Random(number);
        byte[] payload = new byte[smallest + random.nextInt(largest - smallest + 1)];
        payload[3] = 1;
        payload[4] = (byte) (number % gop == 0 ? 0x67 : 0x41);
        for (int i = codec.equals(Codec.H264) ? 5 : 0; i < payload.length; i++) {
            // No byte is 0, so that no start code can be inside.
            payload[i] = (byte) (1 + random.nextInt(255));
        }
        return BasicFrame.of(1, 0, START + 40L * number, codec, payload);
    }

    /**
     * Returns the number of a frame that was read.
     *
     * @throws AssertionError when the frame differs, in any byte, from all written frames
     */
    public int numberOf(RecordedFrame recorded) {
        int number = (int) ((recorded.frame().mstimestamp() - START) / 40);
        if (recorded.id() != ID
                || !recorded.frame().payload().equals(frame(number).payload())) {
            throw new AssertionError(
                    "spliced: " + recorded + " in block " + recorded.block() + " is not frame " + number);
        }
        return number;
    }
}
