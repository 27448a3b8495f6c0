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
                .startsWith(0, 0, 0, 1, SLICE)
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
            take(h265(0, type));
        }
        for (int type : new int[] {32, 33, 34, 39, 19, 19, 40}) {
            take(h265(40, type));
        }
        take(h265(80, 1));
        finish();

        assertThat(units).extracting(AccessUnit::key).containsExactly(false, true, false);
        assertThat(types(1)).containsExactly(32, 33, 34, 39, 19, 19, 40);
    }

    @Test
    void anotherCodecBeginsAnew() {
        add(0, SPS, PPS, IDR);
        take(h265(0, 19));
        finish();

        assertThat(units).extracting(AccessUnit::codec).containsExactly(Codec.H264, Codec.H265);
        assertThat(units.get(1).key()).isFalse();
    }

    @Test
    void whatIsLargerThanAnyPictureIsDroppedAndHoldsNoMemory() {
        byte[] megabyte = new byte[1 << 20];
        megabyte[3] = 1;
        megabyte[4] = SLICE;
        for (int i = 0; i < 1000; i++) {
            take(BasicFrame.of(1, 0, 0L, Codec.H264, megabyte));
        }
        for (int i = 0; i < 2 * AccessUnitAssembler.MAX_UNITS; i++) {
            add(40, SLICE);
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
        take(BasicFrame.of(1, 0, 40L, Codec.H264, new byte[] {0, 0, 0, 1, IDR, 1})
                .withGapBefore());
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

    private void add(long mstimestamp, int... types) {
        for (int type : types) {
            take(BasicFrame.of(1, 0, mstimestamp, Codec.H264, new byte[] {0, 0, 0, 1, (byte) type, 1, 2, 3}));
        }
    }

    private static BasicFrame h265(long mstimestamp, int type) {
        return BasicFrame.of(1, 0, mstimestamp, Codec.H265, new byte[] {0, 0, 0, 1, (byte) (type << 1), 1, 2, 3});
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
