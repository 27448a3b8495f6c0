package valkka.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSTool;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;
import valkka.rtsp.ExternalPrograms;

/** The recordings of sample-fs: that they are made again to the byte, and are what their README says. */
@Execution(ExecutionMode.CONCURRENT)
class SampleRecordingsTest {
    private static final Path SAMPLES = Path.of("..", "sample-fs");

    @TempDir
    Path temp;

    @Test
    void theyAreMadeAgainToTheByteInAnyZoneAndLanguage() throws Exception {
        TimeZone zone = TimeZone.getDefault();
        Locale locale = Locale.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
            Locale.setDefault(new Locale("ar", "EG"));
            SampleRecordings.write(temp);
            SampleRecordings.write(temp); // also over those that are there
        } finally {
            TimeZone.setDefault(zone);
            Locale.setDefault(locale);
        }
        Path made = temp.resolve("single").toAbsolutePath();
        assertThat(Files.readString(made.resolve("valkkafs.json")))
                .as("libValkka finds the files where the json says")
                .contains("{\"dumpfile\": \"" + made.resolve("dumpfile") + "\"")
                .contains("\"blockfile\": \"" + made.resolve("blockfile") + "\"")
                .endsWith("\"jsonfile\": \"" + made.resolve("valkkafs.json") + "\"}\n");
        assertThat(digests(temp))
                .as(
                        "made here. Where they differ from sample-fs although nothing was meant to change, the encoder gives other"
                                + " bytes on %s",
                        System.getProperty("os.arch"))
                .isEqualTo(digestsInSums());
        assertThat(digests(SAMPLES)).as("sample-fs itself").isEqualTo(digestsInSums());
    }

    private static Map<String, String> digestsInSums() throws IOException {
        Map<String, String> digests = new TreeMap<>();
        for (String line : Files.readAllLines(SAMPLES.resolve("SHA256SUMS"))) {
            String[] words = line.split("  ", 2);
            digests.put(words[1], words[0]);
        }
        return digests;
    }

    private static Map<String, String> digests(Path directory) throws Exception {
        Map<String, String> digests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory, 2)) {
            for (Path file : files.filter(path ->
                            Files.isRegularFile(path) && !path.getParent().equals(directory))
                    .toList()) {
                byte[] content = Files.readAllBytes(file);
                if (file.endsWith("valkkafs.json")) {
                    // What is in git names no directory of a machine.
                    String here = directory.toAbsolutePath().toString();
                    content = new String(content, StandardCharsets.US_ASCII)
                            .replace(here + "/", "/sample-fs/")
                            .getBytes(StandardCharsets.US_ASCII);
                }
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
                String name = file.getParent().getFileName() + "/" + file.getFileName();
                digests.put(name, HexFormat.of().formatHex(digest));
            }
        }
        return digests;
    }

    private static ValkkaFS load(String name) {
        Path directory = SAMPLES.resolve(name);
        return name.equals("multi")
                ? ValkkaMultiFS.loadFromDirectory(directory)
                : ValkkaSingleFS.loadFromDirectory(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "multi", "gap-and-wrap", "audio"})
    void theyAreInOrderAndDecode(String name) throws Exception {
        try (ValkkaFS fs = load(name)) {
            assertThat(new ValkkaFSTool(fs).check().toString()).endsWith("all in order");
            for (long id : ids(fs)) {
                assertDecodes(fs, id);
            }
        }
    }

    private static List<Long> ids(ValkkaFS fs) {
        try (Stream<RecordedFrame> frames = fs.frames(fs.getTimeRange())) {
            return frames.map(RecordedFrame::id).distinct().sorted().toList();
        }
    }

    /** From the first key frame on. */
    private void assertDecodes(ValkkaFS fs, long id) throws Exception {
        Path file = temp.resolve("stream.h264");
        try (OutputStream out = Files.newOutputStream(file);
                Stream<RecordedFrame> frames = fs.frames(fs.getTimeRange())) {
            for (BasicFrame frame : frames.filter(recorded -> recorded.id() == id)
                    .map(RecordedFrame::frame)
                    .filter(frame -> frame.codec().equals(Codec.H264))
                    .dropWhile(frame -> !frame.isSeekable())
                    .toList()) {
                byte[] payload = new byte[frame.size()];
                frame.payload().get(payload);
                out.write(payload);
            }
        }
        ExternalPrograms.require("ffmpeg");
        ExternalPrograms.Result result = ExternalPrograms.run(
                Duration.ofSeconds(60), "ffmpeg", "-v", "error", "-i", file.toString(), "-f", "null", "-");
        assertThat(result).isEqualTo(new ExternalPrograms.Result(0, ""));
    }

    @Test
    void theyAreWhatTheirReadmeSays() {
        long start = SampleRecordings.START.toEpochMilli();
        try (ValkkaFS single = load("single");
                ValkkaFS multi = load("multi");
                ValkkaFS gap = load("gap-and-wrap");
                ValkkaFS audio = load("audio")) {
            assertThat(single.getTimeRange().from()).isEqualTo(start);
            assertThat(single.getTimeRange().to()).isEqualTo(start + 27_960);
            assertThat(ids(single)).containsExactly(1001L);
            assertThat(ids(multi)).containsExactly(1001L, 1002L);
            assertThat(gap.getTimeRange().from())
                    .as("the beginning is overwritten")
                    .isGreaterThan(start + 20_000);
            assertThat(gap.getTimeRange().to()).isEqualTo(start + 15 * 60_000 + 19_960);
            try (Stream<RecordedFrame> frames = gap.frames(gap.getTimeRange())) { // whole blocks, around the gap too
                assertThat(frames.map(frame -> frame.frame().mstimestamp()))
                        .allMatch(time -> time < start + 40_000 || time >= start + 15 * 60_000)
                        .anyMatch(time -> time < start + 40_000);
            }
            try (Stream<RecordedFrame> frames = audio.frames(audio.getTimeRange())) {
                List<BasicFrame> sound = frames.map(RecordedFrame::frame)
                        .filter(frame -> frame.subsession() == 1)
                        .toList();
                assertThat(sound)
                        .hasSize(26 * 50)
                        .allSatisfy(frame -> assertThat(frame.codec()).isEqualTo(Codec.PCMA));
            }
        }
    }

    @Test
    void soundIsEncodedAsOthersEncodeIt() throws Exception {
        ExternalPrograms.require("ffmpeg");
        byte[] linear = new byte[65536 * 2];
        byte[] ours = new byte[65536];
        for (int i = 0; i < ours.length; i++) {
            int sample = i - 32768;
            linear[2 * i] = (byte) sample;
            linear[2 * i + 1] = (byte) (sample >> 8);
            ours[i] = ALaw.encode(sample);
        }
        Path back = Files.write(temp.resolve("ours"), ours);
        Path out = temp.resolve("back");
        ExternalPrograms.run(
                Duration.ofSeconds(60),
                "ffmpeg",
                "-v",
                "error",
                "-f",
                "alaw",
                "-ar",
                "8000",
                "-ac",
                "1",
                "-i",
                back.toString(),
                "-f",
                "s16le",
                out.toString());
        byte[] decoded = Files.readAllBytes(out);
        assertThat(decoded).hasSameSizeAs(linear);
        for (int i = 0; i < ours.length; i++) {
            int sample = i - 32768;
            int heard = (decoded[2 * i] & 0xff) | decoded[2 * i + 1] << 8;
            assertThat(Math.abs(heard - sample)).as("sample %d", sample).isLessThanOrEqualTo(8 + Math.abs(sample) / 32);
        }
    }
}
