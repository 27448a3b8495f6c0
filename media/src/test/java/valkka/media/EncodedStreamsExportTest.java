package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.media.TestStreams.ID;
import static valkka.media.TestStreams.PICTURE_MS;
import static valkka.media.TestStreams.T0;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.ValkkaSingleFS;

/** Exports of what the virtual camera does not send: B frames, a size that changes, H.265, AAC and Opus. */
@Timeout(120)
class EncodedStreamsExportTest {
    private static final int PICTURES = 50;
    private static final String SIZE = "320x180";
    private static final String[] X264 = {"-c:v", "libx264", "-bf", "3", "-b_strategy", "0"};
    private static final String[] X265 = {
        "-c:v", "libx265", "-x265-params", "bframes=3:b-adapt=0:log-level=error:repeat-headers=1:open-gop=1"
    };

    @TempDir
    static Path temp;

    private static final List<ValkkaSingleFS> RECORDINGS = new ArrayList<>();

    private static ValkkaSingleFS h264WithAac;
    private static ValkkaSingleFS h265WithAac;
    private static ValkkaSingleFS h264WithOpus;
    private static ValkkaSingleFS sizes;

    /** Once for all tests, none of which changes a recording. */
    @BeforeEach
    void record() throws Exception {
        MediaCheck.requireAll();
        if (!RECORDINGS.isEmpty()) {
            return;
        }
        List<List<BasicFrame>> h264 = TestStreams.encode(temp, Codec.H264, SIZE, PICTURES, T0, X264);
        List<List<BasicFrame>> h265 = TestStreams.encode(temp, Codec.H265, SIZE, PICTURES, T0, X265);
        List<List<BasicFrame>> larger = new ArrayList<>(
                TestStreams.encode(temp, Codec.H264, SIZE, PICTURES, T0, "-c:v", "libx264", "-bf", "0"));
        larger.addAll(TestStreams.encode(
                temp, Codec.H264, "640x360", PICTURES, T0 + PICTURES * PICTURE_MS, "-c:v", "libx264", "-bf", "0"));
        List<BasicFrame> aac = TestSound.aac(temp, PICTURES * PICTURE_MS, T0);
        h264WithAac = recording(TestSound.beside(h264, aac));
        h265WithAac = recording(TestSound.beside(h265, aac));
        h264WithOpus = recording(TestSound.beside(h264, TestSound.opus(temp, PICTURES * PICTURE_MS, T0)));
        sizes = recording(larger);
    }

    private static ValkkaSingleFS recording(List<List<BasicFrame>> pictures) throws Exception {
        ValkkaSingleFS fs = TestStreams.create(Files.createTempDirectory(temp, "fs"), 40);
        RECORDINGS.add(fs);
        TestStreams.record(fs, pictures);
        return fs;
    }

    @AfterAll
    static void close() {
        RECORDINGS.forEach(ValkkaSingleFS::close);
    }

    @Test
    void bFramesAreShownInOrderAtTheTimesOfTheRecording() throws Exception {
        List<Long> times =
                LongStream.range(0, PICTURES).map(i -> i * PICTURE_MS).boxed().toList();
        for (ValkkaSingleFS fs : List.of(h264WithAac, h265WithAac)) {
            for (Path file : List.of(matroska(fs), mp4(fs))) {
                assertThat(MediaCheck.shownAt(file)).containsExactlyElementsOf(times);
            }
        }
    }

    @Test
    void theSoundOfEncodersIsASecondTrackOfBothContainers() throws Exception {
        Map<ValkkaSingleFS, String> codecs =
                Map.of(h264WithAac, "h264 aac", h265WithAac, "hevc aac", h264WithOpus, "h264 opus");
        for (ValkkaSingleFS fs : codecs.keySet()) {
            for (Path file : List.of(matroska(fs), mp4(fs))) {
                assertThat(MediaCheck.probe(file, "-show_entries", "stream=codec_name")
                                .lines()
                                .map(line -> line.replace(",", "").strip()))
                        .containsExactly(codecs.get(fs).split(" "));
                MediaCheck.pictures(file, PICTURES, PICTURES * PICTURE_MS / 1000.0);
                MediaCheck.gstreamer(file);
                MediaCheck.mkvmerge(file);
            }
        }
    }

    @Test
    void theSoundEndsWithThePictures() throws Exception {
        Path mkv = temp.resolve("sound.mkv");
        Export.Result result = Export.matroska(h265WithAac, ID, h265WithAac.getTimeRange(), mkv);

        assertThat(result.notes()).isEmpty();
        double packets = (double) PICTURES * PICTURE_MS * TestSound.AAC_RATE / 1000 / TestSound.AAC_SAMPLES;
        assertThat((double) result.soundPackets()).isBetween(packets - 3, packets + 1);
        assertThat(MediaCheck.probe(
                        mkv, "-select_streams", "a", "-count_packets", "-show_entries", "stream=nb_read_packets"))
                .isEqualTo("" + result.soundPackets());
    }

    @Test
    void aSizeThatChangesIsNoEndOfTheFile() throws Exception {
        for (Path file : List.of(matroska(sizes), mp4(sizes))) {
            MediaCheck.pictures(file, 2 * PICTURES, 2 * PICTURES * PICTURE_MS / 1000.0);
            assertThat(MediaCheck.probe(file, "-show_entries", "frame=width")
                            .lines()
                            .map(line -> line.replace(",", "").strip())
                            .filter(line -> !line.isEmpty())
                            .distinct())
                    .containsExactly("320", "640");
            MediaCheck.gstreamer(file);
            MediaCheck.mkvmerge(file);
        }
    }

    @Test
    void chromiumPlaysThemToTheEnd() throws Exception {
        List<byte[]> files = new ArrayList<>();
        for (ValkkaSingleFS fs : List.of(h264WithAac, h264WithOpus, sizes, h265WithAac)) {
            files.add(Files.readAllBytes(mp4(fs)));
        }
        files.add(Export.mp4Bytes(h264WithAac, ID, h264WithAac.getTimeRange()));

        List<String> said = Chromium.play(files, temp.resolve("profile"));

        assertThat(said.subList(0, 3))
                .containsExactly("ended 320x180 2.0 true", "ended 320x180 2.0 true", "ended 640x360 4.0 true");
        assertThat(said.get(4)).as("from memory").isEqualTo("ended 320x180 2.0 true");
        // Chromium decodes H.265 in hardware alone. Where there is none it takes the file, and plays its sound.
        assertThat(said.get(3)).startsWith("ended ").contains(" 2.0 ");
    }

    private static Path matroska(ValkkaSingleFS fs) {
        Path file = temp.resolve("a.mkv");
        Export.matroska(fs, ID, fs.getTimeRange(), file);
        return file;
    }

    private static Path mp4(ValkkaSingleFS fs) {
        Path file = temp.resolve("a.mp4");
        Export.mp4(fs, ID, fs.getTimeRange(), file);
        return file;
    }
}
