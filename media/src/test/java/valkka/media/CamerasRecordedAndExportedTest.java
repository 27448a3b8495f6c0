package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.fs.TimeRange;
import valkka.live.LiveThread;
import valkka.media.RecordedShot.Script;
import valkka.media.RecordedShot.Sent;
import valkka.rtsp.QuirkyCamera;

/**
 * Cameras that are not as the book says, from the network to the exported file. Each file has the
 * pictures that the camera's own log says that it sent, at the times of the recording. It decodes to
 * the same pixels as what the camera sent, without an error line.
 */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class CamerasRecordedAndExportedTest {
    private static final List<String> BASE = List.of("base.h264", "base.h265");
    private static final Map<String, List<String>> REFERENCES = new ConcurrentHashMap<>();
    /** A time is that near to the arrival some seconds after a beginning. */
    private static final double PROMISED_MS = 100;

    private static final double SHORT_MS = 300;

    @TempDir
    Path temp;

    private final List<RecordedShot> shots = new ArrayList<>();
    private LiveThread livethread = new LiveThread("live");

    @BeforeEach
    void require() {
        MediaCheck.requireAll();
    }

    @AfterEach
    void close() {
        livethread.close();
        shots.forEach(RecordedShot::close);
    }

    /** The switches, and the files that are sent so, by TCP and by UDP. */
    static Stream<Arguments> cameras() {
        return Stream.of(
                row("sr=mid audio=pcma srevery=5 srlive=1 mtu=400", BASE),
                row("pairs=1", BASE),
                row("tsconst=1", BASE),
                row("audio=pcma audiocode=500", BASE),
                row("audio=pcma back=500", BASE),
                row("audio=pcma back=first", BASE),
                row("auth=sha256", List.of("base.h264")),
                row("auth=md5first", List.of("base.h265")),
                row("auth=both", List.of("base.h264")),
                row("spropes=cameras/twopps-all.h264", List.of("twopps-sdp.h264")),
                row("spropes=cameras/twopps-all.h265", List.of("twopps-sdp.h265")),
                row("", List.of("idronce.h264", "idronce.h265")),
                row("", List.of("opengop.h264", "opengop.h265")));
    }

    /** Variants that no public report has. */
    static Stream<Arguments> variants() {
        return Stream.of(
                row("", List.of("bframes.h264", "bframes.h265")),
                row("", List.of("mbaff.h264", "fields.h265")),
                row("", List.of("resize.h264", "resize.h265")),
                row("restart=40", List.of("resize.h264", "resize.h265")),
                row("sprop=no", List.of("newsps.h264", "slices.h265")),
                row("marker=all", List.of("slices.h264", "slices.h265")),
                row("marker=never", List.of("slices.h264", "fields.h265")),
                row("marker=all mtu=300", List.of("slices.h264", "slices.h265")),
                row("tsback=7", List.of("slices.h264", "slices.h265")),
                row("stap=2 mtu=3000", List.of("slices.h264", "slices.h265")),
                row("stap=1 sprop=no setslate=1", List.of("resize.h264", "resize.h265")),
                row("furef=1 mtu=300 sr=mid srevery=2", List.of("bframes.h264", "bframes.h265")),
                row("pairs=1 sr=mid srevery=3 mtu=300", List.of("slices.h264", "slices.h265")),
                row("pairs=1 marker=never", List.of("slices.h264", "fields.h265")),
                row("tsconst=1 marker=never", List.of("slices.h264", "slices.h265")),
                row("pad=1 ext=1 emptyau=3 sprop=wrong burst=20", List.of("slices.h264", "slices.h265")),
                row("ts0=4294950000 seq0=65500 outlier=11:3600 audio=pcma", List.of("bframes.h264", "bframes.h265")),
                row("back=first audio=pcma meta=1 second=h264 control=query", List.of("slices.h264", "opengop.h265")),
                row("restart=33 audio=pcma aufirst=1 seq0=40000", List.of("slices.h264", "slices.h265")));
    }

    private static Arguments row(String switches, List<String> files) {
        return Arguments.of(switches, files);
    }

    @ParameterizedTest
    @MethodSource({"cameras", "variants"})
    void everyPictureIsInTheFileAtItsTime(String switches, List<String> files) throws Exception {
        int attempts = 3;
        do {
            beginAnew();
            for (String file : files) {
                record(file, switches, "tcp");
                record(file, switches, "udp");
            }
            finish();
        } while (--attempts > 0 && hasLostDatagrams());
        // Without a marker that can be trusted, the next picture ends a picture, and the last one has no next one.
        int open = switches.contains("marker=") ? 1 : 0;
        for (RecordedShot shot : shots) {
            int sent = shot.sent().size() - open;
            assertThat(shot.pictureTimes()).as("pictures of %s", shot.script).hasSize(sent);
            assertTimes(shot, sent / 2, SHORT_MS);
            assertExports(shot, sent, switches.contains("audio=pcma") && !switches.contains("audiocode"), false);
            assertOneNotionOfKeyFrames(shot);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tsscale=0.84", "tsscale=3"})
    void aClockOfTheWrongSpeedMovesNoTime(String clock) throws Exception {
        for (String file : List.of("longgop.h264", "longgop.h265")) {
            record(file, "fps=60 audio=pcma " + clock, "tcp");
            record(file, "fps=60 audio=pcma " + clock, "udp");
        }
        finish();
        for (RecordedShot shot : shots) {
            assertThat(shot.pictureTimes()).as("pictures of %s", shot.script).hasSize(500);
            assertTimes(shot, 180, PROMISED_MS);
            List<Long> sound = shot.soundTimes();
            assertThat(sound.get(sound.size() - 1) - shot.pictureTimes().get(499))
                    .as("the sound beside the pictures of %s", shot.script)
                    .isBetween(-150L, 500L); // the camera sends sound up to the end
            assertExports(shot, 500, true, true);
        }
    }

    @Test
    void picturesBehindALossAreLeftOutUpToTheNextEntryOrKeptByChoice() throws Exception {
        for (String file : List.of("longgop.h264", "longgop.h265")) {
            record(file, "drop=60-61,330", "tcp");
            record(file, "drop=60-61,330", "udp");
        }
        finish();
        for (RecordedShot shot : shots) {
            assertThat(shot.pictureTimes()).hasSize(497);
            assertThat(shot.keyTimes()).hasSize(2);
            Path file = temp.resolve("usual.mp4");
            Export export = Export.of(shot.fs, RecordedShot.ID, shot.fs.getTimeRange());
            Export.Result usual = export.mp4(file);
            assertThat(usual.pictures()).as("%s %s", shot.script, usual).isEqualTo(60 + 80);
            assertThat(usual.gaps()).extracting(Gap::picturesLeftOut).containsExactly(250L - 62, 500L - 331);
            List<String> whole = reference(shot);
            assertThat(MediaCheck.decoded(file))
                    .startsWith(whole.get(0), whole.get(1))
                    .hasSize(140);
            assertThat(MediaCheck.decoded(file).subList(60, 140)).isEqualTo(whole.subList(250, 330));
            Export.Result kept = export.keepAfterLoss().mp4(file);
            assertThat(kept.pictures()).as("%s %s", shot.script, kept).isEqualTo(497);
            assertThat(kept.gaps()).extracting(Gap::picturesLeftOut).containsOnly(0L);
            assertThat(MediaCheck.packetsAt(file)).hasSize(497);
        }
    }

    @Test
    void aCameraThatComesBackWithItsSoundAloneIsBackWithThePictureOnly() throws Exception {
        for (String file : List.of("slices.h264", "slices.h265")) {
            record(file, "audio=pcma dieat=30 novideo=2-2 conns=3", "tcp");
        }
        livethread.start();
        for (RecordedShot shot : shots) {
            shot.await(
                    "pictures of two connections", livethread, () -> shot.sent().size() >= 60);
        }
        livethread.close();
        shots.forEach(RecordedShot::finish);
        for (RecordedShot shot : shots) {
            assertThat(shot.pictureTimes()).as("pictures of %s", shot.script).hasSize(60);
            Path file = temp.resolve("back.mkv");
            Export.Result result = Export.matroska(shot.fs, RecordedShot.ID, shot.fs.getTimeRange(), file);
            assertThat(result.pictures()).as("%s", result).isEqualTo(60);
            assertThat(result.gaps()).as("%s", result).hasSize(1);
            List<String> half = reference(shot).subList(0, 30);
            assertThat(MediaCheck.decoded(file))
                    .startsWith(half.toArray(String[]::new))
                    .endsWith(half.toArray(String[]::new))
                    .hasSize(60);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void soundAloneIsRecordedAndExported(String way) throws Exception {
        record("base.h264", "audio=pcma nots=1", way);
        RecordedShot shot = shots.get(0);
        livethread.start();
        shot.await("a second of sound", livethread, () -> shot.written().framesWritten() >= 50);
        livethread.close();
        shot.finish();
        Path file = temp.resolve("sound.mkv");
        Export.Result result = Export.matroska(shot.fs, RecordedShot.ID, shot.fs.getTimeRange(), file);
        assertThat(result.soundPackets()).isEqualTo(shot.soundTimes().size());
        assertThat(MediaCheck.pitch(file)).isBetween(490.0, 510.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"largekey.h264", "largekey.h265"})
    void aFrameLargerThanABlockIsRefusedAndTheRestIsRecorded(String file) throws Exception {
        Script script = new Script(file, "", "tcp");
        RecordedShot shot = RecordedShot.begin(script, temp, livethread, 1, 16 << 10);
        shots.add(shot);
        finish();
        assertThat(shot.written().refusedTooLarge()).isEqualTo(1);
        assertThat(shot.written().refusedAfterTooLarge()).isEqualTo(19);
        Path mkv = temp.resolve("rest.mkv");
        Export.Result result = Export.matroska(shot.fs, RecordedShot.ID, shot.fs.getTimeRange(), mkv);
        assertThat(result.pictures()).as("%s", result).isEqualTo(40);
        List<String> whole = reference(shot);
        assertThat(MediaCheck.decoded(mkv).subList(20, 40)).isEqualTo(whole.subList(40, 60));
    }

    private void beginAnew() {
        close();
        shots.clear();
        livethread = new LiveThread("live");
    }

    /** A machine that is too busy to read its sockets loses datagrams. That shows nothing of the client, which has counted them. */
    private boolean hasLostDatagrams() {
        return livethread.stats().streams().stream().anyMatch(stream -> stream.lostPackets() > 0);
    }

    private void record(String file, String switches, String way) throws Exception {
        shots.add(RecordedShot.begin(new Script(file, switches, way), temp, livethread, shots.size() + 1));
    }

    private void finish() throws Exception {
        livethread.start();
        shots.forEach(shot -> shot.awaitEnd(livethread));
        livethread.close();
        shots.forEach(RecordedShot::finish);
    }

    /** Each picture has its time: not far from when the camera meant to send it, nor from when it did. */
    private static void assertTimes(RecordedShot shot, int from, double tolerance) {
        List<Sent> sent = shot.sent();
        List<Long> times = shot.pictureTimes();
        double interval = 1000 / shot.script.picturesPerSecond();
        double start = sent.stream()
                .mapToDouble(picture -> picture.time() - picture.number() * interval)
                .min()
                .orElseThrow();
        for (int i = from; i < times.size(); i++) {
            double planned = start + sent.get(i).number() * interval;
            assertThat((double) times.get(i))
                    .as("time of picture %d of %s", i, shot.script)
                    .isBetween(planned - tolerance, sent.get(i).time() + tolerance);
        }
    }

    private void assertExports(RecordedShot shot, int count, boolean sound, boolean toldRate) throws Exception {
        List<Long> times = shot.pictureTimes();
        List<Long> fromZero = times.stream().map(time -> time - times.get(0)).toList();
        Path mkv = temp.resolve("shot.mkv");
        Path mp4 = temp.resolve("shot.mp4");
        boolean both = shot.script.way().equals("tcp");
        for (Path file : both ? List.of(mkv, mp4) : List.of(sound ? mkv : mp4)) {
            Export export = Export.of(shot.fs, RecordedShot.ID, shot.fs.getTimeRange());
            export = toldRate ? export : export.audioSampleRate(8000); // a second of sound does not tell it for sure
            Export.Result result = file == mkv ? export.matroska(file) : export.mp4(file);
            assertThat(result.pictures()).as("%s", result).isEqualTo(count);
            assertThat(result.gaps()).as("%s", result).isEmpty();
            assertThat(result.range().from()).isEqualTo(times.get(0));
            assertThat(MediaCheck.packetsAt(file).stream().sorted())
                    .as("pictures of %s in %s", shot.script, file)
                    .containsExactlyElementsOf(fromZero);
            assertThat(MediaCheck.decoded(file))
                    .as("decoding of %s in %s", shot.script, file)
                    .isEqualTo(reference(shot).subList(0, count));
            if (shot.script.isH265() && file == mp4) {
                assertThat(MediaCheck.probe(mp4, "-select_streams", "v", "-show_entries", "stream=codec_tag_string"))
                        .isEqualTo("hvc1");
            }
            assertThat(result.soundPackets() > 0).as("sound in %s", result).isEqualTo(sound && file == mkv);
        }
        if (sound) {
            assertThat(MediaCheck.pitch(mkv)).isBetween(490.0, 510.0);
        }
    }

    /** Index, search, pictures and exports say the same of where decoding can start. */
    private void assertOneNotionOfKeyFrames(RecordedShot shot) {
        List<Long> keys = shot.keyTimes();
        assertThat(keys).as("key frames of %s", shot.script).hasSizeGreaterThan(1);
        assertThat(PictureSearch.keyFrames(shot.fs, RecordedShot.ID, RecordedShot.ALL).stream()
                        .map(PictureSearch.KeyFrame::time))
                .containsExactlyElementsOf(keys);
        assertThat(Pictures.keyFrames(shot.fs, RecordedShot.ID, RecordedShot.ALL, 1000, 64).stream()
                        .map(Picture::mstimestamp))
                .containsExactlyElementsOf(keys);
        long key = keys.get(keys.size() / 2);
        TimeRange behind = new TimeRange(key + 1, shot.fs.getTimeRange().to());
        assertThat(Export.matroska(shot.fs, RecordedShot.ID, behind, temp.resolve("behind.mkv"))
                        .range()
                        .from())
                .isEqualTo(key);
        assertThat(PictureSearch.before(shot.fs, RecordedShot.ID, key + 1).keyTime())
                .isEqualTo(key);
    }

    /** The pictures that the camera's file decodes to. */
    private static List<String> reference(RecordedShot shot) throws Exception {
        String file = shot.script.file().replace("twopps-sdp", "twopps-all");
        List<String> known = REFERENCES.get(file);
        if (known == null) {
            known = MediaCheck.decoded(QuirkyCamera.file(file));
            REFERENCES.put(file, known);
        }
        return known;
    }
}
