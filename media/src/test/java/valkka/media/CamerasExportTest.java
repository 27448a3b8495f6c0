package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valkka.media.TestStreams.ID;
import static valkka.media.TestStreams.PICTURE_MS;
import static valkka.media.TestStreams.T0;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.fs.FrameIndex;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaSingleFS;
import valkka.nal.CodedPicture;
import valkka.nal.NalUnits;
import valkka.nal.PictureAssembler;
import valkka.rtsp.ExternalPrograms;

/**
 * Streams of cameras that are not as the book says, recorded as a live stream is: whatever the entry point, an export
 * decodes without an error, and all say the same of where decoding can start.
 */
@Timeout(120)
class CamerasExportTest {
    private static final TimeRange ALL = new TimeRange(1, T0 + 3_600_000);

    @TempDir
    Path temp;

    private final List<CodedPicture> pictures = new ArrayList<>();
    private Codec codec = Codec.H264;

    @BeforeEach
    void require() {
        MediaCheck.requireAll();
    }

    @ParameterizedTest
    @CsvSource({
        "base.h264, '', 4, 100",
        "base.h265, '', 4, 100",
        "idronce.h264, '', 4, 100",
        "twopps-sdp.h264, twopps-all.h264, 4, 100",
        "twopps-all.h264, '', 4, 100",
    })
    void everyPictureDecodesFromAnyKeyFrame(String stream, String announced, int keys, int count) throws Exception {
        try (ValkkaSingleFS fs = recorded(stream, announced, 0)) {
            assertThat(pictures).hasSize(count);
            List<Long> starts = keyTimes(fs);
            assertThat(starts).hasSize(keys);
            for (long start : starts) {
                Path file = temp.resolve(stream + "-" + start + ".mkv");
                Export.Result result = Export.matroska(fs, ID, new TimeRange(start, ALL.to()), file);
                long expected = count - (start - T0) / PICTURE_MS;
                assertThat(result.pictures()).isEqualTo(expected);
                assertThat(result.gaps()).isEmpty();
                decodes(file, expected);
                assertThat(Pictures.at(fs, ID, start + 5 * PICTURE_MS))
                        .returns(start + 5 * PICTURE_MS, Picture::mstimestamp)
                        .returns(false, Picture::damaged);
            }
            assertThat(Pictures.keyFrames(fs, ID, fs.getTimeRange(), 100)).hasSize(keys);
        }
    }

    @Test
    void anOpenGroupOfPicturesIsEnteredAtItsRecoveryPoints() throws Exception {
        try (ValkkaSingleFS fs = recorded("opengop.h264", "", 0)) {
            List<Long> starts = keyTimes(fs);
            assertThat(starts).hasSize(12);
            Path whole = temp.resolve("whole.mkv");
            assertThat(Export.matroska(fs, ID, ALL, whole).pictures()).isEqualTo(300);
            decodes(whole, 300);
            for (long start : starts.subList(1, starts.size())) {
                Path file = temp.resolve("open-" + start + ".mkv");
                TimeRange wanted = new TimeRange(start + PICTURE_MS, ALL.to());
                Export.Result result = Export.matroska(fs, ID, wanted, file);
                assertThat(result.notes())
                        .anyMatch(note -> note.startsWith("it begins 0.0 s before the range"))
                        .anyMatch(note -> note.contains("recovery point"));
                assertThat(result.range().from()).isEqualTo(start);
                assertThat(result.pictures()).isEqualTo(300 - (start - T0) / PICTURE_MS);
                endsAs(file, whole, result.pictures());
            }
        }
    }

    @Test
    void picturesThatAreShownBeforeTheirEntryPointAreLeftOut() throws Exception {
        encode("open-gop=1:bframes=3:b-adapt=0:b-pyramid=none:keyint=27:min-keyint=27:scenecut=0");
        try (ValkkaSingleFS fs = recorded(0)) {
            Path whole = temp.resolve("whole.mkv");
            Export.matroska(fs, ID, ALL, whole);
            List<Long> starts = keyTimes(fs);
            assertThat(starts).hasSize(4);
            Path file = temp.resolve("leading.mkv");
            Export.Result result = Export.matroska(fs, ID, new TimeRange(starts.get(2), ALL.to()), file);

            assertThat(result.notes()).anyMatch(note -> note.startsWith("2 pictures that are shown before"));
            endsAs(file, whole, result.pictures());
        }
    }

    @Test
    void aStreamThatRenewsItsPicturePieceByPieceIsEnteredWithAStatedNumberOfFlawedPictures() throws Exception {
        encode("intra-refresh=1:bframes=0:keyint=20:ref=1");
        try (ValkkaSingleFS fs = recorded(0)) {
            Path whole = temp.resolve("whole.mkv");
            Export.matroska(fs, ID, ALL, whole);
            List<Long> starts = keyTimes(fs);
            assertThat(starts).hasSizeGreaterThan(3);
            Path file = temp.resolve("refresh.mkv");
            Export.Result result = Export.matroska(fs, ID, new TimeRange(starts.get(2), ALL.to()), file);

            int flawed = pictures.get((int) ((starts.get(2) - T0) / PICTURE_MS))
                    .entry()
                    .flawedPictures();
            assertThat(flawed).isPositive();
            assertThat(result.notes())
                    .anyMatch(note -> note.contains("the first " + flawed + " pictures may be flawed"));
            assertThat(result.pictures()).isEqualTo(100 - (starts.get(2) - T0) / PICTURE_MS);
            endsAs(file, whole, result.pictures() - flawed);
            assertThat(Pictures.at(fs, ID, starts.get(2) + (flawed + 1) * (long) PICTURE_MS)
                            .mstimestamp())
                    .isEqualTo(starts.get(2) + (flawed + 1) * (long) PICTURE_MS);
        }
    }

    @Test
    void whatIsLeftOfARingWithoutItsIdrPictureIsExported() throws Exception {
        try (ValkkaSingleFS fs = recorded("opengop.h264", "", 40)) {
            TimeRange all = fs.getTimeRange();
            Path file = temp.resolve("rest.mp4");
            Export.Result result = Export.mp4(fs, ID, new TimeRange(T0, all.to()), file);

            assertThat(result.notes()).anyMatch(note -> note.contains("it begins at a recovery point"));
            assertThat(result.notes()).anyMatch(note -> note.contains("decoding can start at no earlier picture"));
            assertThat(hashes(file)).hasSize((int) result.pictures()).hasSize(300 - 50);
        }
    }

    @Test
    void withoutAnyEntryPointTheExportSaysSoInOneSentence() throws Exception {
        try (ValkkaSingleFS fs = TestStreams.create(temp, 40)) {
            split("base.h264", "");
            TestStreams.record(fs, List.of(frames(3), frames(4)));
            assertThatThrownBy(() -> Export.matroska(fs, ID, ALL, temp.resolve("none.mkv")))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("no picture")
                    .hasMessageContaining("where decoding can start");
        }
    }

    @Test
    void picturesBehindALossAreLeftOutOrKeptByChoice() throws Exception {
        split("base.h264", "");
        List<List<BasicFrame>> frames = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            if (i != 30) {
                frames.add(frames(i));
            }
        }
        try (ValkkaSingleFS fs = TestStreams.create(temp, 40)) {
            TestStreams.record(fs, frames);
            TimeRange all = ALL;
            Export.Result usual = Export.matroska(fs, ID, all, temp.resolve("out.mkv"));
            Export.Result kept = Export.of(fs, ID, all).keepAfterLoss().matroska(temp.resolve("kept.mkv"));

            assertThat(usual.pictures()).isEqualTo(80);
            assertThat(usual.gaps()).hasSize(1);
            assertThat(usual.gaps().get(0).picturesLeftOut()).isEqualTo(19);
            assertThat(kept.pictures()).isEqualTo(99);
            assertThat(kept.gaps()).hasSize(1);
            assertThat(kept.gaps().get(0).picturesLeftOut()).isZero();
        }
    }

    /** The last pictures of both are the same, pixel for pixel. */
    private static void endsAs(Path file, Path whole, long count) throws Exception {
        List<String> shown = hashes(whole);
        assertThat(hashes(file))
                .endsWith(
                        shown.subList(shown.size() - (int) count, shown.size()).toArray(String[]::new));
    }

    /** Of the decoded pictures. FFmpeg notes that a picture in front of the file is marked as unused; it is. */
    private static List<String> hashes(Path file) throws Exception {
        ExternalPrograms.Result decoded = ExternalPrograms.run(
                Duration.ofSeconds(60), "ffmpeg", "-v", "error", "-i", file.toString(), "-f", "framemd5", "-");
        assertThat(decoded.output().lines().filter(line -> line.startsWith("[")))
                .allMatch(line -> line.endsWith("mmco: unref short failure"));
        return decoded.output()
                .lines()
                .filter(line -> line.startsWith("0,"))
                .map(line -> line.substring(line.lastIndexOf(',') + 1))
                .toList();
    }

    /** No error line from a full decode, and as many pictures as the export says. */
    private static void decodes(Path file, long count) throws Exception {
        assertThat(MediaCheck.shownAt(file)).hasSize((int) count);
        ExternalPrograms.Result decoded = ExternalPrograms.run(
                Duration.ofSeconds(60), "ffmpeg", "-v", "warning", "-i", file.toString(), "-f", "null", "-");
        assertThat(decoded.output()).as("decoding %s", file).isEmpty();
    }

    private static List<Long> keyTimes(ValkkaFS fs) {
        FrameIndex frames = fs.frameIndex(ALL);
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            if (frames.isKey(i)) {
                times.add(frames.mstimestamp(i));
            }
        }
        return times;
    }

    /** @param dropped so many pictures are not recorded, as a ring has overwritten them */
    private ValkkaSingleFS recorded(String stream, String announced, int dropped) throws Exception {
        split(stream, announced);
        return recorded(dropped);
    }

    private ValkkaSingleFS recorded(int dropped) throws Exception {
        ValkkaSingleFS fs = TestStreams.create(Files.createTempDirectory(temp, "fs"), 40);
        List<List<BasicFrame>> frames = new ArrayList<>();
        for (int i = dropped; i < pictures.size(); i++) {
            frames.add(frames(i));
        }
        TestStreams.record(fs, frames);
        return fs;
    }

    /** Takes a stream apart as it comes from the network, without a marker. */
    private void split(String stream, String announced) throws Exception {
        codec = stream.endsWith("5") ? Codec.H265 : Codec.H264;
        PictureAssembler assembler = new PictureAssembler(codec, pictures::add);
        if (!announced.isEmpty()) {
            NalUnits.split(resource(announced)).stream().limit(8).forEach(nal -> assembler.announce(unit(nal)));
        }
        for (byte[] nal : NalUnits.split(resource(stream))) {
            assembler.unit(unit(nal), 0, false, false, 0);
        }
        assembler.finish();
    }

    private void encode(String parameters) throws Exception {
        PictureAssembler assembler = new PictureAssembler(Codec.H264, pictures::add);
        for (List<BasicFrame> picture : TestStreams.encode(
                temp, Codec.H264, "320x192", 100, T0, "-c:v", "libx264", "-x264-params", parameters)) {
            for (BasicFrame frame : picture) {
                byte[] unit = new byte[frame.size()];
                frame.payload().get(unit);
                assembler.unit(unit, 0, false, false, 0);
            }
        }
        assembler.finish();
    }

    private static byte[] resource(String name) throws Exception {
        try (InputStream stream = CamerasExportTest.class.getResourceAsStream("/cameras/" + name)) {
            return Objects.requireNonNull(stream, name).readAllBytes();
        }
    }

    private static byte[] unit(byte[] nal) {
        byte[] unit = new byte[nal.length + 4];
        unit[3] = 1;
        System.arraycopy(nal, 0, unit, 4, nal.length);
        return unit;
    }

    private List<BasicFrame> frames(int number) {
        long time = T0 + (long) number * PICTURE_MS;
        return pictures.get(number).nalUnits().stream()
                .map(unit -> BasicFrame.of(1, 0, time, codec, unit))
                .toList();
    }
}
