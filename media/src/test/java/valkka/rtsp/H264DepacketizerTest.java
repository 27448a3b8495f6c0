package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RFC 6184, and what cameras make of it. */
class H264DepacketizerTest {
    private final RtpTestTrack track = new RtpTestTrack(RtpTestPackets.h264());

    @Test
    void aNalUnitIsAPayloadAsItIs() {
        track.payload(90, false, "6742").payload(90, true, "6588 84");
        assertThat(track.told()).containsExactly("000000016742", "00000001658884.");
        assertThat(track.timestamps()).containsExactly(90L, 90L);
    }

    @Test
    void anAggregateHasSeveralAndTheMarkerIsOfTheLast() {
        track.payload(90, true, "78 0002 6742 0000 0002 68ce 0003 658884");
        assertThat(track.nalUnits()).containsExactly("6742", "68ce", "658884.");
    }

    @Test
    void anAggregateWithDecodingOrderIsTakenToo() {
        track.payload(90, true, "79 0007 0002 6742 0002 68ce");
        assertThat(track.nalUnits()).containsExactly("6742", "68ce.");
    }

    @Test
    void ofAnAggregateThatIsCutTheWholeUnitsAreTaken() {
        track.payload(90, false, "78 0002 6742 0003 68ce")
                .payload(90, false, "78 0002 6742 00")
                .payload(90, true, "6588");
        assertThat(track.nalUnits()).containsExactly("6742", "!6742", "!6588.");
        assertThat(track.receiver.stats().malformed()).isEqualTo(2);
    }

    @Test
    void fragmentsBecomeOneUnit() {
        track.payload(90, false, "7c85 8884").payload(90, false, "7c05 1122").payload(90, true, "7c45 33");
        assertThat(track.nalUnits()).containsExactly("658884112233.");
    }

    @Test
    void fragmentsWithDecodingOrderAreTakenToo() {
        track.payload(90, false, "7d85 0001 8884").payload(90, true, "7c45 33");
        assertThat(track.nalUnits()).containsExactly("65888433.");
    }

    @Test
    void aFragmentThatIsTheBeginningAndTheEndIsAUnit() {
        track.payload(90, true, "7cc5 8884");
        assertThat(track.nalUnits()).containsExactly("658884.");
    }

    @Test
    void aUnitWithoutItsBeginningIsDroppedAndTheNextOneSaysSo() {
        track.payload(90, false, "7c05 1122").payload(90, true, "7c45 33").payload(180, true, "4188");
        assertThat(track.nalUnits()).containsExactly("!4188.");
        assertThat(track.receiver.stats().damagedUnits()).isEqualTo(1);
    }

    @Test
    void aUnitWithoutItsEndIsDroppedWhereTheCameraMarksEnds() {
        track.payload(90, false, "7c85 88").payload(90, true, "7c45 33");
        track.payload(180, false, "7c85 88").payload(180, false, "7c05 33").payload(270, true, "4188");
        assertThat(track.nalUnits()).containsExactly("658833.", "!4188.");
        assertThat(track.receiver.stats().damagedUnits()).isEqualTo(1);
    }

    @Test
    void aMarkerOnEachFragmentEndsNoUnit() {
        track.payload(90, true, "7c85 88").payload(90, true, "7c05 33").payload(90, true, "7c45 44");
        track.payload(180, true, "4188");
        assertThat(track.nalUnits()).containsExactly("65883344.", "4188.");
        assertThat(track.receiver.stats().damagedUnits()).isZero();
    }

    @Test
    void aCameraThatNeverMarksEndsIsTakenByTheMarkerAndTheNextUnit() {
        track.payload(90, false, "7c85 88").payload(90, true, "7c05 33");
        track.payload(180, false, "7c85 77").payload(180, false, "7c05 44").payload(180, true, "4188");
        assertThat(track.nalUnits()).containsExactly("658833.", "657744", "4188.");
        assertThat(track.receiver.stats().damagedUnits()).isZero();
    }

    @Test
    void aSecondBeginningDropsTheFirst() {
        track.payload(0, true, "7cc5 01");
        track.payload(90, false, "7c85 88").payload(90, false, "7c85 77").payload(90, true, "7c45 33");
        assertThat(track.nalUnits()).containsExactly("6501.", "!657733.");
    }

    @Test
    void aPieceOfAnotherUnitDropsTheOpenOne() {
        track.payload(90, false, "7c85 88").payload(90, true, "7c41 33").payload(180, true, "4188");
        assertThat(track.nalUnits()).containsExactly("!4188.");
        assertThat(track.receiver.stats().damagedUnits()).isEqualTo(1);
    }

    @Test
    void aLossWithinAUnitDropsItAndCountsItOnce() {
        track.payload(90, false, "7c85 88")
                .loss()
                .payload(90, false, "7c05 33")
                .payload(90, true, "7c45 33")
                .payload(180, false, "4188")
                .payload(180, true, "4199");
        assertThat(track.nalUnits()).containsExactly("!4188", "4199.");
        assertThat(track.receiver.stats().damagedUnits()).isEqualTo(1);
        assertThat(track.receiver.stats().lost()).isEqualTo(1);
    }

    @Test
    void startCodesWithinAUnitPartIt() {
        track.payload(90, true, "6742 000001 68ce 00000001 6588 0000");
        track.payload(180, false, "7c87 42 0000").payload(180, true, "7c47 01 68ce000000016588");
        assertThat(track.nalUnits()).containsExactly("6742", "68ce", "6588.", "6742", "68ce", "6588.");
        assertThat(track.told()).allMatch(unit -> unit.startsWith("00000001"));
    }

    @Test
    void aStartCodeInFrontOfAUnitIsNoPartOfIt() {
        track.payload(90, true, "00000001 6588").payload(180, true, "000001 4188");
        assertThat(track.nalUnits()).containsExactly("6588.", "4188.");
    }

    @Test
    void zerosAtTheEndAreNoPartOfAUnit() {
        track.payload(90, true, "6588 000000").payload(180, true, "7801 0004 41880000".replace("7801", "78"));
        assertThat(track.nalUnits()).containsExactly("6588.", "4188.");
    }

    @Test
    void emptyPayloadsAreNothing() {
        track.payload(90, false, "7c85 88").payload(90, false, "").payload(90, true, "7c45 33");
        assertThat(track.nalUnits()).containsExactly("658833.");
    }

    @Test
    void whatNobodyMaySendIsCounted() {
        for (String payload :
                new String[] {"7a 0001 0002 00 6742", "7b 0001 0002 00 6742", "7e", "7f 01", "60 11", "7c"}) {
            track.payload(90, false, payload);
        }
        track.payload(90, true, "6588");
        assertThat(track.nalUnits()).containsExactly("!6588.");
        assertThat(track.receiver.stats().malformed()).isEqualTo(6);
    }

    @Test
    void aUnitThatNeverEndsIsGivenUp() {
        String piece = "7c05" + "11".repeat(60_000);
        track.payload(90, false, "7c85 88");
        for (int i = 0; i < 300; i++) {
            track.payload(90, false, piece);
        }
        track.payload(180, true, "4188");
        assertThat(track.nalUnits()).containsExactly("!4188.");
        assertThat(track.receiver.stats().damagedUnits()).isEqualTo(1);
    }
}
