package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.rtsp.ExternalPrograms;

/** Sound that FFmpeg's command has encoded, a packet a frame, as a camera's arrives. */
final class TestSound {
    static final int AAC_RATE = 48_000;
    static final int AAC_SAMPLES = 1024;
    private static final int OPUS_MS = 20;
    private static final int OGG_HEADER = 27;

    private TestSound() {}

    /** A tone as AAC, with ADTS headers. */
    static List<BasicFrame> aac(Path directory, long millis, long start) throws Exception {
        ByteBuffer file = encode(directory.resolve("tone.aac"), millis, "aac");
        List<BasicFrame> packets = new ArrayList<>();
        while (file.hasRemaining()) {
            // The 13 bits of the frame's length, header counted.
            byte[] packet = new byte[file.getInt(file.position() + 3) >> 13 & 0x1fff];
            file.get(packet);
            long time = start + packets.size() * (long) AAC_SAMPLES * 1000 / AAC_RATE;
            packets.add(BasicFrame.of(1, 1, time, Codec.AAC, packet));
        }
        return packets;
    }

    /** A tone as Opus. */
    static List<BasicFrame> opus(Path directory, long millis, long start) throws Exception {
        List<BasicFrame> packets = new ArrayList<>();
        // In front there are the identification and the comments (RFC 7845, 3).
        for (byte[] packet : oggPackets(encode(directory.resolve("tone.ogg"), millis, "libopus")).stream()
                .skip(2)
                .toList()) {
            packets.add(BasicFrame.of(1, 1, start + packets.size() * (long) OPUS_MS, Codec.OPUS, packet));
        }
        return packets;
    }

    /** Out of pages (RFC 3533, 6): a segment shorter than 255 bytes ends a packet. */
    private static List<byte[]> oggPackets(ByteBuffer file) {
        List<byte[]> packets = new ArrayList<>();
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        while (file.hasRemaining()) {
            byte[] header = new byte[OGG_HEADER];
            file.get(header);
            byte[] lengths = new byte[header[OGG_HEADER - 1] & 0xff];
            file.get(lengths);
            for (byte length : lengths) {
                byte[] segment = new byte[length & 0xff];
                file.get(segment);
                packet.writeBytes(segment);
                if (segment.length < 255) {
                    packets.add(packet.toByteArray());
                    packet.reset();
                }
            }
        }
        return packets;
    }

    private static ByteBuffer encode(Path file, long millis, String encoder) throws Exception {
        ExternalPrograms.require("ffmpeg");
        ExternalPrograms.Result made = ExternalPrograms.run(
                Duration.ofSeconds(60),
                "ffmpeg",
                "-v",
                "error",
                "-y",
                "-f",
                "lavfi",
                "-i",
                "sine=sample_rate=" + AAC_RATE,
                "-t",
                millis + "ms",
                "-c:a",
                encoder,
                file.toString());
        assertThat(made.exitCode()).as(made.output()).isZero();
        return ByteBuffer.wrap(Files.readAllBytes(file));
    }

    /** Each packet behind the picture that was taken before it. */
    static List<List<BasicFrame>> beside(List<List<BasicFrame>> pictures, List<BasicFrame> sound) {
        List<List<BasicFrame>> both = new ArrayList<>();
        int packet = 0;
        for (int i = 0; i < pictures.size(); i++) {
            List<BasicFrame> frames = new ArrayList<>(pictures.get(i));
            boolean last = i == pictures.size() - 1;
            while (packet < sound.size()
                    && (last
                            || sound.get(packet).mstimestamp()
                                    < pictures.get(i + 1).get(0).mstimestamp())) {
                frames.add(sound.get(packet++));
            }
            both.add(frames);
        }
        return both;
    }
}
