package valkka.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.Durability;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;
import valkka.view.Plot;
import valkka.view.Plots;

/**
 * A plot of very many frames, and beside it a plot of one second. The difference is the frames'
 * share.
 */
final class PlotBench {
    private static final int GOP = 25;
    private static final int PICTURE_MS = 40;
    private static final int PICTURE_BYTES = 24;
    private static final long START_MS = 1_700_000_000_000L;
    private static final double NANOS_PER_MS = 1e6;

    private final Scratch scratch;
    private final int pictures;
    private final int times;

    PlotBench(Scratch scratch, Effort effort) {
        this.scratch = scratch;
        this.pictures = effort.blocks();
        this.times = effort.pairs();
    }

    static String heading(Effort effort) {
        return String.format(Locale.ROOT, "Plot: the sizes of %,d frames; limit: of %d", effort.blocks(), GOP);
    }

    List<Row> rows() throws IOException {
        Path many = scratch.fresh("many");
        Path few = scratch.fresh("few");
        System.setProperty("java.awt.headless", "true");
        try (ValkkaSingleFS fs = recording(many, pictures);
                ValkkaSingleFS second = recording(few, GOP)) {
            double first = millis(Plots.frameSizes(fs)::image);
            double[] drawn = new double[times];
            double[] indexed = new double[times];
            double[] limit = new double[times];
            for (int i = 0; i < times; i++) {
                Plot[] plot = new Plot[1];
                indexed[i] = millis(() -> plot[0] = Plots.frameSizes(fs));
                drawn[i] = millis(plot[0]::image);
                limit[i] = millis(Plots.frameSizes(second)::image);
            }
            return List.of(
                    Row.of("drawn, the first picture of the process", "ms", first),
                    Row.of("drawn", "ms", Sample.of(drawn))
                            .limit(Sample.of(limit).median()),
                    Row.of("  the recording looked through for it", "ms", Sample.of(indexed)));
        } finally {
            Scratch.delete(many);
            Scratch.delete(few);
        }
    }

    private static double millis(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return (System.nanoTime() - start) / NANOS_PER_MS;
    }

    /** Makes a recording of pictures of one small slice, a key frame each second. */
    private static ValkkaSingleFS recording(Path directory, int pictures) {
        List<BasicFrame> gop = gop();
        long bytes = gop.stream().mapToLong(FrameFeed::recordBytes).sum();
        ValkkaSingleFS fs = Recordings.create(directory, bytes * (pictures / GOP + 1));
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("bench-writer", fs, Durability.NONE)) {
            writer.setSlotId(Recordings.SLOT, Recordings.ID);
            writer.start();
            FrameFilter input = writer.getBlockingFrameFilter();
            for (int i = 0; i < pictures; i++) {
                input.run(gop.get(i % GOP).withMstimestamp(START_MS + (long) i * PICTURE_MS));
            }
        }
        return fs;
    }

    private static List<BasicFrame> gop() {
        List<BasicFrame> gop = new ArrayList<>();
        for (int i = 0; i < GOP; i++) {
            byte[] payload = new byte[i == 0 ? 4 * PICTURE_BYTES : PICTURE_BYTES + i % 7];
            Arrays.fill(payload, (byte) 0x55);
            System.arraycopy(new byte[] {0, 0, 0, 1, (byte) (i == 0 ? 0x67 : 0x61)}, 0, payload, 0, 5);
            gop.add(BasicFrame.of(Recordings.SLOT, 0, 0, Codec.H264, payload));
        }
        return gop;
    }
}
