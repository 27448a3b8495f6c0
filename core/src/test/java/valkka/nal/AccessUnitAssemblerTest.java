package valkka.nal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

class AccessUnitAssemblerTest {
    private static final int SPS = 7;
    private static final int PPS = 8;
    private static final int IDR = 5;
    private static final int SLICE = 1;
    private static final int SEI = 6;
    private static final int DELIMITER = 9;

    private final AccessUnitAssembler assembler = new AccessUnitAssembler();
    private final List<AccessUnit> units = new ArrayList<>();

    @Test
    void whatHasOneTimeIsOnePicture() {
        add(0, SPS, PPS, SEI, IDR, IDR);
        add(40, SLICE, SLICE);
        add(80, SLICE);
        assertThat(units).hasSize(2);
        finish();

        assertThat(units).extracting(AccessUnit::mstimestamp).containsExactly(0L, 40L, 80L);
        assertThat(units).extracting(AccessUnit::key).containsExactly(true, false, false);
        assertThat(types(0)).containsExactly(SPS, PPS, SEI, IDR, IDR);
        assertThat(units.get(0).parameterSets())
                .extracting(BasicFrame::nalUnitType)
                .containsExactly(SPS, PPS);
        assertThat(units.get(1).annexB())
                .startsWith(0, 0, 0, 1, 0x60 | SLICE)
                .hasSize(units.get(1).size());
    }

    @Test
    void picturesOfOneTimeArePartedByWhatStandsInFrontOfOne() {
        add(0, SPS, PPS, IDR, DELIMITER, SLICE, SPS, PPS, IDR);
        finish();

        assertThat(units).hasSize(3);
        assertThat(types(1)).as("delimiters are left out").containsExactly(SLICE);
        assertThat(types(2)).containsExactly(SPS, PPS, IDR);
    }

    @Test
    void aKeyPictureGetsTheParameterSetsThatCameBefore() {
        add(0, SPS, PPS);
        add(40, IDR);
        add(80, SPS, IDR);
        finish();

        assertThat(units).extracting(AccessUnit::mstimestamp).containsExactly(40L, 80L);
        assertThat(types(0)).containsExactly(SPS, PPS, IDR);
        assertThat(types(1)).containsExactly(SPS, PPS, IDR);
        assertThat(units.get(1).key()).isTrue();
    }

    @Test
    void withoutParameterSetsThereIsNoKey() {
        add(0, IDR);
        add(40, SPS, IDR);
        finish();

        assertThat(units).extracting(AccessUnit::key).containsExactly(false, false);
    }

    @Test
    void h265NeedsAllThreeKindsOfParameterSets() {
        for (int type : new int[] {33, 34, 19}) {
            take(h265(0, type, true));
        }
        for (int type : new int[] {32, 33, 34, 39, 19}) {
            take(h265(40, type, true));
        }
        take(h265(40, 19, false));
        take(h265(40, 40, false));
        take(h265(80, 1, true));
        finish();

        assertThat(units).extracting(AccessUnit::key).containsExactly(false, true, false);
        assertThat(types(1)).containsExactly(32, 33, 34, 39, 19, 19, 40);
    }

    @Test
    void anotherCodecBeginsAnew() {
        add(0, SPS, PPS, IDR);
        take(h265(0, 19, true));
        finish();

        assertThat(units).extracting(AccessUnit::codec).containsExactly(Codec.H264, Codec.H265);
        assertThat(units.get(1).key()).isFalse();
    }

    @Test
    void whatIsLargerThanAnyPictureIsDroppedAndHoldsNoMemory() {
        for (int i = 0; i < 1000; i++) {
            take(BasicFrame.of(1, 0, 0L, Codec.H264, Arrays.copyOf(NalWriter.slice(i, 0, 1), 1 << 20)));
        }
        for (int i = 0; i < 2 * AccessUnitAssembler.MAX_UNITS; i++) {
            take(BasicFrame.of(1, 0, 40L, Codec.H264, NalWriter.slice(i, 0, 1)));
        }
        add(80, SPS, PPS, IDR);
        finish();

        assertThat(units).extracting(AccessUnit::mstimestamp).containsExactly(80L);
        assertThat(assembler.dropped()).isEqualTo(2);
    }

    @Test
    void whatIsLostIsForgottenButItsParameterSets() {
        add(0, SPS, PPS, IDR);
        add(40, SLICE);
        assembler.clear();
        add(80, IDR);
        finish();

        assertThat(units).extracting(AccessUnit::mstimestamp).containsExactly(0L, 80L);
        assertThat(types(1)).containsExactly(SPS, PPS, IDR);
    }

    @Test
    void behindAGapAKeyPictureNeedsParameterSetsOfItsOwn() {
        add(0, SPS, PPS, IDR);
        take(BasicFrame.of(1, 0, 40L, Codec.H264, NalWriter.idr(0, 0)).withGapBefore());
        add(80, SPS, PPS, IDR);
        finish();

        assertThat(units).extracting(AccessUnit::key).containsExactly(true, false, true);
    }

    @Test
    void emptyFramesAndOtherMediaAreNoPart() {
        take(BasicFrame.of(1, 0, 0L, Codec.H264, new byte[] {0, 0, 0, 1}));
        take(BasicFrame.of(1, 1, 0L, Codec.AAC, new byte[100]));
        finish();

        assertThat(units).isEmpty();
    }

    /** Slices that follow each other are of one picture. */
    private void add(long mstimestamp, int... types) {
        int slices = 0;
        for (int type : types) {
            byte[] unit = switch (type) {
                case SPS -> NalWriter.sps(0);
                case PPS -> NalWriter.pps(0, 0);
                case IDR -> NalWriter.idr(slices++, 0);
                case SLICE -> NalWriter.slice(slices++, 0, 1);
                case DELIMITER -> NalWriter.delimiter(Codec.H264);
                default -> NalWriter.sei();
            };
            slices = type == IDR || type == SLICE ? slices : 0;
            take(BasicFrame.of(1, 0, mstimestamp, Codec.H264, unit));
        }
    }

    private static BasicFrame h265(long mstimestamp, int type, boolean first) {
        byte[] unit = switch (type) {
            case 32 -> NalWriter.vps(0);
            case 33 -> NalWriter.sps265(0, 0);
            case 34 -> NalWriter.pps265(0, 0, 0);
            case 39, 40 -> new byte[] {0, 0, 0, 1, (byte) (type << 1), 1, 5, 1, 9};
            default -> NalWriter.slice265(type, first, 0, 0, 2);
        };
        return BasicFrame.of(1, 0, mstimestamp, Codec.H265, unit);
    }

    private void take(BasicFrame frame) {
        assembler.add(frame).ifPresent(units::add);
    }

    private void finish() {
        assembler.finish().ifPresent(units::add);
    }

    private int[] types(int unit) {
        return Arrays.stream(units.get(unit).nalUnits().toArray(BasicFrame[]::new))
                .mapToInt(BasicFrame::nalUnitType)
                .toArray();
    }
}
