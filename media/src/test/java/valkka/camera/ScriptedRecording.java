package valkka.camera;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import valkka.frame.BasicFrame;
import valkka.fs.Durability;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;

/** Recordings of a virtual camera in front of which somebody walks at known times. */
record ScriptedRecording(int width, int height, int fps, int gop, int bitRate, boolean variable, long seed) {
    static final long ID = 1001;
    static final long START = SampleRecordings.START.toEpochMilli();

    private static final int LONGEST_MOTION_MS = 8_000;

    /** Returns motions of 1 to 8 s with 5 to 15 s of quiet between, as the seed says. */
    MotionScript script(int seconds) {
        Random random = new Random(seed);
        List<TimeRange> moments = new ArrayList<>();
        long at = START + 5_000L + random.nextInt(10_000);
        while (at + LONGEST_MOTION_MS + 5_000 < START + (seconds * 1000L)) {
            long length = 1_000L + random.nextInt(LONGEST_MOTION_MS - 1_000);
            moments.add(new TimeRange(at, at + length));
            at += length + 5_000L + random.nextInt(10_000);
        }
        return MotionScript.during(moments.toArray(TimeRange[]::new));
    }

    ValkkaSingleFS record(Path directory, int seconds, MotionScript script) {
        ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(1 << 20)
                .blocks(Math.max(8, (int) ((2L * seconds * bitRate / 8) >> 20)))
                .create();
        double noise = variable
                ? TestPictureNoise.FAINTEST
                : TestPictureNoise.strengthFor(bitRate / ((double) width * height * fps));
        TestPicture picture = new TestPicture(width, height, seed, ZoneOffset.UTC, noise, script);
        H264Encoder encoder = new H264Encoder(picture, fps, gop, bitRate, variable);
        try (SampleCamera camera = new SampleCamera(1, picture, encoder);
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE)) {
            writer.setSlotId(1, ID);
            writer.start();
            for (int i = 0; i < seconds * fps; i++) {
                List<BasicFrame> frames = camera.picture(START + (i * 1000L / fps));
                frames.forEach(writer.getBlockingFrameFilter()::run);
            }
        }
        return fs;
    }
}
