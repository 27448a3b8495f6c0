package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.SetupFrame;
import valkka.rtsp.MediaDescription;
import valkka.rtsp.MediaUnit;
import valkka.rtsp.RtpSession;
import valkka.rtsp.Subsession;

/** What a recording relies on, in the frames that come of NAL units. */
class VideoTrackTest {
    private static final String SPS = "67 4d001eeca0501e88";
    private static final String OTHER_SPS = "67 4d001feca0501e88"; // of another level
    private static final String PPS = "68 ec";
    private static final String IDR = "65 b840abcdef80";
    private static final String IDR_SECOND_SLICE = "65 33840abcdef8";
    private static final String SLICE = "61 e2155e6f7c";
    private static final String SLICE_SECOND = "61 362155e6f7c0";
    private static final String SEI = "06 050311223380";
    private static final String DELIMITER = "09 f0";
    private static final String FILLER = "0c ff80";
    private static final int STEP = 3600;

    private final LiveEnvironment environment = LiveEnvironment.usual();
    private final LiveNetwork network = new LiveNetwork("video", environment);
    private final LiveStream stream = new LiveStream(
            new LiveConnectionContext(LiveConnectionType.RTSP, "rtsp://127.0.0.1/cam", 3, frame -> {}),
            environment,
            "video");
    private final List<Frame> out = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private boolean hasRoom = true;
    private VideoTrack track = track(Map.of());
    private long timestamp;

    @AfterEach
    void close() {
        track.close();
        network.close();
    }

    private VideoTrack track(Map<String, String> parameters) {
        return track("H264", parameters);
    }

    private VideoTrack track(String encoding, Map<String, String> parameters) {
        MediaDescription description = new MediaDescription(
                "video",
                96,
                encoding,
                90_000,
                0,
                parameters,
                null,
                MediaDescription.Direction.SENDRECV,
                0,
                0,
                null,
                null);
        return new VideoTrack(
                stream,
                new RtpSession.Track(Subsession.VIDEO, description, false),
                network,
                environment,
                this::take,
                notes::add);
    }

    private boolean take(int bytes, List<Frame> frames) {
        assertThat(frames).filteredOn(BasicFrame.class::isInstance).isNotEmpty();
        assertThat(bytes)
                .isEqualTo(frames.stream()
                        .mapToInt(frame -> frame instanceof BasicFrame basic ? basic.size() : 0)
                        .sum());
        if (hasRoom) {
            out.addAll(frames);
        }
        return hasRoom;
    }

    private static byte[] unit(String hexadecimal) {
        return HexFormat.of().parseHex("00000001" + hexadecimal.replace(" ", ""));
    }

    /** A picture with a time of its own; the marker bit is at its last unit. */
    private void picture(String... units) {
        timestamp += STEP;
        for (int i = 0; i < units.length; i++) {
            feed(units[i], i == units.length - 1, false);
        }
    }

    private void feed(String unit, boolean marker, boolean afterLoss) {
        long now = network.loop().ticker().nanoTime();
        track.unit(new MediaUnit(unit(unit), timestamp, marker, afterLoss, now));
    }

    /** The frames since the last call: NAL unit types, "setup" for a setup frame, a bar between two times. */
    private String taken() {
        StringBuilder text = new StringBuilder();
        long time = 0;
        for (Frame frame : out) {
            text.append(text.isEmpty() ? "" : frame.mstimestamp() == time ? " " : " | ");
            text.append(frame instanceof BasicFrame basic ? Integer.toString(basic.nalUnitType()) : "setup");
            assertThat(frame.mstimestamp()).isGreaterThanOrEqualTo(time);
            assertThat(frame.slot()).isEqualTo(3);
            assertThat(frame.subsession()).isEqualTo(Subsession.VIDEO);
            time = frame.mstimestamp();
        }
        out.clear();
        return text.toString();
    }

    private LiveStreamStats stats() {
        return stream.stats();
    }

    @Test
    void aSetupFrameAndParameterSetsGoInFrontOfTheFirstKeyFrame() {
        picture(SPS, PPS, SEI, IDR, IDR_SECOND_SLICE);

        assertThat(out.get(0))
                .isInstanceOfSatisfying(
                        SetupFrame.class, setup -> assertThat(setup.codec()).isEqualTo(Codec.H264));
        assertThat(((BasicFrame) out.get(1)).firstBytes(6)).isEqualTo("0 0 0 1 103 77");
        assertThat(taken()).isEqualTo("setup 7 8 6 5 5");
        assertThat(track.hasStarted()).isTrue();
        assertThat(stats().keyFrames()).isEqualTo(1);
        assertThat(stream.hadPicture()).isTrue();
    }

    @Test
    void whatComesBeforeTheFirstKeyFrameIsDroppedAndCounted() {
        picture(SLICE, SLICE_SECOND);
        picture(SEI, SLICE);
        assertThat(track.hasStarted()).isFalse();
        picture(SPS, PPS, IDR);

        assertThat(taken()).isEqualTo("setup 7 8 5");
        assertThat(stats().droppedBeforeKey()).isEqualTo(4);
        assertThat(stats().droppedInQueue()).isZero();
    }

    @Test
    void aKeyFrameWithoutParameterSetsGetsThoseOfTheDescription() {
        Base64.Encoder base64 = Base64.getEncoder();
        HexFormat hex = HexFormat.of();
        String sets = base64.encodeToString(hex.parseHex(SPS.replace(" ", ""))) + ","
                + base64.encodeToString(hex.parseHex(PPS.replace(" ", "")));
        track.close();
        track = track(Map.of("sprop-parameter-sets", sets));
        picture(IDR);
        picture(SLICE);
        picture(IDR, IDR_SECOND_SLICE);

        assertThat(taken()).isEqualTo("setup 7 8 5 | 1 | 7 8 5 5");
    }

    @Test
    void parameterSetsThatTravelledAloneAreRemembered() {
        feed(SPS, false, false);
        feed(PPS, true, false);
        picture(IDR);
        picture(IDR);

        assertThat(taken()).isEqualTo("setup 7 8 5 | 7 8 5");
    }

    @Test
    void aKeyFrameThatNobodyCouldDecodeIsDroppedAndCounted() {
        picture(IDR);
        picture(SPS, IDR);

        assertThat(taken()).isEmpty();
        assertThat(stats().droppedBeforeKey()).isEqualTo(3);
        picture(SPS, PPS, IDR);
        assertThat(taken()).isEqualTo("setup 7 8 5");
    }

    @Test
    void delimitersAndFillerAreLeftOut() {
        picture(DELIMITER, SPS, PPS, IDR, FILLER);
        picture(DELIMITER, SLICE);
        picture(SLICE);

        assertThat(taken()).isEqualTo("setup 7 8 5 | 1 | 1");
    }

    @Test
    void otherParameterSetsAreAnnouncedAtTheNextKeyFrameAndTheSameOnesAreNot() {
        picture(SPS, PPS, IDR);
        picture(SPS, PPS, IDR);
        picture(OTHER_SPS, PPS, SLICE);
        picture(OTHER_SPS, PPS, IDR);

        assertThat(taken()).isEqualTo("setup 7 8 5 | 7 8 5 | 7 8 1 | setup 7 8 5");
    }

    @Test
    void whereThereIsNoRoomAllIsDroppedAndCountedUpToTheNextKeyFrameWhichIsAnnouncedAnew() {
        picture(SPS, PPS, IDR);
        hasRoom = false;
        picture(SLICE, SLICE_SECOND);
        picture(SPS, PPS, IDR);
        hasRoom = true;
        picture(SLICE);
        picture(SEI, SLICE);
        picture(IDR);
        picture(SLICE);

        assertThat(taken()).isEqualTo("setup 7 8 5 | setup 7 8 5 | 1");
        assertThat(stats().droppedInQueue()).isEqualTo(2 + 3 + 1 + 2);
        assertThat(stats().droppedBeforeKey()).isZero();
        assertThat(stats().keyFrames()).isEqualTo(2);
    }

    @Test
    void aPictureWithALostPartIsDroppedWholeAndCountedAsDamaged() {
        picture(SPS, PPS, IDR);
        timestamp += STEP;
        feed(SLICE, false, false);
        feed(SLICE_SECOND, true, true);
        picture(SLICE);

        assertThat(taken()).isEqualTo("setup 7 8 5 | 1");
        assertThat(stats().damagedPictures()).isEqualTo(1);
        assertThat(track.damagedPictures()).isEqualTo(1);
        assertThat(track.pictures()).isEqualTo(2);
    }

    @Test
    void unitsBehindAMarkerThatLiedHaveTheTimeOfTheirPicture() {
        timestamp += STEP;
        feed(SPS, false, false);
        feed(PPS, false, false);
        feed(IDR, true, false);
        feed(IDR_SECOND_SLICE, true, false);
        picture(SLICE, SLICE_SECOND);
        picture(SLICE);

        assertThat(taken()).isEqualTo("setup 7 8 5 5 | 1 1");
        assertThat(track.pictures()).as("of which the last is still open").isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"26", "28", "2a", "20"}) // IDR, IDR, CRA, BLA
    void anH265KeyFrameNeedsVpsSpsAndPps(String type) {
        String key = type + " 01aeaf37be";
        track.close();
        track = track("H265", Map.of());
        String vps = "40 010ffff8";
        String sps = "42 01030160000003000003000003000003005dc0000160000003000003000003000003005aa8";
        String pps = "44 01c1";
        picture(vps, sps, key);
        assertThat(taken()).as("the PPS is missing").isEmpty();
        picture("46 0150", pps, key);
        picture(vps, sps, pps, key);

        int number = Integer.parseInt(type, 16) >> 1;
        assertThat(taken()).isEqualTo("setup 32 33 34 " + number + " | 32 33 34 " + number);
    }

    @Test
    void timestampsThatStandStillAreToldOnce() {
        picture(SPS, PPS, IDR);
        long now = network.loop().ticker().nanoTime();
        for (int i = 0; i < 100; i++) {
            long arrival = now + i * 40_000_000L;
            track.unit(new MediaUnit(unit(SLICE), timestamp, true, false, arrival));
        }

        assertThat(notes).hasSize(1).first().asString().contains("timestamps stand still");
    }

    @Test
    void garbageNeverThrowsAndEverySetupFrameIsFollowedByParameterSets() {
        Random random = new Random(5);
        String[] known = {SPS, OTHER_SPS, PPS, IDR, IDR_SECOND_SLICE, SLICE, SLICE_SECOND, SEI, DELIMITER, FILLER};
        for (int n = 0; n < 20_000; n++) {
            byte[] data = unit(known[random.nextInt(known.length)]);
            if (random.nextInt(4) == 0) {
                data[4 + random.nextInt(data.length - 4)] = (byte) random.nextInt(256);
            }
            timestamp += random.nextBoolean() ? STEP : 0;
            MediaUnit unit = new MediaUnit(data, timestamp, random.nextBoolean(), random.nextInt(20) == 0, n);
            hasRoom = random.nextInt(50) != 0;
            assertThatCode(() -> track.unit(unit)).doesNotThrowAnyException();
        }

        assertThat(out).filteredOn(SetupFrame.class::isInstance).hasSizeGreaterThan(10);
        for (int i = 0; i < out.size(); i++) {
            if (out.get(i) instanceof SetupFrame) {
                assertThat(Received.typeOf(out.get(i + 1)))
                        .as("behind setup frame %d", i)
                        .isEqualTo(7);
            }
        }
    }
}
