package valkka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairsTest {
    @Test
    void ratiosAreTakenWithinAPair() {
        Pairs pairs = new Pairs();
        // A machine that becomes ten times slower in mid-run: each pair says one half all the same.
        pairs.add(run(5), run(10));
        pairs.add(run(50), run(100));
        pairs.add(run(6), run(10));

        Sample ratio = pairs.ratio(Run::gigabytesPerSecond);
        assertThat(ratio.median()).isEqualTo(0.5);
        assertThat(ratio.max()).isEqualTo(0.6);
    }

    @Test
    void theRowHasBothMediansTheRatioAndItsRange() {
        Pairs pairs = new Pairs();
        pairs.add(run(5), run(10));
        pairs.add(run(7), run(10));
        pairs.add(run(6), run(10));

        assertThat(pairs.row("figure", "GB/s", Run::gigabytesPerSecond))
                .isEqualTo(new Row("figure", "GB/s", "6", "10", "0.600", "0.500 .. 0.700"));
    }

    @Test
    void runsTakeTurnsAndTheFirstOfEachIsThrownAway() throws Exception {
        List<String> order = new ArrayList<>();

        Pairs pairs = Pairs.alternate(3, source("ours", order), source("raw", order));

        assertThat(order).containsExactly("ours", "raw", "ours", "raw", "raw", "ours", "ours", "raw");
        assertThat(pairs.ours(Run::gigabytesPerSecond).size()).isEqualTo(3);
        // Numbers rise by one a run: 2/3, 5/4, 6/7.
        assertThat(pairs.ratio(Run::gigabytesPerSecond).median()).isEqualTo(6.0 / 7);
    }

    private static Run.Source source(String name, List<String> order) {
        return () -> {
            order.add(name);
            return run(order.size() - 1);
        };
    }

    private static Run run(long gigabytesPerSecond) {
        return new Run(gigabytesPerSecond * 1_000_000_000L, 1_000_000_000L, 1);
    }
}
