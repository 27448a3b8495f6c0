package valkka.view;

import java.nio.file.Path;
import java.util.Arrays;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.fs.Durability;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;

/** Recordings for tests: made here, or the samples that ship with the project. */
final class Recorded {
    static final long T0 = 1_767_261_600_000L; // 2026-01-01T10:00:00Z
    static final long ID = 1001;
    static final int FRAME_MILLIS = 40;
    private static final int GOP = 25;

    private Recorded() {}

    /** One of {@code sample-fs}. */
    static ValkkaSingleFS sample(String name) {
        return ValkkaSingleFS.loadFromDirectory(Path.of("..", "sample-fs", name));
    }

    static ValkkaSingleFS empty(Path directory, long blockSize, int blocks) {
        return ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(blockSize)
                .blocks(blocks)
                .create();
    }

    /** A writer of slot 1, running; nothing is forced to the disk. */
    static ValkkaFSWriterThread writer(ValkkaFS fs) {
        ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE);
        writer.setSlotId(1, ID);
        writer.start();
        return writer;
    }

    /** Records pictures of one slice: a key frame each second, an SPS and a PPS in front of it. */
    static void pictures(ValkkaFSWriterThread writer, long from, int count, int size) {
        for (int i = 0; i < count; i++) {
            long time = from + (long) i * FRAME_MILLIS;
            boolean key = i % GOP == 0;
            if (key) {
                write(writer, time, 7, 20);
                write(writer, time, 8, 8);
            }
            write(writer, time, key ? 5 : 1, key ? 4 * size : size);
        }
    }

    static void write(ValkkaFSWriterThread writer, long time, int nalUnitType, int size) {
        byte[] payload = new byte[size];
        Arrays.fill(payload, (byte) 0x55);
        Arrays.fill(payload, 0, 3, (byte) 0);
        payload[3] = 1;
        payload[4] = (byte) (0x60 | nalUnitType);
        try {
            writer.getBlockingFrameFilter().run(BasicFrame.of(1, 0, time, Codec.H264, payload));
        } catch (ValkkaException e) {
            throw new AssertionError("a frame was not taken", e);
        }
    }
}
