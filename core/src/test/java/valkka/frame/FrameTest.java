package valkka.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ReadOnlyBufferException;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {
    private static BasicFrame frame(Codec codec, int... bytes) {
        byte[] payload = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            payload[i] = (byte) bytes[i];
        }
        return BasicFrame.of(1, 0, 1000, codec, payload);
    }

    @Test
    void aFrameTellsWhatItWasMadeOf() {
        BasicFrame frame = BasicFrame.of(3, 1, 1_543_314_164_986L, Codec.AAC, new byte[] {1, 2, (byte) 255});
        assertThat(frame.slot()).isEqualTo(3);
        assertThat(frame.subsession()).isEqualTo(1);
        assertThat(frame.timestamp()).isEqualTo(Instant.parse("2018-11-27T10:22:44.986Z"));
        assertThat(frame.mediaType()).isEqualTo(MediaType.AUDIO);
        assertThat(frame.codec()).isEqualTo(Codec.AAC);
        assertThat(frame.size()).isEqualTo(3);
        assertThat(frame.firstBytes(20)).isEqualTo("1 2 255");
        assertThat(frame.firstBytes(2)).isEqualTo("1 2");
        assertThat(frame)
                .hasToString("<BasicFrame: timestamp=1543314164986 subsession_index=1 slot=3 / payload size=3 / AAC>");
    }

    @Test
    void eachPayloadIsAFreshBufferThatCannotBeWritten() {
        BasicFrame frame = frame(Codec.AAC, 1, 2, 3);
        assertThat(frame.payload().get()).isEqualTo((byte) 1);
        assertThat(frame.payload().position()).isZero();
        assertThat(frame.payload().remaining()).isEqualTo(3);
        assertThatThrownBy(() -> frame.payload().put((byte) 0)).isInstanceOf(ReadOnlyBufferException.class);
        assertThat(frame.payload().hasArray()).isFalse();
    }

    @Test
    void aChangedCopyLeavesTheFrameAsItIs() {
        BasicFrame frame = frame(Codec.H264, 0, 0, 0, 1, 103, 1);
        assertThat(frame.withSlot(7).slot()).isEqualTo(7);
        assertThat(frame.withMstimestamp(5).mstimestamp()).isEqualTo(5);
        assertThat(frame.slot()).isEqualTo(1);
        assertThat(frame.mstimestamp()).isEqualTo(1000);
        assertThat(frame.withSlot(7).payload()).isEqualTo(frame.payload());
        assertThat(frame.withSlot(1)).isSameAs(frame);
    }

    @Test
    void framesAreEqualByWhatTheyHold() {
        BasicFrame frame = frame(Codec.H264, 0, 0, 0, 1, 103, 1);
        BasicFrame same = frame(Codec.H264, 0, 0, 0, 1, 103, 1);
        assertThat(same).isNotSameAs(frame).isEqualTo(frame).hasSameHashCodeAs(frame);
        assertThat(frame)
                .isNotEqualTo(frame(Codec.H264, 0, 0, 0, 1, 103, 2))
                .isNotEqualTo(frame(Codec.H265, 0, 0, 0, 1, 103, 1))
                .isNotEqualTo(frame.withSlot(7))
                .isNotEqualTo(frame.withMstimestamp(5))
                .isNotEqualTo(frame.withGapBefore())
                .isNotEqualTo(frame.withSenderTime(Instant.EPOCH));
    }

    @Test
    void framesThatDifferBehindWhatIsHashedAreNotEqual() {
        byte[] one = new byte[1000];
        byte[] other = new byte[1000];
        other[999] = 1;
        assertThat(BasicFrame.of(1, 0, 5, Codec.H264, one)).isNotEqualTo(BasicFrame.of(1, 0, 5, Codec.H264, other));
    }

    @Test
    void aNegativeSubsessionIsRefused() {
        assertThatThrownBy(() -> BasicFrame.of(1, -1, 5, Codec.H264, new byte[5]))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("subsession is -1");
    }

    /** The payload is a start code, the header byte and as many more. */
    @ParameterizedTest
    @CsvSource({
        "H264, 103, 1, true", "H264, 39, 1, true", "H264, 7, 1, true", "H264, 104, 1, false", "H264, 101, 9, false",
        "H264, 65, 9, false", "H264, 103, 0, false", "H265, 64, 1, true", "H265, 66, 1, false", "H265, 38, 9, false",
        "H265, 64, 0, false", "AAC, 103, 0, true", "PCMU, 1, 0, true", "codec 99, 65, 9, true"
    })
    void readingMayStartAtAnSpsAVpsAndAnyFrameOfAnotherCodec(String codec, int header, int more, boolean seekable) {
        int[] payload = new int[5 + more];
        payload[3] = 1;
        payload[4] = header;
        Codec made = codec.startsWith("codec")
                ? Codec.of(99)
                : IntStream.of(27, 173, 86018, 65542)
                        .mapToObj(Codec::of)
                        .filter(known -> known.label().equals(codec))
                        .findFirst()
                        .orElseThrow();
        assertThat(frame(made, payload).isSeekable()).isEqualTo(seekable);
    }

    @Test
    void theNalUnitTypeIsThatOfTheCodec() {
        assertThat(frame(Codec.H264, 0, 0, 0, 1, 101).nalUnitType()).isEqualTo(5);
        assertThat(frame(Codec.H265, 0, 0, 0, 1, 64).nalUnitType()).isEqualTo(32);
        assertThat(frame(Codec.H264, 0, 0, 0, 1).nalUnitType()).isEqualTo(-1);
        assertThat(frame(Codec.AAC, 0, 0, 0, 1, 101).nalUnitType()).isEqualTo(-1);
    }

    @Test
    void theNumbersAreFfmpegsAndUnknownOnesAreKept() {
        assertThat(Codec.of(27)).isEqualTo(Codec.H264);
        assertThat(Codec.of(28)).as("FFmpeg 3's H.264").isEqualTo(Codec.H264);
        assertThat(Codec.of(173)).isEqualTo(Codec.H265);
        assertThat(Codec.of(86018)).isEqualTo(Codec.AAC);
        assertThat(Codec.of(86076)).isEqualTo(Codec.OPUS);
        assertThat(Codec.of(69667)).isEqualTo(Codec.G726);
        assertThat(Codec.of(69643))
                .as("G.726 in the packing of AAL2, ADPCM_G726")
                .isNotEqualTo(Codec.G726);
        assertThat(Codec.of(65537)).isEqualTo(Codec.PCM_S16BE).hasToString("L16");
        assertThat(Codec.of(12345).id()).isEqualTo(12345);
        assertThat(Codec.of(12345)).hasToString("codec 12345");
        assertThat(Codec.of(-1).mediaType()).isEqualTo(MediaType.UNKNOWN);
        for (MediaType type : MediaType.values()) {
            assertThat(MediaType.of(type.id())).isEqualTo(type);
        }
        assertThat(MediaType.of(77)).isEqualTo(MediaType.UNKNOWN);
    }

    @Test
    void setupAndMarkerFramesTellWhatTheyAre() {
        SetupFrame setup = new SetupFrame(1, 0, 5, Codec.PCMU);
        assertThat(setup.mediaType()).isEqualTo(MediaType.AUDIO);
        assertThat(setup.withSlot(4)).isEqualTo(new SetupFrame(4, 0, 5, Codec.PCMU));
        assertThat(setup).hasToString("<SetupFrame: timestamp=5 subsession_index=0 slot=1 / PCMU>");
        assertThat(MarkerFrame.start().kind()).isEqualTo(MarkerFrame.Kind.START);
        assertThat(MarkerFrame.end().withSlot(4).slot()).isEqualTo(4);
        assertThat(MarkerFrame.end()).hasToString("<MarkerFrame: END>");
        MarkerFrame seek = new MarkerFrame(MarkerFrame.Kind.SEEK, 2, 5);
        assertThat(seek).hasToString("<MarkerFrame: SEEK timestamp=5 slot=2>");
        assertThat(seek.isOfPull()).isFalse();
        assertThat(MarkerFrame.start().isOfPull()).isTrue();
    }

    @Test
    void anInterruptedWaitSetsTheFlagAgain() {
        ValkkaException e = ValkkaException.interrupted("waiting for block 3");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(e.kind()).isEqualTo(ValkkaException.Kind.CLOSED);
        assertThat(e).hasMessage("interrupted while waiting for block 3");
    }
}
