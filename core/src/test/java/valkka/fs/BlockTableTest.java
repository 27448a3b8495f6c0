package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
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
                        "block            key           last   key as UTC time           key to last",
                        "    0  1543314164986  1543314168906   2018-11-27T10:22:44.986Z      3.920 s",
                        "    1              0              0   -",
                        "    2  1543314169000  1543314169000   2018-11-27T10:22:49Z          0.000 s",
                        "no block is open; 2 of 3 blocks used");
    }

    @Test
    void theMiddleOfALongOneIsLeftOut() {
        assertThat(BlockTable.of(new long[201][2]).toString().lines()).hasSize(203);
        assertThat(BlockTable.of(new long[202][2]).toString().lines())
                .hasSize(203)
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
    void blocksComeInTheOrderOfWritingWithTheirStateAndLap() {
        BlockTable table = BlockTable.of(new TableRows(new long[] {50, 59, 60, 69, 0, 0, 30, 39, 40, 49}), 1);
        assertThat(table.blocks())
                .containsExactly(
                        new Block(3, 30, 39, Block.State.WRITTEN, 1),
                        new Block(4, 40, 49, Block.State.WRITTEN, 1),
                        new Block(0, 50, 59, Block.State.WRITTEN, 0),
                        new Block(1, 60, 69, Block.State.OPEN, 0));
        assertThat(table.openBlock()).hasValue(1);
        assertThat(table.block(2)).isEqualTo(new Block(2, 0, 0, Block.State.UNUSED, 0));
        assertThat(table.isUsed(1)).isTrue();
    }

    @Test
    void whileTheOpenBlockIsEmptyTheOldestBlockIsTheOneBehindIt() {
        BlockTable table = BlockTable.of(new TableRows(new long[] {50, 59, 0, 0, 30, 39}), 1);
        assertThat(table.blocks())
                .containsExactly(
                        new Block(2, 30, 39, Block.State.WRITTEN, 1), new Block(0, 50, 59, Block.State.WRITTEN, 0));
        assertThat(table.openBlock()).isEmpty();
    }

    @Test
    void numbersAloneTellNoOpenBlock() {
        BlockTable table = BlockTable.of(new long[][] {{50, 59}, {60, 69}, {0, 0}});
        assertThat(table.openBlock()).isEmpty();
        assertThat(table.blocks()).extracting(Block::number).containsExactly(0, 1);
        assertThat(BlockTable.of(new long[][] {{50, 60}, {40, 60}, {30, 60}, {0, 0}})
                        .blocks())
                .as("the last of equal times is the newest")
                .extracting(Block::number)
                .containsExactly(0, 1, 2);
        BlockTable full = BlockTable.of(new long[][] {{50, 59}, {60, 69}, {30, 39}, {40, 49}});
        assertThat(full.openBlock())
                .as("nor in a table without an unused block")
                .isEmpty();
        assertThat(full.blocks())
                .containsExactly(
                        new Block(2, 30, 39, Block.State.WRITTEN, 1),
                        new Block(3, 40, 49, Block.State.WRITTEN, 1),
                        new Block(0, 50, 59, Block.State.WRITTEN, 0),
                        new Block(1, 60, 69, Block.State.WRITTEN, 0));
        assertThat(BlockTable.of(new long[3][2]).blocks()).isEmpty();
        assertThat(BlockTable.of(new long[0][]).blocks()).isEmpty();
        assertThat(BlockTable.of(new long[0][]).openBlock()).isEmpty();
    }

    @Test
    void aSearchInTheOrderOfReadingPutsABlockWithoutAKeyFrameBehindItsOwner() {
        BlockTable table = BlockTable.of(new long[][] {{100, 400}, {100, 200}, {50, 90}, {100, 300}, {500, 600}});
        assertThat(table.inReadingOrder(new TimeRange(100, 450))).containsExactly(1, 3, 0, 4);
        assertThat(table.beforeInReadingOrder(4, 9)).containsExactly(2, 1, 3, 0);
        assertThat(table.beforeInReadingOrder(4, 2)).hasSize(2).doesNotContain(2);
        assertThat(table.beforeInReadingOrder(0, 9)).containsExactly(2);
        assertThat(table.beforeInReadingOrder(2, 9)).isEmpty();
        assertThat(BlockTable.of(new long[][] {{7, 9}, {7, 9}, {8, 8}}).beforeInReadingOrder(2, 2))
                .as("equal in all")
                .containsExactly(0, 1);
    }

    @Test
    void neighboursOfATimeAndOfAnInstantAreTheSame() {
        BlockTable table = BlockTable.of(new long[][] {{100, 150}, {200, 250}, {300, 350}});
        assertThat(table.getIndNeigh(1, Instant.ofEpochMilli(250))).containsExactly(1, 2);
        assertThat(table.getIndNeigh(0, 200)).containsExactly(1);
    }

    @Test
    void aTableThatWasCutShortHasUnusedRowsBehindItsEnd() {
        ByteBuffer bytes = ByteBuffer.allocate(40)
                .putLong(5)
                .putLong(6)
                .putLong(7)
                .putLong(8)
                .putLong(9);
        TableRows rows = TableRows.read(bytes.flip(), 4);
        assertThat(rows.size()).isEqualTo(4);
        assertThat(rows.row(0)).isEqualTo(new TableRow(5, 6));
        assertThat(rows.row(1)).isEqualTo(new TableRow(7, 8));
        assertThat(rows.row(2)).as("half a row is none").isEqualTo(TableRow.UNUSED);
        assertThat(rows.row(3)).isEqualTo(TableRow.UNUSED);
    }

    @Test
    void aRowIsSixteenBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(32);
        new TableRow(1, 2).put(buffer);
        new TableRow(3, 4).put(buffer);
        assertThat(buffer.position()).isEqualTo(32);
        assertThat(TableRow.get(buffer, 16)).isEqualTo(new TableRow(3, 4)).hasToString("3 4");
        assertThat(TableRow.position(3)).isEqualTo(48);
        assertThat(new TableRow(0, 4).isUnused()).isFalse();
        assertThat(new TableRow(4, 0).isUnused()).isFalse();
        assertThat(TableRow.UNUSED.isUnused()).isTrue();
    }

    @Test
    void noMethodTakesABlockThatIsNotThere() {
        List<Consumer<Integer>> methods = List.of(
                TABLE::key, TABLE::last, TABLE::isUsed, TABLE::block, block -> TABLE.beforeInReadingOrder(block, 1));
        for (Consumer<Integer> method : methods) {
            for (int block : List.of(-1, 3)) {
                assertThatThrownBy(() -> method.accept(block))
                        .isInstanceOf(ValkkaException.class)
                        .hasMessageContaining("no block " + block);
            }
        }
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
