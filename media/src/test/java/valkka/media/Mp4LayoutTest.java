package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.media.TestStreams.ID;
import static valkka.media.TestStreams.PICTURE_MS;
import static valkka.media.TestStreams.T0;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.ValkkaSingleFS;
import valkka.nal.NalSyntax;
import valkka.rtsp.ExternalPrograms;

/** How players want files: the index in front, H.265 as Apple's players take it, and pixels that are not square. */
@Timeout(120)
class Mp4LayoutTest {
    private static final int PICTURES = 50;
    private static final List<Long> TIMES =
            LongStream.range(0, PICTURES).map(i -> i * PICTURE_MS).boxed().toList();

    @TempDir
    Path temp;

    @Test
    void theIndexIsInFrontAndH265IsMarkedHvc1WithItsParameterSetsInFrontAlone() throws Exception {
        List<List<BasicFrame>> pictures = encode(Codec.H265);
        try (ValkkaSingleFS fs = recording(pictures)) {
            Path mp4 = temp.resolve("a.mp4");
            Path bytes = temp.resolve("bytes.mp4");
            Export.mp4(fs, ID, fs.getTimeRange(), mp4);
            Files.write(bytes, Export.mp4Bytes(fs, ID, fs.getTimeRange()));

            assertThat(boxes(mp4)).containsExactly("ftyp", "moov", "free", "free", "mdat");
            assertThat(boxes(bytes)).startsWith("ftyp", "moov", "moof", "mdat").doesNotContain("free");
            for (Path file : List.of(mp4, bytes)) {
                assertThat(MediaCheck.probe(file, "-show_entries", "stream=codec_tag_string"))
                        .isEqualTo("hvc1");
                MediaCheck.pictures(file, PICTURES, PICTURES * PICTURE_MS / 1000.0);
                assertThat(MediaCheck.shownAt(file)).isEqualTo(TIMES);
                for (BasicFrame set : parameterSets(pictures)) {
                    assertThat(count(file, set)).as("%s in %s", set, file).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void parameterSetsThatChangeWithinStayWhereTheyAre() throws Exception {
        List<List<BasicFrame>> pictures = encode(Codec.H265);
        pictures.addAll(TestStreams.encode(
                temp,
                Codec.H265,
                "640x360",
                25,
                T0 + PICTURES * PICTURE_MS,
                "-c:v",
                "libx265",
                "-x265-params",
                "log-level=error:repeat-headers=1:bframes=0"));
        try (ValkkaSingleFS fs = recording(pictures)) {
            Path mp4 = temp.resolve("a.mp4");
            Export.mp4(fs, ID, fs.getTimeRange(), mp4);

            MediaCheck.pictures(mp4, PICTURES + 25, (PICTURES + 25) * PICTURE_MS / 1000.0);
            assertThat(MediaCheck.probe(mp4, "-show_entries", "frame=width")
                            .lines()
                            .map(line -> line.replace(",", "").strip())
                            .filter(line -> !line.isEmpty())
                            .distinct())
                    .containsExactly("704", "640");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 40, 1000})
    void aRoomThatIsTooSmallForTheIndexCostsASecondPassAndNothingElse(int room) throws Exception {
        Path mp4 = temp.resolve("a.mp4");
        try (MediaFile file = new MediaFile(new MediaFile.Target(Container.MP4, mp4, room), 0)) {
            TestSound.beside(encode(Codec.H264), TestSound.aac(temp, (long) PICTURES * PICTURE_MS, T0))
                    .forEach(frames -> frames.forEach(file::put));
            assertThat(file.finish()).isTrue();
        }
        assertThat(boxes(mp4).subList(0, 2)).containsExactly("ftyp", "moov");
        assertThat(boxes(mp4)).endsWith("mdat");
        assertThat(MediaCheck.shownAt(mp4)).isEqualTo(TIMES);
        MediaCheck.pictures(mp4, PICTURES, PICTURES * PICTURE_MS / 1000.0);
        MediaCheck.gstreamer(mp4);
        MediaCheck.mkvmerge(mp4);
    }

    @ParameterizedTest
    @EnumSource(NalSyntax.class)
    void pixelsAreAsWideAsTheStreamSays(NalSyntax syntax) throws Exception {
        try (ValkkaSingleFS fs = recording(encode(syntax.codec()))) {
            Path mp4 = temp.resolve("a.mp4");
            Path mkv = temp.resolve("a.mkv");
            Export.mp4(fs, ID, fs.getTimeRange(), mp4);
            Export.matroska(fs, ID, fs.getTimeRange(), mkv);

            ByteBuffer pasp = ByteBuffer.wrap(Files.readAllBytes(mp4));
            pasp.position(find(pasp.array(), "pasp".getBytes(StandardCharsets.US_ASCII), 0) + 4);
            assertThat(List.of(pasp.getInt(), pasp.getInt())).containsExactly(12, 11);
            ExternalPrograms.require("mkvinfo");
            assertThat(ExternalPrograms.run(Duration.ofSeconds(20), "mkvinfo", mkv.toString())
                            .output())
                    .contains("Pixel width: 704", "Pixel height: 576", "Display width: 4", "Display height: 3");
            for (Path file : List.of(mp4, mkv)) {
                assertThat(MediaCheck.probe(file, "-show_entries", "stream=width,height,sample_aspect_ratio"))
                        .isEqualTo("704,576,12:11");
                MediaCheck.pictures(file, PICTURES, PICTURES * PICTURE_MS / 1000.0);
            }
        }
    }

    private List<List<BasicFrame>> encode(Codec codec) throws Exception {
        return codec.equals(Codec.H264)
                ? TestStreams.encode(temp, codec, "704x576", PICTURES, T0, "-vf", "setsar=12/11", "-c:v", "libx264")
                : TestStreams.encode(
                        temp,
                        codec,
                        "704x576",
                        PICTURES,
                        T0,
                        "-vf",
                        "setsar=12/11",
                        "-c:v",
                        "libx265",
                        "-x265-params",
                        "log-level=error:repeat-headers=1:bframes=0");
    }

    private ValkkaSingleFS recording(List<List<BasicFrame>> pictures) throws Exception {
        ValkkaSingleFS fs = TestStreams.create(Files.createTempDirectory(temp, "fs"), 60);
        TestStreams.record(fs, pictures);
        return fs;
    }

    private static List<BasicFrame> parameterSets(List<List<BasicFrame>> pictures) {
        return pictures.get(0).stream()
                .filter(nal -> NalSyntax.H265.parameterSetKind(nal.nalUnitType()) >= 0)
                .toList();
    }

    /** How often the file has a NAL unit. */
    private static int count(Path file, BasicFrame unit) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        byte[] searched = new byte[unit.size() - 4];
        unit.copyTo(ByteBuffer.wrap(searched), 4, searched.length);
        int count = 0;
        for (int at = find(bytes, searched, 0); at >= 0; at = find(bytes, searched, at + 1)) {
            count++;
        }
        return count;
    }

    private static int find(byte[] bytes, byte[] searched, int from) {
        for (int i = from; i <= bytes.length - searched.length; i++) {
            if (Arrays.equals(bytes, i, i + searched.length, searched, 0, searched.length)) {
                return i;
            }
        }
        return -1;
    }

    /** The outermost boxes of an mp4, in their order. */
    private static List<String> boxes(Path mp4) throws Exception {
        List<String> names = new ArrayList<>();
        try (RandomAccessFile file = new RandomAccessFile(mp4.toFile(), "r")) {
            long at = 0;
            while (at < file.length()) {
                file.seek(at);
                long size = Integer.toUnsignedLong(file.readInt());
                byte[] name = new byte[4];
                file.readFully(name);
                names.add(new String(name, StandardCharsets.US_ASCII));
                assertThat(size).as("the size of %s", names).isGreaterThanOrEqualTo(8);
                at += size;
            }
            assertThat(at).as("the end of the last box").isEqualTo(file.length());
        }
        return names;
    }
}
