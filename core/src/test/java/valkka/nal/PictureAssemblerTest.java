package valkka.nal;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.nal.NalWriter.idr;
import static valkka.nal.NalWriter.pps;
import static valkka.nal.NalWriter.recoveryPoint;
import static valkka.nal.NalWriter.sei;
import static valkka.nal.NalWriter.slice;
import static valkka.nal.NalWriter.slice265;
import static valkka.nal.NalWriter.sps;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.Codec;

class PictureAssemblerTest {
    private final List<CodedPicture> pictures = new ArrayList<>();
    private PictureAssembler assembler = new PictureAssembler(Codec.H264, pictures::add);

    @Test
    void aPictureEndsAtTheMarkerAtOnce() {
        take(0, false, sps(0), pps(0, 0), sei(), idr(0, 0));
        assertThat(pictures).isEmpty();
        take(0, true, idr(5, 0));
        assertThat(pictures).hasSize(1);
        take(3600, true, slice(0, 0, 1));

        assertThat(pictures).extracting(CodedPicture::isKey).containsExactly(true, false);
        assertThat(pictures).extracting(CodedPicture::timestamp).containsExactly(0L, 3600L);
        assertThat(pictures.get(0).nalUnits()).containsExactly(sps(0), pps(0, 0), sei(), idr(0, 0), idr(5, 0));
        assertThat(pictures).noneMatch(CodedPicture::isContinuation).noneMatch(CodedPicture::isAfterLoss);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutAMarkerItEndsAtTheNextFirstSliceWhateverTheTimes(boolean timesStandStill) {
        take(0, false, sps(0), pps(0, 0), idr(0, 0), idr(5, 0));
        for (int i = 1; i < 4; i++) {
            take(timesStandStill ? 0 : 3600L * i, false, slice(0, 0, i), slice(5, 0, i));
        }
        assembler.finish();

        assertThat(pictures).hasSize(4).allMatch(picture -> picture.nalUnits().size() % 2 == 0);
    }

    @Test
    void twoPicturesOfOneTimeArePartedByTheMarkerOrByTheirFirstSlices() {
        take(0, true, sps(0), pps(0, 0), idr(0, 0));
        take(0, true, slice(0, 0, 1));
        take(7200, false, slice(0, 0, 2), slice(0, 0, 3));
        assembler.finish();

        assertThat(pictures).extracting(CodedPicture::timestamp).containsExactly(0L, 0L, 7200L, 7200L);
    }

    @Test
    void aMarkerThatLiesIsNotTrustedAnyMore() {
        take(0, false, sps(0), pps(0, 0));
        take(0, true, idr(0, 0));
        take(0, true, idr(5, 0));
        take(0, true, idr(9, 0));
        for (int i = 1; i < 3; i++) {
            take(3600L * i, true, slice(0, 0, i));
            take(3600L * i, true, slice(5, 0, i));
        }
        assembler.finish();

        assertThat(assembler.trustsMarker()).isFalse();
        assertThat(pictures).extracting(CodedPicture::isContinuation).containsExactly(false, true, false, false);
        assertThat(pictures).extracting(picture -> picture.nalUnits().size()).containsExactly(3, 2, 2, 2);
        assertThat(pictures.get(1).timestamp()).isZero();
    }

    @Test
    void parameterSetsWithTheTimeOfThePictureBeforeBelongToTheNext() {
        take(0, true, sps(0), pps(0, 0), idr(0, 0));
        take(3600, false, slice(0, 0, 1), sps(0));
        take(3600, true, pps(0, 0));
        take(7200, true, idr(0, 0));

        assertThat(pictures).extracting(CodedPicture::timestamp).containsExactly(0L, 3600L, 7200L);
        assertThat(pictures.get(1).nalUnits()).containsExactly(slice(0, 0, 1));
        assertThat(pictures.get(2).nalUnits()).containsExactly(sps(0), pps(0, 0), idr(0, 0));
    }

    @Test
    void aPartOfAPictureThatIsATickOffBelongsToIt() {
        take(0, false, sps(0), pps(0, 0), idr(0, 0));
        take(1, true, idr(5, 0));

        assertThat(pictures).hasSize(1);
        assertThat(pictures.get(0).timestamp()).isZero();
        assertThat(pictures.get(0).nalUnits()).hasSize(4);
    }

    @Test
    void delimitersEndAPictureAndAreLeftOut() {
        byte[] delimiter = NalWriter.delimiter(Codec.H264);
        take(0, false, delimiter, sps(0), pps(0, 0), idr(0, 0), delimiter);

        assertThat(pictures).hasSize(1);
        assertThat(pictures.get(0).nalUnits()).doesNotContain(delimiter);
    }

    @Test
    void allKnownParameterSetsStandInFrontOfEachKeyPicture() {
        assembler.announce(sps(3));
        assembler.announce(pps(7, 3));
        assembler.announce(pps(9, 4)); // of an SPS that nobody sends
        take(0, true, pps(1, 0), sps(0), pps(0, 0), idr(0, 0));
        take(1, true, pps(1, 0), slice(0, 1, 1));
        take(2, true, idr(0, 7));
        List<byte[]> all = List.of(sps(0), sps(3), pps(0, 0), pps(1, 0), pps(7, 3));

        assertThat(assembler.parameterSets().all()).containsExactlyElementsOf(all);
        assertThat(assembler.parameterSets().all())
                .isSameAs(assembler.parameterSets().all());
        assertThat(pictures.get(0).nalUnits())
                .startsWith(all.toArray(byte[][]::new))
                .hasSize(6);
        assertThat(pictures.get(1).nalUnits()).containsExactly(pps(1, 0), slice(0, 1, 1));
        assertThat(pictures.get(2).nalUnits())
                .startsWith(all.toArray(byte[][]::new))
                .hasSize(6);
    }

    @Test
    void theNewerSetOfAnIdCounts() {
        take(0, true, sps(0), pps(0, 0), idr(0, 0));
        take(1, true, sps(0, false), idr(0, 0));
        assembler.finish();

        assertThat(pictures.get(1).nalUnits()).startsWith(sps(0, false), pps(0, 0));
    }

    @Test
    void aSetThatTheSlicesNameMustBeKnown() {
        take(0, true, sps(0), pps(0, 0), idr(0, 1));
        take(1, true, pps(1, 2), idr(0, 1));
        take(2, true, sps(2), idr(0, 1));

        assertThat(pictures).extracting(CodedPicture::isKey).containsExactly(false, false, true);
    }

    @Test
    void aRecoveryPointIsAnEntryWithIntraSlicesOrAfterAStatedNumberOfPictures() {
        int[] counts = {0, 0, 12};
        int[] types = {NalWriter.I, NalWriter.P, NalWriter.P};
        assembler.announce(sps(0));
        assembler.announce(pps(0, 0));
        for (int i = 0; i < counts.length; i++) {
            take(i, true, recoveryPoint(Codec.H264, counts[i]), slice(0x61, 0, types[i], 0, i, 2 * i));
        }

        assertThat(pictures)
                .extracting(CodedPicture::entry)
                .containsExactly(
                        new EntryPoint(EntryPoint.Kind.RECOVERY_POINT, 0),
                        EntryPoint.NONE,
                        new EntryPoint(EntryPoint.Kind.RECOVERY_POINT, 12));
    }

    @Test
    void h265IsEnteredAtIrapPicturesAndRecoveryPoints() {
        assembler = new PictureAssembler(Codec.H265, pictures::add);
        take(0, false, NalWriter.vps(0), NalWriter.sps265(0, 0), NalWriter.pps265(0, 0, 2));
        int[] types = {19, 21, 16, 1, 22};
        for (int i = 0; i < types.length; i++) {
            take(i, false, slice265(types[i], true, 0, 2, NalWriter.I), slice265(types[i], false, 0, 2, 0));
        }
        for (int count : new int[] {0, 9, -3}) {
            take(10 + count, true, recoveryPoint(Codec.H265, count), slice265(1, true, 0, 2, count == 0 ? 2 : 1));
        }

        assertThat(pictures)
                .extracting(picture ->
                        picture.entry().kind().name() + picture.entry().flawedPictures())
                .containsExactly(
                        "IDR0", "CRA0", "BLA0", "NONE0", "NONE0", "RECOVERY_POINT0", "RECOVERY_POINT9", "NONE0");
    }

    @Test
    void theTwoFieldsOfAFrameAreOnePicture() {
        take(0, false, sps(0, false), pps(0, 0), NalWriter.fieldSlice(0x65, 0, 0, 0, 1));
        take(0, false, NalWriter.fieldSlice(0x61, 0, 0, 0, 2), NalWriter.fieldSlice(0x61, 5, 0, 0, 2));
        take(1, false, NalWriter.fieldSlice(0x61, 0, 0, 1, 1), NalWriter.fieldSlice(0x61, 0, 0, 1, 2));
        take(2, false, NalWriter.fieldSlice(0x61, 0, 0, 2, 1), NalWriter.fieldSlice(0x61, 0, 0, 3, 2));
        assembler.finish();

        assertThat(pictures).extracting(CodedPicture::timestamp).containsExactly(0L, 1L, 2L, 2L);
    }

    /** Each field is an access unit by the standard: it has its marker, its delimiter, its SEI and its time. */
    @Test
    void markersAndDelimitersOfFieldsDoNotPartAFrame() {
        byte[] delimiter = NalWriter.delimiter(Codec.H264);
        take(0, true, delimiter, sps(0, false), pps(0, 0), sei(), NalWriter.fieldSlice(0x65, 0, 0, 0, 1));
        assertThat(pictures).as("a frame without its second field").isEmpty();
        take(1800, true, delimiter, sei(), NalWriter.fieldSlice(0x61, 0, 0, 0, 2));
        assertThat(pictures).as("a whole frame comes at once").hasSize(1);
        take(3600, true, delimiter, sei(), NalWriter.fieldSlice(0x61, 0, 0, 1, 2));
        take(5400, true, delimiter, sei(), NalWriter.fieldSlice(0x61, 0, 0, 1, 1));
        take(7200, true, slice(0, 0, 2)); // a frame between them that has no fields

        assertThat(pictures).extracting(CodedPicture::timestamp).containsExactly(0L, 3600L, 7200L);
        assertThat(pictures).extracting(CodedPicture::isKey).containsExactly(true, false, false);
        assertThat(pictures.get(0).nalUnits()).hasSize(6);
        assertThat(pictures.get(1).nalUnits())
                .containsExactly(
                        sei(), NalWriter.fieldSlice(0x61, 0, 0, 1, 2), sei(), NalWriter.fieldSlice(0x61, 0, 0, 1, 1));
        assertThat(assembler.trustsMarker()).isTrue();
    }

    @Test
    void aFieldWithoutItsSecondIsAPictureOfItsOwn() {
        take(0, true, sps(0, false), pps(0, 0), NalWriter.fieldSlice(0x65, 0, 0, 0, 1));
        take(3600, true, NalWriter.fieldSlice(0x61, 0, 0, 1, 1));
        take(7200, true, NalWriter.fieldSlice(0x61, 0, 0, 2, 1));
        assembler.finish();

        assertThat(pictures).extracting(CodedPicture::timestamp).containsExactly(0L, 3600L, 7200L);
    }

    @Test
    void aFrameWithALostFieldIsDroppedAndCounted() {
        take(0, true, sps(0, false), pps(0, 0), NalWriter.fieldSlice(0x65, 0, 0, 0, 1));
        lossThen(3600, true, NalWriter.fieldSlice(0x61, 0, 0, 1, 1));
        take(3600, true, NalWriter.fieldSlice(0x61, 0, 0, 1, 2));

        assertThat(pictures).extracting(CodedPicture::timestamp).containsExactly(3600L);
        assertThat(assembler.damaged()).isEqualTo(1);
    }

    @Test
    void aPictureWithALostPartIsDroppedAndCounted() {
        take(0, true, sps(0), pps(0, 0), idr(0, 0));
        take(1, false, slice(0, 0, 1));
        lossThen(1, true, slice(9, 0, 1)); // the middle of a picture
        take(2, false, slice(0, 0, 2));
        lossThen(3, true, slice(0, 0, 3)); // the end of a picture
        lossThen(4, true, slice(9, 0, 4)); // the beginning
        lossThen(6, true, slice(0, 0, 6)); // a whole one
        take(7, true, slice(0, 0, 7));

        assertThat(pictures).extracting(CodedPicture::timestamp).containsExactly(0L, 3L, 6L, 7L);
        assertThat(pictures).extracting(CodedPicture::isAfterLoss).containsExactly(false, true, true, false);
        assertThat(assembler.damaged()).isEqualTo(4);
    }

    @Test
    void parameterSetsOfADroppedPictureAreKept() {
        take(0, false, sps(0), pps(0, 0), idr(0, 0));
        lossThen(0, true, idr(9, 0));
        take(1, true, idr(0, 0));

        assertThat(pictures).extracting(CodedPicture::timestamp).containsExactly(1L);
        assertThat(pictures.get(0).isKey()).isTrue();
    }

    @Test
    void aStreamThatBeginsInAPictureBeginsWithTheNextOne() {
        take(0, true, slice(9, 0, 3));
        take(1, true, sps(0), pps(0, 0), idr(0, 0));

        assertThat(pictures).extracting(CodedPicture::timestamp).containsExactly(1L);
    }

    @Test
    void whatIsLargerThanAnyPictureIsDroppedAndHoldsNoMemory() {
        for (int i = 0; i < 3 * AccessUnitAssembler.MAX_UNITS; i++) {
            take(0, false, slice(i, 0, 1));
        }
        for (int i = 0; i < 3 * AccessUnitAssembler.MAX_UNITS; i++) {
            take(1, false, sps(0));
        }
        take(2, true, sps(0), pps(0, 0), idr(0, 0));
        take(3, true, idr(0, 0));

        assertThat(pictures).extracting(CodedPicture::timestamp).containsExactly(3L);
        assertThat(assembler.tooLarge()).isEqualTo(2);
    }

    private void take(long timestamp, boolean marker, byte[]... units) {
        for (int i = 0; i < units.length; i++) {
            assembler.unit(units[i], timestamp, marker && i == units.length - 1, false, timestamp);
        }
    }

    private void lossThen(long timestamp, boolean marker, byte[] unit) {
        assembler.unit(unit, timestamp, marker, true, timestamp);
    }
}
