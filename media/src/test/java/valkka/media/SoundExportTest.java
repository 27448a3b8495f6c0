package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static valkka.media.TestStreams.ID;
import static valkka.media.TestStreams.PICTURE_MS;
import static valkka.media.TestStreams.T0;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.filter.FrameFilter;
import valkka.filter.InitStreamFrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.ValkkaSingleFS;
import valkka.rtsp.ExternalPrograms;

/** Sound that does not tell its rate is heard at the right pitch: FFmpeg's command decodes the files, and a tone stays one. */
@Timeout(120)
class SoundExportTest {
    private static final int TONE = 440;
    private static final int PICTURES = 75;
    private static final int MILLIS = PICTURES * PICTURE_MS;

    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource({
        // codec, rate, channels, FFmpeg's encoder, its format, bytes of a packet of 20 ms, its name in the file
        "65543,  8000, 1, pcm_alaw,            alaw,   160, pcm_alaw",
        "65543, 16000, 1, pcm_alaw,            alaw,   320, pcm_alaw",
        "65542,  8000, 1, pcm_mulaw,           mulaw,  160, pcm_mulaw",
        "65542, 16000, 1, pcm_mulaw,           mulaw,  320, pcm_mulaw",
        "65542, 48000, 1, pcm_mulaw,           mulaw,  960, pcm_mulaw",
        "65537,  8000, 1, pcm_s16be,           s16be,  320, pcm_s16be",
        "65537, 16000, 1, pcm_s16be,           s16be,  640, pcm_s16be",
        "65537, 44100, 1, pcm_s16be,           s16be, 1764, pcm_s16be",
        "65537, 44100, 2, pcm_s16be,           s16be, 3528, pcm_s16be",
        "69667,  8000, 1, g726le -b:a 16k,     g726le,  40, adpcm_g726",
        "69667,  8000, 1, g726le -b:a 24k,     g726le,  60, adpcm_g726",
        "69667,  8000, 1, g726le -b:a 32k,     g726le,  80, adpcm_g726",
        "69667,  8000, 1, g726le -b:a 40k,     g726le, 100, adpcm_g726"
    })
    void aToneStaysAToneThoughARecordingKeepsNoRate(
            int codec, int rate, int channels, String encoder, String format, int packet, String name)
            throws Exception {
        List<BasicFrame> tone = tone(Codec.of(codec), rate, channels, encoder, format, packet);
        try (ValkkaSingleFS fs = recording(TestSound.beside(pictures(), tone))) {
            Path mkv = temp.resolve("a.mkv");
            Export.Result result = Export.matroska(fs, ID, fs.getTimeRange(), mkv);

            MediaCheck.pictures(mkv, PICTURES, MILLIS / 1000.0);
            assertThat(sound(mkv)).isEqualTo(name + "," + rate + "," + channels);
            assertThat(MediaCheck.pitch(mkv)).isCloseTo(TONE, within(TONE * 0.01));
            if (rate == 8000 && format.endsWith("law")) {
                assertThat(result.notes()).isEmpty();
            } else {
                assertThat(result.notes()).singleElement().asString().contains(rate + " Hz", "times of its packets");
            }
        }
    }

    @Test
    void aFileThatIsWrittenWhileTheCameraSendsHasTheRightPitchToo() throws Exception {
        List<BasicFrame> tone = tone(Codec.PCMA, 16_000, 1, "pcm_alaw", "alaw", 320);
        Path mkv = temp.resolve("live.mkv");
        try (FileFrameFilter file = new FileFrameFilter("file")) {
            file.activate(mkv);
            FrameFilter input = new InitStreamFrameFilter("init", file);
            TestSound.beside(pictures(), tone).forEach(frames -> frames.forEach(input::run));
            file.deActivate();
            assertThat(file.result().pictures()).isEqualTo(PICTURES);
        }
        assertThat(sound(mkv)).isEqualTo("pcm_alaw,16000,1");
        assertThat(MediaCheck.pitch(mkv)).isCloseTo(TONE, within(TONE * 0.01));
    }

    @Test
    void theRateThatIsAskedForIsTaken() throws Exception {
        List<BasicFrame> tone = tone(Codec.PCMU, 16_000, 1, "pcm_mulaw", "mulaw", 320);
        try (ValkkaSingleFS fs = recording(TestSound.beside(pictures(), tone))) {
            Path mkv = temp.resolve("asked.mkv");
            Export export = Export.of(fs, ID, fs.getTimeRange());
            assertThat(export.audioSampleRate(32_000).matroska(mkv).notes()).isEmpty();
            assertThat(sound(mkv)).isEqualTo("pcm_mulaw,32000,1");
            assertThatThrownBy(() -> export.audioSampleRate(16))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("audioSampleRate is 16: give samples a second");
        }
    }

    @Test
    void aRateThatIsNoneIsDoubted() throws Exception {
        // Every second packet is lost: 5,500 samples of 11,000 come.
        List<BasicFrame> tone = tone(Codec.PCMA, 11_000, 1, "pcm_alaw", "alaw", 220);
        try (ValkkaSingleFS fs = recording(TestSound.beside(pictures(), tone))) {
            Export.Result result = Export.matroska(fs, ID, fs.getTimeRange(), temp.resolve("odd.mkv"));
            assertThat(result.notes())
                    .singleElement()
                    .asString()
                    .matches("the sound is taken for PCMA 8000 Hz, 1 ch, though (10|11)\\d{3} samples a second came: .*"
                            + "audioSampleRate.*");
        }
    }

    @Test
    void soundAloneIsExported() throws Exception {
        List<List<BasicFrame>> tone = List.of(tone(Codec.PCMA, 16_000, 1, "pcm_alaw", "alaw", 320));
        List<List<BasicFrame>> aac = List.of(TestSound.aac(temp, MILLIS, T0));
        Path mkv = temp.resolve("alone.mkv");
        Path mp4 = temp.resolve("alone.mp4");
        try (ValkkaSingleFS fs = recording(tone)) {
            Export.Result result = Export.matroska(fs, ID, fs.getTimeRange(), mkv);
            assertThat(result.pictures()).isZero();
            assertThat(result.soundPackets()).isEqualTo(tone.get(0).size());
            assertThat(result.range().from()).isBetween(T0, T0 + 50);
            assertThat(MediaCheck.pitch(mkv)).isCloseTo(TONE, within(TONE * 0.01));
            decodes(mkv, MILLIS);
            assertThatThrownBy(() -> Export.mp4(fs, ID, fs.getTimeRange(), mp4))
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_ARGUMENT))
                    .hasMessageContaining("has sound alone")
                    .hasMessageContaining("mp4 has no place for the sound, PCMA, and matroska has");
            assertThat(mp4).doesNotExist();
        }
        try (ValkkaSingleFS fs = recording(aac)) {
            Export.mp4(fs, ID, fs.getTimeRange(), mp4);
            assertThat(sound(mp4)).isEqualTo("aac," + TestSound.AAC_RATE + ",1");
            decodes(mp4, MILLIS);
        }
    }

    @Test
    void packetsOfOpusTellTheirLength() throws Exception {
        try (ValkkaSingleFS fs = recording(TestSound.beside(pictures(), TestSound.opus(temp, MILLIS, T0)))) {
            for (String name : List.of("opus.mkv", "opus.mp4")) {
                Path file = temp.resolve(name);
                if (name.endsWith("mp4")) {
                    Export.mp4(fs, ID, fs.getTimeRange(), file);
                } else {
                    Export.matroska(fs, ID, fs.getTimeRange(), file);
                }
                assertThat(MediaCheck.probe(file, "-select_streams", "a", "-show_entries", "packet=duration_time")
                                .lines()
                                .map(line -> Double.parseDouble(line.replace(",", "")))
                                .distinct())
                        .containsExactly(0.02);
            }
        }
    }

    private List<List<BasicFrame>> pictures() throws Exception {
        return TestStreams.encode(temp, Codec.H264, "320x180", PICTURES, T0, "-c:v", "libx264", "-bf", "0");
    }

    private ValkkaSingleFS recording(List<List<BasicFrame>> frames) throws Exception {
        ValkkaSingleFS fs = TestStreams.create(Files.createTempDirectory(temp, "fs"), 60);
        TestStreams.record(fs, frames);
        return fs;
    }

    /** Packets of 20 ms, which arrive up to 30 ms late. */
    private List<BasicFrame> tone(Codec codec, int rate, int channels, String encoder, String format, int packet)
            throws Exception {
        Path file = temp.resolve("tone.raw");
        List<String> command = new ArrayList<>(List.of("-f", "lavfi", "-i", "sine=" + TONE + ":sample_rate=" + rate));
        command.addAll(List.of("-t", MILLIS + "ms", "-ac", "" + channels, "-c:a"));
        command.addAll(List.of(encoder.split(" ")));
        command.addAll(List.of("-f", format, file.toString()));
        ffmpeg(command);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        List<BasicFrame> packets = new ArrayList<>();
        Random random = new Random(1);
        long before = 0;
        while (bytes.remaining() >= packet) {
            byte[] payload = new byte[packet];
            bytes.get(payload);
            before = Math.max(before, T0 + packets.size() * 20L + random.nextInt(30));
            packets.add(BasicFrame.of(1, 1, before, codec, payload));
        }
        return packets;
    }

    /** The codec, the rate and the channels. */
    private static String sound(Path file) throws Exception {
        return MediaCheck.probe(
                file, "-select_streams", "a", "-show_entries", "stream=codec_name,sample_rate,channels");
    }

    private static void decodes(Path file, long millis) throws Exception {
        assertThat(Double.parseDouble(MediaCheck.probe(file, "-show_entries", "format=duration")))
                .isCloseTo(millis / 1000.0, within(0.1));
        ffmpeg(List.of("-xerror", "-i", file.toString(), "-f", "null", "-"));
    }

    private static void ffmpeg(List<String> arguments) throws Exception {
        ExternalPrograms.require("ffmpeg");
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y"));
        command.addAll(arguments);
        ExternalPrograms.Result made = ExternalPrograms.run(Duration.ofSeconds(60), command.toArray(String[]::new));
        assertThat(made.output()).isEmpty();
        assertThat(made.exitCode()).isZero();
    }
}
