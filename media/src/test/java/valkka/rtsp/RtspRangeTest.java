package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.rtsp.RtspRange.Unit;

class RtspRangeTest {
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            npt=0-,                                                NPT,   false, 0,             -
            npt=0.000-12.5,                                        NPT,   false, 0,             12500
            NPT = 1:02:03.25 - 2:00:00,                            NPT,   false, 3723250,       7200000
            npt=-20,                                               NPT,   false, -,             20000
            npt=now-,                                              NPT,   true,  -,             -
            npt=5.200000000-,                                      NPT,   false, 5200,          -
            npt=10-3;time=19970123T143720Z,                        NPT,   false, 10000,         3000
            clock=20260101T100000Z-,                               CLOCK, false, 1767261600000, -
            clock=20260101T100000.04Z-20260101t100001Z,            CLOCK, false, 1767261600040, 1767261601000
            """)
    void aRangeIsReadAsPlayersWriteIt(String text, Unit unit, boolean now, Long from, Long to) {
        assertThat(RtspRange.parse(text)).contains(new RtspRange(unit, now, from, to));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "npt=",
                "npt=-",
                "npt=1",
                "npt=a-b",
                "npt=-1-2",
                "npt=1-now",
                "npt=99999999999-",
                "smpte=10:07:00-",
                "clock=20261301T100000Z-",
                "clock=20260101T100000-",
                "clock=2026-",
                "bytes=0-1"
            })
    void whatIsNoneIsRefused(String text) {
        assertThat(RtspRange.parse(text)).isEmpty();
    }

    @Test
    void aRangeIsWrittenAsItIsRead() {
        assertThat(RtspRange.text(Unit.NPT, 40, 12_500)).isEqualTo("npt=0.040-12.500");
        String clock = RtspRange.text(Unit.CLOCK, 1_767_261_600_040L, 1_767_261_601_000L);
        assertThat(clock).isEqualTo("clock=20260101T100000.040Z-20260101T100001.000Z");
        assertThat(RtspRange.parse(clock))
                .contains(new RtspRange(Unit.CLOCK, false, 1_767_261_600_040L, 1_767_261_601_000L));
    }

    /** The seed is fixed: what fails once fails again. */
    @Test
    void spoiltTextsThrowNothing() {
        Random random = new Random(2326);
        String letters = "npt=clock019.:-TZ ;now+eE";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "npt=" : "clock=20260101T1");
            for (int n = random.nextInt(30); n > 0; n--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            assertThatCode(() -> RtspRange.parse(text.toString())).doesNotThrowAnyException();
        }
    }
}
