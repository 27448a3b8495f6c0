package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.SetupFrame;
import valkka.nal.NalSyntax;

class NalFramerTest {
    private static final String SPS = "00000001 6742";
    private static final String OTHER_SPS = "00000001 6743";
    private static final String PPS = "00000001 68ce";
    private static final String IDR = "00000001 65aa";
    private static final String SLICE = "00000001 41bb";
    private static final String SEI = "00000001 0605";
    private static final String DELIMITER = "00000001 09f0";
    private static final String FILLER = "00000001 0cff";

    private final List<Frame> out = new ArrayList<>();
    private final StreamCounters counters = new StreamCounters();
    private final NalFramer framer = new NalFramer(NalSyntax.H264, 3, out::add, counters);

    private static byte[] bytes(String... units) {
        return HexFormat.of().parseHex(String.join("", units).replace(" ", ""));
    }

    private void picture(long time, String... units) {
        byte[] data = bytes(units);
        assertThat(framer.picture(data, data.length, time, null)).isTrue();
    }

    /** The frames so far as "time:type", "setup" for a setup frame; forgets them. */
    private String taken() {
        StringBuilder text = new StringBuilder();
        for (Frame frame : out) {
            text.append(text.isEmpty() ? "" : " ").append(frame.mstimestamp()).append(':');
            text.append(frame instanceof BasicFrame basic ? Integer.toString(basic.nalUnitType()) : "setup");
        }
        out.clear();
        return text.toString();
    }

    @Test
    void aPictureOfCountlessTinyUnitsIsRefusedBeforeItTakesMemory() {
        byte[] flood = bytes("000001 65".repeat(NalFramer.MOST_UNITS + 1));
        assertThat(framer.picture(flood, flood.length, 1, null)).isFalse();
        picture(2, SPS, PPS, IDR);
        assertThat(taken()).isEqualTo("2:setup 2:7 2:8 2:5");
    }

    @Test
    void aSetupFrameAndParameterSetsGoInFrontOfTheFirstKeyFrame() {
        picture(40, SPS, PPS, SEI, IDR);
        assertThat(out.get(0)).isInstanceOf(SetupFrame.class);
        assertThat(out).allSatisfy(frame -> assertThat(frame.slot()).isEqualTo(3));
        assertThat(((BasicFrame) out.get(1)).firstBytes(9)).isEqualTo("0 0 0 1 103 66");
        assertThat(taken()).isEqualTo("40:setup 40:7 40:8 40:6 40:5");
    }

    @Test
    void whatComesBeforeTheFirstKeyFrameIsDroppedAndCounted() {
        picture(0, SLICE, SLICE);
        picture(40, SEI, SLICE);
        picture(80, SPS, PPS, IDR);
        assertThat(taken()).isEqualTo("80:setup 80:7 80:8 80:5");
        LiveStreamStats stats = counters.snapshot(3, "rtsp://cam");
        assertThat(stats.droppedBeforeKey()).isEqualTo(4);
        assertThat(stats.frames()).isEqualTo(3);
        assertThat(stats.keyFrames()).isEqualTo(1);
        assertThat(stats.bytes()).isEqualTo(18);
    }

    @Test
    void aKeyFrameWithoutParameterSetsGetsThoseOfTheSdp() {
        framer.announce(bytes(SPS, PPS));
        picture(0, IDR);
        picture(40, SLICE);
        picture(80, IDR, IDR);
        assertThat(taken()).isEqualTo("0:setup 0:7 0:8 0:5 40:1 80:7 80:8 80:5 80:5");
    }

    @Test
    void theLastParameterSetsOfTheStreamTakeThePlaceOfThoseOfTheSdp() {
        framer.announce(bytes(SPS, PPS));
        picture(0, OTHER_SPS, PPS, IDR);
        picture(40, IDR);
        assertThat(out.stream().filter(f -> Received.typeOf(f) == 7).map(f -> ((BasicFrame) f).firstBytes(6)))
                .containsExactly("0 0 0 1 103 67", "0 0 0 1 103 67");
    }

    @Test
    void parameterSetsThatTravelledAloneAreRemembered() {
        picture(0, SPS, PPS);
        picture(40, IDR);
        assertThat(taken()).isEqualTo("40:setup 40:7 40:8 40:5");
    }

    @Test
    void aMissingPpsAloneIsPutIn() {
        framer.announce(bytes(SPS, PPS));
        picture(0, SPS, IDR);
        assertThat(taken()).isEqualTo("0:setup 0:7 0:8 0:5");
    }

    @Test
    void aKeyFrameThatNobodyCouldDecodeIsDropped() {
        picture(0, IDR);
        picture(40, SPS, IDR);
        assertThat(taken()).isEmpty();
    }

    @Test
    void parameterSetsComeFirstWhereverTheyStood() {
        picture(0, SEI, SPS, PPS, IDR);
        assertThat(taken()).isEqualTo("0:setup 0:7 0:8 0:6 0:5");
    }

    @Test
    void delimitersAndFillerAreLeftOut() {
        picture(0, DELIMITER, SPS, PPS, IDR, FILLER);
        picture(40, DELIMITER, SLICE);
        assertThat(taken()).isEqualTo("0:setup 0:7 0:8 0:5 40:1");
    }

    @Test
    void garbageNeverThrows() {
        Random random = new Random(5);
        for (int n = 0; n < 20_000; n++) {
            byte[] data = new byte[random.nextInt(40)];
            for (int i = 0; i < data.length; i++) {
                data[i] = (byte) (random.nextBoolean() ? random.nextInt(2) : random.nextInt(256));
            }
            long time = n;
            assertThatCode(() -> framer.picture(data, data.length, time, null)).doesNotThrowAnyException();
        }
        for (int i = 0; i < out.size(); i++) {
            if (out.get(i) instanceof SetupFrame) {
                assertThat(Received.typeOf(out.get(i + 1)))
                        .as("behind setup frame %d", i)
                        .isEqualTo(7);
            }
        }
        assertThat(out).filteredOn(SetupFrame.class::isInstance).isNotEmpty();
    }

    @Test
    void otherParameterSetsAreAnnouncedAndTheSameOnesAreNot() {
        picture(0, SPS, PPS, IDR);
        picture(40, SPS, PPS, IDR);
        picture(80, OTHER_SPS, PPS, SLICE);
        picture(120, OTHER_SPS, PPS, IDR);
        assertThat(taken()).isEqualTo("0:setup 0:7 0:8 0:5 40:7 40:8 40:5 80:7 80:8 80:1 120:setup 120:7 120:8 120:5");
    }

    @Test
    void h265NeedsVpsSpsAndPpsInFrontOfEveryKindOfKeyFrame() {
        NalFramer h265 = new NalFramer(NalSyntax.H265, 3, out::add, counters);
        String vps = "00000001 4001";
        String sps = "00000001 4201";
        String pps = "00000001 4401";
        String delimiter = "00000001 4601";
        String trailing = "00000001 0201";
        String[] keys = {"00000001 2601", "00000001 2801", "00000001 2a01", "00000001 2001"}; // IDR, IDR, CRA, BLA
        byte[] early = bytes(vps, sps, keys[0]);
        assertThat(h265.picture(early, early.length, 0, null)).isTrue();
        assertThat(taken()).as("the PPS is missing").isEmpty();
        byte[] first = bytes(delimiter, pps, keys[0]);
        assertThat(h265.picture(first, first.length, 40, null)).isTrue();
        assertThat(taken()).isEqualTo("40:setup 40:32 40:33 40:34 40:19");
        for (int i = 0; i < keys.length; i++) {
            byte[] key = bytes(keys[i], trailing);
            assertThat(h265.picture(key, key.length, 80, null)).isTrue();
            assertThat(taken()).startsWith("80:32 80:33 80:34 80:").endsWith(" 80:1");
        }
    }

    @Test
    void theSendersTimeGoesWithEveryFrameOfItsPicture() {
        Instant sender = Instant.ofEpochMilli(77);
        byte[] data = bytes(SPS, PPS, IDR);
        framer.picture(data, data.length, 0, sender);
        assertThat(out)
                .hasSize(4)
                .filteredOn(BasicFrame.class::isInstance)
                .hasSize(3)
                .allSatisfy(
                        frame -> assertThat(((BasicFrame) frame).senderTime()).contains(sender));
    }
}
