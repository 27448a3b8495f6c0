package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.disk.Disk;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** A table that is made of the frames of the blocks: which block is open, and which rows the blocks get. */
class TableRebuildTest {
    @TempDir(factory = InMemory.class)
    Path temp;

    /** {@link CraftedRing} says how blocks are written. The result: the open block, the json's block, the rows. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a table that is right               | 3 | 10k:10,10; 20k:20,20; 30k:30,30; ;         | 3 3: 10,10 20,20 30,30 - -",
                "rows of nonsense                    | 3 | 10k:7,8; 20k:30,20; 30k:1,1; ;            | 3 3: 10,10 20,20 30,30 - -",
                "no rows                             | 3 | 10k; 20k; 30k; ;                          | 3 3: 10,10 20,20 30,30 - -",
                "an open block that lacks its row    | 3 | 10k:10,10; 20k:20,20; 30k; ;              | 2 3: 10,10 20,20 - - -",
                "a row of a block without frames     | 3 | 10k:10,10; 20k:20,20; 30k:30,30; :5,6;    | 3 3: 10,10 20,20 30,30 - -",
                "the oldest block is the next one    | 2 | 50k:50,50; 60k:60,60; 30k; 40k:40,40; 45k:45,45 | 2 2: 50,50 60,60 - 40,40 45,45",
                "and still has its row               | 2 | 50k:50,50; 60k:60,60; 30k:30,30; 40k:40,40; 45k:45,45 | 2 2: 50,50 60,60 30,30 40,40 45,45",
                "and has a wrong one                 | 2 | 50k:50,50; 60k:60,60; 30k:3,3; 40k:40,40; 45k:45,45 | 2 2: 50,50 60,60 30,30 40,40 45,45",
                "an open block of a full ring        | 2 | 50k:50,50; 60k 65~; 30k:30,30; 40k:40,40; 45k:45,45 | 1 2: 50,50 - 30,30 40,40 45,45",
                "a damaged block with its row        | 4 | 10k:10,10; 20k 21 -1:20,21; 30k:30,30; 40k:40,40; | 4 4: 10,10 20,21 30,30 40,40 -",
                "and no block is free behind it      | 2 | 50k:50,50; 60k -1:60,60; 30k:30,30; 40k:40,40; 45k:45,45 | 1 2: 50,50 - 30,30 40,40 45,45",
                "a damaged block before an empty one | 2 | 10k:10,10; 20k 21 -1:20,21; ; ;           | 2 2: 10,10 20,21 - - -",
                "the same without its row            | 2 | 10k:10,10; 20k 21 -1; ; ;                 | 1 2: 10,10 - - - -",
                "the json tells where times step back | 2 | 50k; 60k; 30k; 40k; 20k                   | 2 2: 50,50 60,60 30,30 40,40 20,20",
                "it names the block behind           | 3 | 50k; 60k; 30k; 40k; 20k                    | 2 2: 50,50 60,60 30,30 40,40 20,20",
                "the only block lacks its row        | 1 | 10k; ; ; ;                                | 0 1: - - - - -",
            })
    void theRowsAreThoseOfTheFrames(String name, int json, String blocks, String expected) throws IOException {
        assertThat(text(rebuild(ring(blocks), -1, json))).as(name).isEqualTo(expected);
    }

    @Test
    void whereTimesStepBackTwiceAndTheJsonNamesNeitherTheUserChooses() throws IOException {
        FSPars pars = ring("50k; 60k; 30k; 40k; 20k");
        for (Integer json : Arrays.asList(1, null)) {
            assertThatThrownBy(() -> rebuild(pars, -1, json))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("it may be one of the blocks [2, 4]")
                    .hasMessageContaining("--open-block");
        }
        for (int open = 0; open < 5; open++) {
            TableRebuild rebuild = rebuild(pars, open, null);
            assertThat(rebuild.open()).isEqualTo(open);
            assertThat(rebuild.openSource()).isEqualTo("as given");
        }
        assertThatThrownBy(() -> rebuild(pars, 5, null))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_ARGUMENT))
                .hasMessageContaining("there are blocks 0 to 4");
        assertThat(rebuild(pars, -1, 0).openSource()).isEqualTo("the json and the dumpfile agree");
        assertThat(rebuild(ring("10k; 20k; ; ;"), -1, null).openSource()).isEqualTo("the dumpfile tells it");
        assertThat(rebuild(ring("10k:10,10; 20k; ; ;"), -1, null).openSource())
                .isEqualTo("the table and the dumpfile agree");
    }

    /** A key is a block's first key frame, or its last one; some rows must show which. */
    @Test
    void theRowsTellWhichKindOfRecordingItIs() throws IOException {
        assertThat(text(rebuild(ring("10k 15k:10,15; 20k 25k:1,1; ; ;"), null, -1, 2)))
                .isEqualTo("2 2: 10,15 20,25 - - -");
        assertThat(text(rebuild(ring("10k 15k:15,15; 20k 25k:1,1; ; ;"), null, -1, 2)))
                .isEqualTo("2 2: 15,15 25,25 - - -");
        assertThat(text(rebuild(ring("10k:10,10; 20k:20,20; ; ;"), null, -1, 2)))
                .isEqualTo("2 2: 10,10 20,20 - - -");
        for (String rows : List.of("10k 15k:1,1; 20k 25k; ; ;", "10k 15k:10,15; 20k 25k:25,25; ; ;")) {
            assertThatThrownBy(() -> rebuild(ring(rows), null, -1, 2))
                    .as(rows)
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("no row of the table tells whether")
                    .hasMessageContaining("--single or --multi");
        }
    }

    @Test
    void eachChangeSaysWhy() throws IOException {
        FSPars pars = ring("10k:10,10; 20k:1,1; 30 35:2,2; :5,6;");
        TableRebuild rebuild = rebuild(pars, -1, 3);
        assertThat(rebuild.changes().toString())
                .contains("block 1", "1 frames from byte 4096 to 4192 say so", "writing goes on here")
                .doesNotContain("block 0");
        assertThat(rebuild.unknown())
                .singleElement()
                .asString()
                .startsWith("the key of block 2, which has no key frame");
        assertThat(text(rebuild)).isEqualTo("3 3: 10,10 20,20 20,35 - -");
        Files.write(pars.blockfile(), Arrays.copyOf(Files.readAllBytes(pars.blockfile()), 40));
        assertThat(rebuild(pars, -1, 3).changes().toString()).contains("the file", "2 rows", "5 rows");
        Files.delete(pars.blockfile());
        assertThat(rebuild(pars, -1, 3).changes().toString()).contains("missing or empty");
        TableRebuild right = rebuild(ring("10k:10,10; 20k:20,20; ; ;"), -1, 2);
        assertThat(right.changes()).isEmpty();
        assertThat(right.unknown()).isEmpty();
    }

    /** A json may name the open block, or the block behind it when a writer is about to write. */
    @Test
    void theJsonsBlockIsRightUntilTheFirstFrameAndBehindIt() throws IOException {
        TableRebuild empty = rebuild(ring("10k:10,10; 20k:20,20; ; ;"), -1, 2);
        assertThat(List.of(
                        empty.mayBeCurrent(1), empty.mayBeCurrent(2), empty.mayBeCurrent(3), empty.mayBeCurrent("2")))
                .containsExactly(false, true, true, false);
        TableRebuild open = rebuild(ring("50k:50,50; 60k 65~; 30k:30,30; 40k:40,40; 45k:45,45"), -1, 2);
        assertThat(List.of(open.mayBeCurrent(1), open.mayBeCurrent(2), open.mayBeCurrent(3)))
                .containsExactly(false, true, false);
    }

    private FSPars ring(String blocks) throws IOException {
        return CraftedRing.make(Files.createTempDirectory(temp, "fs"), 0, blocks);
    }

    private static TableRebuild rebuild(FSPars pars, int openBlock, @Nullable Object json) throws IOException {
        return rebuild(pars, false, openBlock, json);
    }

    private static TableRebuild rebuild(FSPars pars, @Nullable Boolean multi, int openBlock, @Nullable Object json)
            throws IOException {
        Path directory = pars.jsonfile().getParent();
        Map<String, Object> keys = json == null ? Map.of() : Map.of("current_block", json);
        RingGeometry geometry = RingGeometry.of(Disk.SYSTEM, directory, keys, CraftedRing.BLOCKSIZE, done -> {});
        return TableRebuild.of(Disk.SYSTEM, geometry, multi, openBlock, keys);
    }

    private static String text(TableRebuild rebuild) {
        List<String> rows = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(rebuild.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < bytes.limit(); at += TableRow.LENGTH) {
            TableRow row = TableRow.get(bytes, at);
            rows.add(row.isUnused() ? "-" : row.key() + "," + row.last());
        }
        return rebuild.open() + " " + rebuild.pars().currentBlock() + ": " + String.join(" ", rows);
    }
}
