package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import valkka.rtsp.ExternalPrograms;

/** What other programs say of a file. */
final class MediaCheck {
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private MediaCheck() {}

    /** Skips a test that looks at its files with all of them. */
    static void requireAll() {
        ExternalPrograms.require("ffmpeg", "ffprobe", "gst-launch-1.0", "mkvmerge");
    }

    /** As ffprobe counts it, and ffmpeg decodes it: so many pictures of that length in all, with no error line. */
    static void pictures(Path file, long pictures, double seconds) throws Exception {
        ExternalPrograms.require("ffmpeg", "ffprobe");
        assertThat(probe(file, "-select_streams", "v", "-count_packets", "-show_entries", "stream=nb_read_packets"))
                .as("packets in %s", file)
                .isEqualTo("" + pictures);
        assertThat(Double.parseDouble(probe(file, "-show_entries", "format=duration")))
                .as("duration of %s", file)
                .isCloseTo(seconds, within(0.1));
        ExternalPrograms.Result decoded = ExternalPrograms.run(
                WITHIN, "ffmpeg", "-v", "error", "-xerror", "-i", file.toString(), "-f", "null", "-");
        assertThat(decoded.output()).as("decoding %s", file).isEmpty();
        assertThat(decoded.exitCode()).isZero();
    }

    /** When its pictures are shown, in milliseconds, as ffprobe decodes them. */
    static List<Long> shownAt(Path file) throws Exception {
        return probe(file, "-select_streams", "v", "-show_entries", "frame=pts_time")
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> Math.round(1000 * Double.parseDouble(line.strip().replace(",", ""))))
                .toList();
    }

    /** The presentation times of the packets of the picture, in milliseconds, in the order of the file. */
    static List<Long> packetsAt(Path file) throws Exception {
        return probe(file, "-select_streams", "v", "-show_entries", "packet=pts_time")
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> Math.round(1000 * Double.parseDouble(line.strip().replace(",", ""))))
                .toList();
    }

    /** A full decode by FFmpeg, which has no error line: a hash of each picture, in the order of showing. */
    static List<String> decoded(Path file) throws Exception {
        ExternalPrograms.require("ffmpeg");
        ExternalPrograms.Result decoded = ExternalPrograms.run(
                WITHIN,
                "ffmpeg",
                "-v",
                "error",
                "-xerror",
                "-i",
                file.toString(),
                "-map",
                "0:v",
                "-fps_mode",
                "passthrough",
                "-f",
                "framemd5",
                "-");
        assertThat(decoded.output().lines().filter(line -> !line.startsWith("#") && !line.startsWith("0,")))
                .as("decoding %s", file)
                .isEmpty();
        assertThat(decoded.exitCode()).isZero();
        return decoded.output()
                .lines()
                .filter(line -> line.startsWith("0,"))
                .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
                .toList();
    }

    /** How often the sound swings in a second, as FFmpeg plays the file. */
    static double pitch(Path file) throws Exception {
        int rate = 48_000;
        Path raw = file.resolveSibling(file.getFileName() + ".raw");
        ExternalPrograms.require("ffmpeg");
        ExternalPrograms.Result made = ExternalPrograms.run(
                WITHIN, "ffmpeg", "-v", "error", "-y", "-xerror", "-i", "" + file, "-map", "a", "-ac", "1", "-ar",
                "" + rate, "-f", "s16le", "" + raw);
        assertThat(made.output()).isEmpty();
        assertThat(made.exitCode()).isZero();
        var samples = ByteBuffer.wrap(Files.readAllBytes(raw))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer();
        int from = samples.limit() / 10;
        int to = samples.limit() * 9 / 10;
        int crossings = 0;
        for (int i = from; i < to; i++) {
            crossings += samples.get(i - 1) < 0 && samples.get(i) >= 0 ? 1 : 0;
        }
        return crossings * (double) rate / (to - from);
    }

    static String probe(Path file, String... what) throws Exception {
        ExternalPrograms.require("ffprobe");
        List<String> command = new ArrayList<>(List.of("ffprobe", "-v", "error", "-of", "csv=p=0"));
        command.addAll(List.of(what));
        command.add(file.toString());
        ExternalPrograms.Result result = ExternalPrograms.run(WITHIN, command.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output().strip();
    }

    /** Taken by mkvmerge, which warns of what it finds odd. */
    static void mkvmerge(Path file) throws Exception {
        ExternalPrograms.require("mkvmerge");
        ExternalPrograms.Result result = ExternalPrograms.run(
                WITHIN,
                "mkvmerge",
                "-o",
                file.resolveSibling("merged-" + file.getFileName() + ".mkv").toString(),
                file.toString());
        assertThat(result.output()).doesNotContainIgnoringCase("warning").doesNotContainIgnoringCase("error");
        assertThat(result.exitCode()).isZero();
    }

    /** Played to its end by GStreamer. */
    static void gstreamer(Path file) throws Exception {
        ExternalPrograms.require("gst-launch-1.0");
        ExternalPrograms.Result result = ExternalPrograms.run(
                WITHIN,
                "gst-launch-1.0",
                "-q",
                "playbin",
                "uri=" + file.toUri(),
                "video-sink=fakesink",
                "audio-sink=fakesink");
        assertThat(result.output()).doesNotContainIgnoringCase("error");
        assertThat(result.exitCode()).as(result.output()).isZero();
    }
}
