package valkka.view;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.fs.Bytes.KiB;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;

/** Plots of times that no camera means, and of streams that change. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a plot hung for ever
class FarTimesTest {
    private static final List<Function<ValkkaFS, Plot>> ALL =
            List.of(Plots::blocks, Plots::blockTimestamps, Plots::frameSizes, Plots::bitRate, Plots::frameIntervals);
    private static final long NOW = Recorded.T0;

    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the first half, the other half, the year that is not drawn; 0 where all is drawn
                "1767261600000 | 1767265200000 | 0",
                "1 | 1767261600000 | 0",
                "946684800000 | 1767261600000 | 0",
                "1767261600000 | 4102444800000 | 0",
                "1767261600000 | 32503680000000 | 3000",
                "1767261600000 | 253402000000000 | 9999",
                "1767261600000 | 1767261600000000 | 57972",
                "1767261600000 | 9223372036854675807 | 292278994",
                "9223372036854600000 | 9223372036854675807 | 292278994",
                "32503680000000 | 32503680003600 | 0",
            })
    void plotsOfAnyTimesEndAndTellWhatTheyDoNotDraw(long first, long second, int year) {
        try (ValkkaSingleFS fs = Recorded.empty(temp.resolve("fs"), 16 * KiB, 12)) {
            try (ValkkaFSWriterThread writer = Recorded.writer(fs)) {
                Recorded.pictures(writer, first, 120, 500);
                Recorded.pictures(writer, second, 40, 500);
            }
            for (Function<ValkkaFS, Plot> kind : ALL) {
                Plot plot = kind.apply(fs);
                assertThat(plot.png()).isNotEmpty();
                assertThat(plot.svg()).isNotEmpty();
            }
            for (Plot plot : List.of(Plots.blocks(fs), Plots.frameSizes(fs), Plots.bitRate(fs))) {
                String told = "far away in time (year " + year + ")";
                if (year == 0) {
                    assertThat(plot.toString()).doesNotContain("not drawn");
                } else {
                    assertThat(plot.toString()).contains("not drawn: ", told);
                }
            }
            if (year != 0) {
                UnitIndex units = UnitIndex.of(fs, UnitIndex.everything(fs)).near();
                assertThat(new FrameSizes(units).chart(ZoneOffset.UTC, 1).getXAxisTitle())
                        .contains("not drawn: ", "far away in time (year " + year + ")");
            }
        }
    }

    @Test
    void equalTimesArePlotted() {
        try (ValkkaSingleFS fs = Recorded.empty(temp.resolve("fs"), 16 * KiB, 12)) {
            try (ValkkaFSWriterThread writer = Recorded.writer(fs)) {
                for (int i = 0; i < 100; i++) {
                    Recorded.write(writer, NOW, i % 10 == 0 ? 7 : 1, 500);
                }
            }
            for (Function<ValkkaFS, Plot> kind : ALL) {
                assertThat(kind.apply(fs).png()).isNotEmpty();
                assertThat(kind.apply(fs).toString()).isNotBlank();
            }
        }
    }

    @Test
    void aStreamThatChangesItsCodecUnderOneIdIsPlottedAsTwo() {
        try (ValkkaSingleFS fs = Recorded.empty(temp.resolve("fs"), 16 * KiB, 12)) {
            try (ValkkaFSWriterThread writer = Recorded.writer(fs)) {
                Recorded.pictures(writer, NOW, 50, 500);
                for (int i = 0; i < 50; i++) {
                    byte[] unit = new byte[500];
                    unit[3] = 1;
                    unit[4] = (byte) (i % 25 == 0 ? 32 << 1 : 1 << 1);
                    writer.getBlockingFrameFilter()
                            .run(BasicFrame.of(1, i % 2, NOW + 2000 + i * 40L, Codec.H265, unit));
                }
            }
            for (Function<ValkkaFS, Plot> kind : ALL) {
                assertThat(kind.apply(fs).png()).isNotEmpty();
            }
            UnitIndex units = UnitIndex.of(fs, UnitIndex.everything(fs));
            assertThat(new BitRate(units).chart(ZoneOffset.UTC, 1).getSeriesCollection())
                    .extracting(series -> series.getName())
                    .containsExactly("id 1001 H264", "id 1001 H265 track 0", "id 1001 H265 track 1");
        }
    }

    @Test
    void theHundredYearsThatHoldMostTimesAreDrawn() {
        assertThat(FarTimes.in(new long[0])).isEqualTo(new FarTimes(TimeRange.EMPTY, 0, 0));
        assertThat(FarTimes.in(new long[] {NOW, Long.MAX_VALUE, NOW + 1, 0}).drawn())
                .isEqualTo(new TimeRange(0, NOW + 1));
        long later = NOW + 200L * 366 * 86_400_000;
        FarTimes far = FarTimes.in(LongStream.of(NOW, later, later + 1).toArray());
        assertThat(far).isEqualTo(new FarTimes(new TimeRange(later, later + 1), 1, NOW));
        assertThat(far.note("frame")).isEqualTo("not drawn: 1 frame far away in time (year 2026)");
        assertThat(FarTimes.in(new long[] {Long.MAX_VALUE}).drawn().isEmpty()).isTrue();
    }
}
