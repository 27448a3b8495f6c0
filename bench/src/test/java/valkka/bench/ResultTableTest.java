package valkka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTableTest {
    @Test
    void wordsStartAtTheLeftAndNumbersEndAtTheRight() {
        ResultTable table = new ResultTable();
        table.group(
                "Write: 2 GB",
                List.of(
                        Row.of("camera frames", "GB/s", 12.5).limit(25).ratio(Sample.of(0.5, 0.25, 0.75)),
                        Row.of("CPU", "s/GB", 0.125)));
        table.group("Search", List.of(Row.of("open", "ms", 17)));

        assertThat(table.toString().lines())
                .containsExactly(
                        "figure           unit   ours  limit  ratio          spread",
                        "Write: 2 GB",
                        "  camera frames  GB/s   12.5     25  0.500  0.250 .. 0.750",
                        "  CPU            s/GB  0.125",
                        "Search",
                        "  open           ms       17");
    }

    @Test
    void figuresHaveThreeSignificantDigits() {
        assertThat(Row.number(1234.4)).isEqualTo("1234");
        assertThat(Row.number(123.4)).isEqualTo("123");
        assertThat(Row.number(12.345)).isEqualTo("12.3");
        assertThat(Row.number(1.2345)).isEqualTo("1.23");
        assertThat(Row.number(0.012345)).isEqualTo("0.0123");
        assertThat(Row.number(0)).isEqualTo("0");
        assertThat(Row.number(3_000_000_000d)).isEqualTo("3000000000");
        assertThat(Row.number(Double.NaN)).isEqualTo("-");
    }

    @Test
    void aSingleMeasurementHasNoSpread() {
        assertThat(Row.of("open", "ms", Sample.of(5)).spread()).isEmpty();
        assertThat(Row.of("open", "ms", Sample.of(5, 7)).spread()).isEqualTo("5 .. 7");
    }
}
