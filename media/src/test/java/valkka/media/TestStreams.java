package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.Durability;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;
import valkka.nal.NalSyntax;
import valkka.nal.NalUnits;
import valkka.rtsp.ExternalPrograms;

/** Streams that FFmpeg's command has encoded, and recordings of them. */
final class TestStreams {
    static final long T0 = 1_700_000_000_000L;
    static final int PICTURE_MS = 40;
    static final long ID = 925412;

    private TestStreams() {}

    /**
     * Pictures of FFmpeg's test source in the order of decoding, one NAL unit a frame, at 25 a second from {@code start} on.
     *
     * @param encoder FFmpeg's arguments, as {@code -c:v libx264 -bf 2}
     */
    static List<List<BasicFrame>> encode(
            Path directory, Codec codec, String size, int pictures, long start, String... encoder) throws Exception {
        ExternalPrograms.require("ffmpeg");
        boolean h264 = codec.equals(Codec.H264);
        Path file = Files.createTempFile(directory, "stream", h264 ? ".h264" : ".h265");
        List<String> command = new ArrayList<>(List.of(
                "ffmpeg",
                "-v",
                "error",
                "-y",
                "-f",
                "lavfi",
                "-i",
                "testsrc=rate=25:size=" + size,
                "-frames:v",
                "" + pictures,
                "-pix_fmt",
                "yuv420p",
                "-g",
                "25"));
        command.addAll(List.of(encoder));
        // A delimiter in front of each picture tells where it begins.
        command.addAll(
                List.of("-bsf:v", h264 ? "h264_metadata=aud=insert" : "hevc_metadata=aud=insert", file.toString()));
        ExternalPrograms.Result made = ExternalPrograms.run(Duration.ofSeconds(60), command.toArray(String[]::new));
        assertThat(made.exitCode()).as(made.output()).isZero();
        List<List<BasicFrame>> all = new ArrayList<>();
        NalSyntax syntax = NalSyntax.of(codec);
        for (byte[] nal : NalUnits.split(Files.readAllBytes(file))) {
            if (syntax.carriesNoPicture(syntax.type(nal[0]))) {
                all.add(new ArrayList<>());
            } else {
                byte[] payload = new byte[nal.length + 4];
                payload[3] = 1;
                System.arraycopy(nal, 0, payload, 4, nal.length);
                long time = start + (all.size() - 1L) * PICTURE_MS;
                all.get(all.size() - 1).add(BasicFrame.of(1, 0, time, codec, payload));
            }
        }
        return all;
    }

    /** A recording in {@code directory}, of blocks of 32 KiB. */
    static ValkkaSingleFS create(Path directory, int blocks) {
        return ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(32 << 10)
                .blocks(blocks)
                .create();
    }

    /** Records frames. */
    static void record(ValkkaSingleFS fs, List<List<BasicFrame>> pictures) {
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE)) {
            writer.setSlotId(1, ID);
            writer.start();
            FrameFilter input = writer.getBlockingFrameFilter();
            pictures.forEach(picture -> picture.forEach(input::run));
        }
    }
}
