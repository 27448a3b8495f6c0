package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.BasicFrame;
import valkka.frame.ValkkaException;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;
import valkka.nal.AccessUnit;
import valkka.nal.AccessUnitAssembler;

/** Clients of recordings: each has its own place and its own speed. */
class RecordedStreamTest {
    private static final Path SAMPLES = Path.of("..", "sample-fs");
    private static final long ID = 1001;
    private static final String FAST = "Speed: 64\r\n";
    private static final Pattern RTP_INFO = Pattern.compile("url=([^;,]+);seq=(\\d+);rtptime=(\\d+)");

    /** A picture as it was recorded. */
    private record Picture(List<byte[]> nalUnits, long time, boolean key) {}

    @Test
    void theDescriptionTellsTheRangeAndTheParameterSets() throws Exception {
        try (ValkkaSingleFS fs = load("single");
                RtspServer server = serve(fs);
                RtspTestClient client = new RtspTestClient(server.address("/rec"))) {
            List<Picture> pictures = pictures(fs);
            long length = fs.getTimeRange().to() - fs.getTimeRange().from();

            RtspTestClient.Answer answer = client.request("DESCRIBE", "");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body())
                    .contains(String.format("a=range:npt=0.000-%.3f\r\n", length / 1000.0))
                    .contains("a=range:clock=20260101T1000", "sprop-parameter-sets=")
                    .doesNotContain("now");
            assertThat(pictures).hasSizeGreaterThan(600);
        }
    }

    @Test
    void fromTheBeginningToTheEndEveryPictureComesWithItsTime() throws Exception {
        try (ValkkaSingleFS fs = load("single");
                RtspServer server = serve(fs);
                RtspTestClient client = new RtspTestClient(server.address("/rec"))) {
            client.request("DESCRIBE", "");
            client.setUp(0);
            RtspTestClient.Answer answer = client.request("PLAY", "Range: npt=0-\r\n" + FAST);

            List<RtpTestDepacketizer.Unit> units = client.unitsToBye(1);

            assertThat(answer.header("Range")).startsWith("npt=0.000-");
            assertThat(answer.header("Speed")).isEqualTo("64.000000");
            assertIsFirst(answer, client, units.get(0));
            assertSame(units, pictures(fs), 1);
            assertThat(server.stats().playing()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"npt=10-12,false", "npt=0:00:10.0-0:00:12,false", "clock=CLOCK10-CLOCK12,true", "npt=10.5-12,false"})
    void aSeekBeginsAtTheKeyFrameInFront(String range, boolean clock) throws Exception {
        try (ValkkaSingleFS fs = load("single");
                RtspServer server = serve(fs);
                RtspTestClient client = new RtspTestClient(server.address("/rec"))) {
            long zero = fs.getTimeRange().from();
            long from = zero + (range.contains("10.5") ? 10_500 : 10_000);
            List<Picture> all = pictures(fs);
            long key = all.stream()
                    .filter(each -> each.key && each.time <= from)
                    .mapToLong(Picture::time)
                    .max()
                    .orElseThrow();
            List<Picture> expected = all.stream()
                    .filter(each -> each.time >= key && each.time <= zero + 12_000)
                    .toList();
            client.request("DESCRIBE", "");
            client.setUp(0);
            String asked = range.replace("CLOCK10", clock(zero + 10_000)).replace("CLOCK12", clock(zero + 12_000));

            RtspTestClient.Answer answer = client.request("PLAY", "Range: " + asked + "\r\n" + FAST);

            assertThat(answer.header("Range"))
                    .isEqualTo(RtspRange.text(
                            clock ? RtspRange.Unit.CLOCK : RtspRange.Unit.NPT,
                            key - (clock ? 0 : zero),
                            zero + 12_000 - (clock ? 0 : zero)));
            List<RtpTestDepacketizer.Unit> units = client.unitsToBye(1);
            assertIsFirst(answer, client, units.get(0));
            assertSame(units, expected, 1);
        }
    }

    private static String clock(long time) {
        String text = RtspRange.text(RtspRange.Unit.CLOCK, time, time);
        return text.substring("clock=".length(), text.indexOf('-'));
    }

    @Test
    void sequenceNumbersAndTimestampsGoOnOverSeeksAlsoBehindTheEnd() throws Exception {
        try (ValkkaSingleFS fs = load("single");
                RtspServer server = serve(fs);
                RtspTestClient client = new RtspTestClient(server.address("/rec"))) {
            client.setUp(0);
            client.request("PLAY", "Range: npt=20-\r\n" + FAST);
            client.unitsToBye(1);
            int before = client.received.units.size();
            RtspTestClient.Answer back = client.request("PLAY", "Range: npt=5-6\r\n" + FAST);
            List<RtpTestDepacketizer.Unit> units = client.unitsToBye(1);

            int last = client.received.units.get(before - 1).ticks();
            assertThat(units.get(0).ticks() - last).as("a little later").isBetween(1, 90_000 * 60);
            assertIsFirst(back, client, units.get(0), client.received.sequence.size());

            client.request("PLAY", "Range: npt=0-\r\n");
            List<RtpTestDepacketizer.Unit> slow = List.copyOf(client.units(3));
            RtspTestClient.Answer ahead = client.request("PLAY", "Range: npt=15-16\r\n" + FAST);
            int at = client.received.units.size();
            client.unitsToBye(1);
            assertThat(Integer.toUnsignedLong(client.received.units.get(at).ticks()))
                    .isEqualTo(info(ahead).get(0)[1]);
            assertThat(slow).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2, 3.5, 4, 20, -1, -6})
    void aScaleCompressesTimeAndFromFourOnAndBackwardsOnlyKeyFramesCome(double scale) throws Exception {
        try (ValkkaSingleFS fs = load("single");
                RtspServer server = serve(fs);
                RtspTestClient client = new RtspTestClient(server.address("/rec"))) {
            long zero = fs.getTimeRange().from();
            List<Picture> expected = new ArrayList<>(pictures(fs).stream()
                    .filter(each -> each.time >= zero + 3_000 && each.time <= zero + 13_000)
                    .filter(each -> each.key || (scale > 0 && scale < 4))
                    .toList());
            if (scale < 0) {
                Collections.reverse(expected);
            }
            assertThat(expected.get(0).key).isTrue();
            client.request("DESCRIBE", "");
            client.setUp(0);
            RtspTestClient.Answer answer = client.request(
                    "PLAY", "Scale: " + scale + "\r\nRange: npt=" + (scale < 0 ? "13-3" : "3-13") + "\r\n" + FAST);

            List<RtpTestDepacketizer.Unit> units = client.unitsToBye(1);

            assertThat(Double.parseDouble(answer.header("Scale"))).isEqualTo(scale);
            assertIsFirst(answer, client, units.get(0));
            assertSame(units, expected, scale);
        }
    }

    @Test
    void twoClientsAtOnceHaveTheirOwnPlacesAndSpeeds() throws Exception {
        try (ValkkaSingleFS fs = load("single");
                RtspServer server = serve(fs)) {
            List<Picture> all = pictures(fs);
            long zero = fs.getTimeRange().from();
            CompletableFuture<List<RtpTestDepacketizer.Unit>> early = play(server, "Range: npt=0-4\r\nScale: 2\r\n");
            CompletableFuture<List<RtpTestDepacketizer.Unit>> late = play(server, "Range: npt=15-25\r\nScale: 4\r\n");
            CompletableFuture<List<RtpTestDepacketizer.Unit>> back = play(server, "Range: npt=25-5\r\nScale: -8\r\n");

            assertSame(
                    early.get(60, TimeUnit.SECONDS),
                    all.stream().filter(each -> each.time <= zero + 4_000).toList(),
                    2);
            assertSame(
                    late.get(60, TimeUnit.SECONDS),
                    all.stream()
                            .filter(each -> each.key && each.time >= zero + 15_000 && each.time <= zero + 25_000)
                            .toList(),
                    4);
            List<Picture> backwards = new ArrayList<>(all.stream()
                    .filter(each -> each.key && each.time >= zero + 5_000 && each.time <= zero + 25_000)
                    .toList());
            Collections.reverse(backwards);
            assertSame(back.get(60, TimeUnit.SECONDS), backwards, -8);
        }
    }

    private static CompletableFuture<List<RtpTestDepacketizer.Unit>> play(RtspServer server, String headers) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (RtspTestClient client = new RtspTestClient(server.address("/rec"))) {
                        client.request("DESCRIBE", "");
                        client.setUp(0);
                        client.request("PLAY", headers);
                        return client.unitsToBye(1);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                TestThreads.EACH_ITS_OWN);
    }

    @Test
    void behindAPauseItGoesOnWithTheNextPicture() throws Exception {
        try (ValkkaSingleFS fs = load("single");
                RtspServer server = serve(fs);
                RtspTestClient client = new RtspTestClient(server.address("/rec"))) {
            client.setUp(0);
            client.request("PLAY", "Range: npt=2-4\r\n");
            client.units(5);
            assertThat(client.request("PAUSE", "").status()).isEqualTo(200);
            int before = client.received.units.size();
            assertThat(client.request("GET_PARAMETER", "").status()).isEqualTo(200);
            assertThat(client.received.units).as("while it pauses").hasSize(before);
            assertThat(server.stats().playing()).isZero();

            RtspTestClient.Answer answer = client.request("PLAY", "");
            client.unitsToBye(1);

            assertThat(Integer.toUnsignedLong(client.received.units.get(before).ticks()))
                    .isEqualTo(info(answer).get(0)[1]);
            long zero = fs.getTimeRange().from();
            List<Picture> expected = pictures(fs).stream()
                    .filter(each -> each.time >= zero + 2_000 && each.time <= zero + 4_000)
                    .toList();
            assertThat(client.received.units.size()).isEqualTo(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                assertThat(client.received.units.get(i).nalUnits().toArray(byte[][]::new))
                        .isDeepEqualTo(expected.get(i).nalUnits.toArray(byte[][]::new));
            }
        }
    }

    @Test
    void aGapOfTheRecordingIsCutShort() throws Exception {
        try (ValkkaSingleFS fs = load("gap-and-wrap");
                RtspServer server = serve(fs);
                RtspTestClient client = new RtspTestClient(server.address("/rec"))) {
            List<Picture> pictures =
                    pictures(fs).stream().dropWhile(each -> !each.key).toList();
            client.setUp(0);
            client.request("PLAY", "Range: npt=0-\r\n" + FAST);

            List<RtpTestDepacketizer.Unit> units = client.unitsToBye(1);

            assertThat(units.size()).isEqualTo(pictures.size());
            int longest = 0;
            for (int i = 1; i < units.size(); i++) {
                longest = Math.max(
                        longest, units.get(i).ticks() - units.get(i - 1).ticks());
            }
            assertThat(longest).as("a gap of minutes").isEqualTo(2_000 * 90);
        }
    }

    @Test
    void soundComesWithThePicturesEachInItsTrack() throws Exception {
        try (ValkkaSingleFS fs = load("audio");
                RtspServer server = serve(fs);
                RtspTestClient client = new RtspTestClient(server.address("/rec"))) {
            assertThat(client.request("DESCRIBE", "").body()).contains("PCMA/8000");
            client.setUp(0).setUp(1);
            RtspTestClient.Answer answer = client.request("PLAY", "Range: npt=5-8\r\n" + FAST);
            client.unitsToBye(2);

            List<long[]> info = info(answer);
            assertThat(info).hasSize(2);
            assertIsFirst(answer, client, client.received.units.get(0));
            ByteBuffer first = ByteBuffer.wrap(client.sound.get(0));
            assertThat(first.getShort(2) & 0xffff).isEqualTo((int) info.get(1)[0]);
            assertThat(Integer.toUnsignedLong(first.getInt(4))).isEqualTo(info.get(1)[1]);
            long zero = fs.getTimeRange().from();
            List<BasicFrame> recorded = frames(fs)
                    .filter(frame -> frame.subsession() == 1)
                    .filter(frame -> frame.mstimestamp() >= zero + 5_000 && frame.mstimestamp() <= zero + 8_000)
                    .toList();
            assertThat(client.sound).hasSameSizeAs(recorded);
            for (int i = 0; i < recorded.size(); i++) {
                ByteBuffer packet = ByteBuffer.wrap(client.sound.get(i));
                assertThat(packet.getInt(4) - first.getInt(4))
                        .isEqualTo((int) (recorded.get(i).mstimestamp()
                                        - recorded.get(0).mstimestamp())
                                * 8);
                assertThat(packet.position(12)).isEqualTo(recorded.get(i).payload());
            }
        }
    }

    @Test
    void eachStreamOfARecordingHasItsPath() throws Exception {
        try (ValkkaMultiFS fs = ValkkaMultiFS.loadFromDirectory(SAMPLES.resolve("multi"));
                RtspServer server = RtspServer.builder()
                        .recording("/one", fs, 1001)
                        .recording("/two", fs, 1002)
                        .start()) {
            for (long id : new long[] {1001, 1002}) {
                String path = id == 1001 ? "/one" : "/two";
                try (RtspTestClient client = new RtspTestClient(server.address(path))) {
                    client.setUp(0);
                    client.request("PLAY", "Range: npt=0-\r\n" + FAST);
                    assertSame(client.unitsToBye(1), pictures(fs, id), 1);
                }
            }
            assertThatThrownBy(() -> RecordedStream.of(fs, 7))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("stream 7")
                    .hasMessageContaining("1001");
            assertThatThrownBy(() ->
                            RtspServer.builder().recording("/one", fs, 1001).recording("/one", fs, 1002))
                    .hasMessageContaining("/one");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npt=100-",
                "npt=12-10",
                "clock=20250101T000000Z-20250101T000001Z",
                "smpte=0:10:20-",
                "x",
                "npt=-"
            })
    void aRangeThatTheRecordingLacksIsRefusedAndWhatPlaysGoesOn(String range) throws Exception {
        try (ValkkaSingleFS fs = load("single");
                RtspServer server = serve(fs);
                RtspTestClient client = new RtspTestClient(server.address("/rec"))) {
            client.setUp(0);
            client.request("PLAY", "Range: npt=0-\r\n");
            client.units(2);

            assertThat(client.request("PLAY", "Range: " + range + "\r\n").status())
                    .isEqualTo(457);

            assertThat(client.units(3)).hasSize(3);
        }
    }

    @Test
    void requestsBehindOneThatReadsTheDiskAreAnsweredInTheirOrder() throws Exception {
        try (ValkkaSingleFS fs = load("single");
                RtspServer server = serve(fs);
                RtspTestClient client = new RtspTestClient(server.address("/rec"))) {
            String request = "%s " + server.address("/rec") + " RTSP/1.0\r\nCSeq: %d\r\n\r\n";
            client.send(request.formatted("DESCRIBE", 1)
                    + request.formatted("OPTIONS", 2)
                    + request.formatted("DESCRIBE", 3)
                    + request.formatted("GET_PARAMETER", 4));

            for (int i = 1; i <= 4; i++) {
                assertThat(client.answer().header("CSeq")).isEqualTo("" + i);
            }
        }
    }

    @Test
    void clientsThatVanishLeaveNothing() throws Exception {
        try (ValkkaSingleFS fs = load("single");
                RtspServer server = serve(fs)) {
            for (int i = 0; i < 20; i++) {
                RtspTestClient client = new RtspTestClient(server.address("/rec"));
                client.setUp(0);
                client.request("PLAY", "Range: npt=" + i + "-\r\n");
                client.vanish();
            }
            Deadline.until(
                    () -> "all is given back: " + server.stats(),
                    () -> server.stats().connections() == 0
                            && server.stats().playing() == 0
                            && server.stats().memoryBytes() == 0);
        }
    }

    // ---- the recording, and what was received of it ----

    private static ValkkaSingleFS load(String sample) {
        return ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve(sample));
    }

    private static RtspServer serve(ValkkaFS fs) {
        return RtspServer.builder().recording("/rec", fs, ID).start();
    }

    private static Stream<BasicFrame> frames(ValkkaFS fs) {
        return fs.frames(fs.getTimeRange()).filter(each -> each.id() == ID).map(RecordedFrame::frame);
    }

    private static List<Picture> pictures(ValkkaFS fs) {
        return pictures(fs, ID);
    }

    private static List<Picture> pictures(ValkkaFS fs, long id) {
        AccessUnitAssembler assembler = new AccessUnitAssembler();
        List<Picture> pictures = new ArrayList<>();
        try (Stream<RecordedFrame> frames = fs.frames(fs.getTimeRange())) {
            frames.filter(each -> each.id() == id && each.frame().subsession() == 0)
                    .forEach(each -> assembler.add(each.frame()).ifPresent(unit -> pictures.add(picture(unit))));
        }
        assembler.finish().ifPresent(unit -> pictures.add(picture(unit)));
        return pictures;
    }

    private static Picture picture(AccessUnit unit) {
        return new Picture(RecordedStream.unit(unit).nalUnits(), unit.mstimestamp(), unit.key());
    }

    /** The same bytes, at the recording's times. */
    private static void assertSame(List<RtpTestDepacketizer.Unit> units, List<Picture> expected, double scale) {
        assertThat(units.size()).isEqualTo(expected.size());
        for (int i = 0; i < units.size(); i++) {
            assertThat(units.get(i).nalUnits().toArray(byte[][]::new))
                    .as("picture %d", i)
                    .isDeepEqualTo(expected.get(i).nalUnits.toArray(byte[][]::new));
            double ms = (units.get(i).ticks() - units.get(0).ticks()) / 90.0 * scale;
            assertThat(ms)
                    .as("time of picture %d", i)
                    .isCloseTo((double) (expected.get(i).time - expected.get(0).time), Offset.offset(Math.abs(scale)));
        }
    }

    private static void assertIsFirst(
            RtspTestClient.Answer answer, RtspTestClient client, RtpTestDepacketizer.Unit unit) {
        assertThat((long) client.received.sequence.get(0))
                .isEqualTo(info(answer).get(0)[0]);
        assertThat(Integer.toUnsignedLong(unit.ticks())).isEqualTo(info(answer).get(0)[1]);
    }

    private static void assertIsFirst(
            RtspTestClient.Answer answer, RtspTestClient client, RtpTestDepacketizer.Unit unit, int packets) {
        assertThat(Integer.toUnsignedLong(unit.ticks())).isEqualTo(info(answer).get(0)[1]);
        assertThat(client.received.sequence.subList(0, packets))
                .contains((int) info(answer).get(0)[0]);
    }

    /** Sequence number and time of each track. */
    private static List<long[]> info(RtspTestClient.Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        List<long[]> info = new ArrayList<>();
        Matcher matcher = RTP_INFO.matcher(answer.header("RTP-Info"));
        while (matcher.find()) {
            assertThat(matcher.group(1)).startsWith("rtsp://127.0.0.1:").endsWith("/rec/trackID=" + info.size());
            info.add(new long[] {Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3))});
        }
        return info;
    }
}
