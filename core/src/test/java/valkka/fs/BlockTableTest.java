package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import valkka.frame.ValkkaException;

class BlockTableTest {
    private static final BlockTable TABLE = BlockTable.of(new long[][] {
        {1_543_314_164_986L, 1_543_314_168_906L}, {0, 0}, {1_543_314_169_000L, 1_543_314_169_000L},
    });

    @Test
    void itPrintsAsAnAlignedTable() {
        assertThat(TABLE.toString().lines())
                .containsExactly(
                        "block            key           last   key as UTC time           seconds",
                        "    0  1543314164986  1543314168906   2018-11-27T10:22:44.986Z    3.920",
                        "    1              0              0   -",
                        "    2  1543314169000  1543314169000   2018-11-27T10:22:49Z        0.000");
    }

    @Test
    void theMiddleOfALongOneIsLeftOut() {
        assertThat(BlockTable.of(new long[201][2]).toString().lines()).hasSize(202);
        assertThat(BlockTable.of(new long[202][2]).toString().lines())
                .hasSize(202)
                .contains("  ... 2 more ...")
                .anyMatch(line -> line.startsWith("   99 "))
                .noneMatch(line -> line.startsWith("  100 "))
                .noneMatch(line -> line.startsWith("  101 "))
                .anyMatch(line -> line.startsWith("  102 "));
    }

    @Test
    void rowsAreCopiesAndNumbersAreThere() {
        TABLE.rows()[0][0] = 7;
        assertThat(TABLE.key(0)).isEqualTo(1_543_314_164_986L);
        assertThat(TABLE.last(2)).isEqualTo(1_543_314_169_000L);
        assertThat(TABLE.max()).isEqualTo(1_543_314_169_000L);
        assertThat(TABLE.size()).isEqualTo(3);
        assertThat(TABLE.isUsed(1)).isFalse();
        assertThat(BlockTable.of(new long[0][]).getTimeRange()).isEqualTo(TimeRange.EMPTY);
    }

    @Test
    void theTableThatWasGivenOutDoesNotChange() {
        long[][] rows = {{5, 6}, {0, 0}};
        BlockTable table = BlockTable.of(rows);
        rows[0][0] = 77;
        assertThat(table.key(0)).isEqualTo(5);
    }

    @Test
    void whatCannotBeIsABadArgument() {
        assertThatThrownBy(() -> BlockTable.of(new long[][] {{1, 2}, {3}}))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("row 1")
                .hasMessageContaining("1 columns");
        assertThatThrownBy(() -> TABLE.key(3))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("no block 3")
                .hasMessageContaining("0 to 2");
        assertThatThrownBy(() -> TABLE.getIndNeigh(-1, 5))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("-1 blocks");
    }
}
