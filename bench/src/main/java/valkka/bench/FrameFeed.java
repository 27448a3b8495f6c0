package valkka.bench;

import java.util.HexFormat;
import java.util.Random;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;

/**
 * An endless stream of frames of one kind, made before the clock runs. The payloads come round
 * again; only the frame objects are new.
 */
final class FrameFeed {
    private static final int HEADER_BYTES = 36;
    private static final int SPS = 0x67;
    /** Parameter sets that a client can parse: 29 and 8 bytes with their start codes. */
    private static final String SPS_640_360 = "000000016764001eacb405017fcb80880000030008000003019078b175";

    private static final String PPS_640_360 = "0000000168ef3cb0";
    private static final int IDR = 0x65;
    private static final int SLICE = 0x41;
    private static final int GOPS = 4;
    private static final int SLICES = 24;
    /** The time from frame to frame: each NAL unit of the camera counts as one frame. */
    static final int FRAME_MS = 40;
    /** The frames in a GOP of the camera. */
    static final int FRAMES_IN_GOP = SLICES + 3;

    private final byte[][] payloads;
    private int next;
    private long mstimestamp = 1_543_314_164_986L;

    private FrameFeed(byte[][] payloads) {
        this.payloads = payloads;
    }

    /**
     * Returns the frames of a 1080p camera of 4 Mbit/s: SPS 29 bytes, PPS 8, IDR 80 kB, 24 slices
     * of 16 to 19 kB, and again.
     */
    static FrameFeed camera() {
        Random random = new Random(1);
        byte[][] payloads = new byte[GOPS * (SLICES + 3)][];
        int at = 0;
        for (int gop = 0; gop < GOPS; gop++) {
            payloads[at++] = HexFormat.of().parseHex(SPS_640_360);
            payloads[at++] = HexFormat.of().parseHex(PPS_640_360);
            payloads[at++] = nalUnit(random, IDR, 80_000);
            for (int slice = 0; slice < SLICES; slice++) {
                payloads[at++] = nalUnit(random, SLICE, 16_000 + random.nextInt(3_001));
            }
        }
        return new FrameFeed(payloads);
    }

    /**
     * Returns frames of 1000 bytes, one in 25 a key frame: they show the cost of a frame, not of
     * its bytes.
     */
    static FrameFeed small() {
        Random random = new Random(1);
        byte[][] payloads = new byte[100][];
        for (int i = 0; i < payloads.length; i++) {
            payloads[i] = nalUnit(random, i % 25 == 0 ? SPS : SLICE, 1_000);
        }
        return new FrameFeed(payloads);
    }

    BasicFrame next(int slot) {
        mstimestamp += FRAME_MS;
        return BasicFrame.of(slot, 0, mstimestamp, Codec.H264, nextPayload());
    }

    /** Returns the next frame's payload alone, behind its start code; nobody may change it. */
    byte[] nextPayload() {
        byte[] payload = payloads[next];
        next = (next + 1) % payloads.length;
        return payload;
    }

    /** Returns the bytes that a frame takes in a recording. */
    static int recordBytes(BasicFrame frame) {
        return HEADER_BYTES + frame.size();
    }

    private static byte[] nalUnit(Random random, int header, int size) {
        if (size < 6) {
            throw ValkkaException.badArgument("a NAL unit of " + size + " bytes is too small for this feed");
        }
        byte[] payload = new byte[size];
        for (int i = 4; i < size; i++) {
            // No zeros, so that no start code and no trailing zero can come about.
            payload[i] = (byte) (1 + random.nextInt(255));
        }
        payload[3] = 1;
        payload[4] = (byte) header;
        // The slice begins at macroblock 0, and is of type I or P: a client sees where a picture begins.
        payload[5] = (byte) (header == SLICE ? 0x9a : 0x88);
        return payload;
    }
}
