package valkka.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaSingleFS;

/** Pieces of the recording of the samples, a camera with sound. */
class ExportCommandTest {
    private static final String SAMPLE = Path.of("..", "sample-fs", "audio").toString();

    @TempDir
    Path temp;

    private final TestConsole console = new TestConsole();

    private static TimeRange recorded() {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLE)) {
            return fs.getTimeRange();
        }
    }

    @Test
    void theNameSaysWhichContainer() throws Exception {
        Path mkv = temp.resolve("all.mkv");
        Path mp4 = temp.resolve("all.MP4");
        assertThat(console.run("export", SAMPLE, mkv.toString()))
                .as(console.err())
                .isZero();
        assertThat(console.run("export", SAMPLE, mp4.toString()))
                .as(console.err())
                .isZero();
        assertThat(Files.readAllBytes(mkv)).startsWith(0x1a, 0x45, 0xdf, 0xa3);
        assertThat(new String(Files.readAllBytes(mp4), 4, 4, StandardCharsets.US_ASCII))
                .isEqualTo("ftyp");
        assertThat(console.out())
                .startsWith(mkv.toString())
                .containsPattern("range +20\\d\\d-")
                .containsPattern("holds +\\d+ pictures, \\d+ packets of sound\n")
                .contains("! Without sound: mp4 has no place for the sound, PCMA, and matroska has");
    }

    @Test
    void aPieceIsGivenByItsTimes() throws Exception {
        TimeRange all = recorded();
        Path whole = temp.resolve("whole.mkv");
        Path byTimes = temp.resolve("times.mkv");
        Path byLength = temp.resolve("length.mkv");
        assertThat(console.run("export", SAMPLE, whole.toString())).isZero();
        String from = Instant.ofEpochMilli(all.to() - 1000).toString();
        assertThat(console.run("export", SAMPLE, byTimes.toString(), "--from", from, "--to", "" + all.to()))
                .as(console.err())
                .isZero();
        assertThat(console.run("export", SAMPLE, byLength.toString(), "--last", "1"))
                .as(console.err())
                .isZero();
        assertThat(Files.size(byTimes)).isLessThan(Files.size(whole));
        assertThat(Files.size(byLength)).isEqualTo(Files.size(byTimes));
    }

    @Test
    void aTimeLapseIsAnMp4OfKeyFrames() throws Exception {
        Path film = temp.resolve("film.mp4");
        assertThat(console.run("export", SAMPLE, film.toString(), "--time-lapse", "1.5"))
                .as(console.err())
                .isZero();
        assertThat(console.out())
                .containsPattern("holds +26 pictures\n")
                .contains("! A key frame each 1.0 s of the recording, 17.3 pictures a second");
        assertThat(console.run("export", SAMPLE, temp.resolve("film.mkv").toString(), "--time-lapse", "1.5"))
                .isEqualTo(2);
        assertThat(console.err()).contains("a time-lapse is an mp4");
    }

    @Test
    void aFileIsReplacedOnDemandAlone() throws Exception {
        Path file = Files.writeString(temp.resolve("there.mkv"), "mine");
        assertThat(console.run("export", SAMPLE, file.toString())).isEqualTo(1);
        assertThat(console.err()).contains("this file exists", "--overwrite");
        assertThat(file).hasContent("mine");
        assertThat(console.run("export", SAMPLE, file.toString(), "--overwrite", "--keep-after-loss"))
                .isZero();
        assertThat(Files.size(file)).isGreaterThan(1000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a.avi |                      | 2 | ends in .mkv or .mp4
            a.mkv | --from yesterday     | 2 | --from: give a time like
            a.mkv | --last x             | 2 | give a number of seconds
            a.mkv | --from 5 --last 4    | 2 | give one of them
            a.mkv | --from 5 --to 4      | 2 | end before it begins
            a.mkv | --audio-rate 1       | 2 | give samples a second
            a.mkv | --id 77              | 1 | 77
            """)
    void whatIsWrongIsSaid(String file, String options, int exit, String words) throws Exception {
        String line = "export " + SAMPLE + " " + temp.resolve(file) + (options == null ? "" : " " + options);
        assertThat(console.run(line.split(" "))).isEqualTo(exit);
        assertThat(console.err()).contains(words);
        assertThat(console.err().lines()).hasSize(1);
        assertThat(temp).isEmptyDirectory();
    }
}
