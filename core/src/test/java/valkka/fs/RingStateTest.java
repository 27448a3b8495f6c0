package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.disk.Disk;
import valkka.frame.ValkkaException;

/**
 * Where writing resumes, and which blocks a crash left without an end or a row, for files in each state that a crash
 * leaves (format.md, "What a crash leaves").
 */
class RingStateTest {
    @TempDir(factory = InMemory.class)
    Path temp;

    /** {@link CraftedRing} says how blocks are written. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing was ever written            | 0 | ; ; ; ;                                          | 0 |",
                "the first block is open             | 1 | 10k 20; ; ; ;                                    | 0 | 0=10 20",
                "it is open, libValkka's json        | 0 | 10k 20; ; ; ;                                    | 0 | 0=10 20",
                "killed before the first commit      | 3 | ; ; ; ;                                          | 2 |",
                "libValkka began in the json's block | 3 | ; ; ; 10k;                                       | 3 | 3=10 10",
                "the third block is open             | 3 | 10k:10,10; 20k:20,20; 30k 35; ;                  | 2 | 2=30 35",
                "an old json of the first lap        | 0 | 10k:10,10; 20k:20,20; 30k 35; ;                  | 2 | 2=30 35",
                "the third block is empty            | 2 | 10k:10,10; 20k:20,20; ; ;                        | 2 |",
                "the block behind is being closed    | 2 | 10k:10,10; 20k; ; ;                              | 1 | 1=20 20",
                "a full ring, block 1 is open        | 2 | 50k:50,50; 60k 65~; 30k:30,30; 40k:40,40; 45k:45,45 | 1 | 1=60 65",
                "a full ring, block 1 is the next    | 1 | 50k:50,50; 20k; 30k:30,30; 40k:40,40; 45k:45,45  | 1 |",
                "a full ring, the last was closed    | 0 | 10k; 20k:20,20; 30k:30,30; 40k:40,40; 50k:50,50  | 0 |",
                "the json is older by two blocks     | 4 | 50k:50,50; 60k 65~; 30k:30,30; 40k:40,40; 45k:45,45 | 1 | 1=60 65",
                "its row was written early           | 2 | 50k:50,50; 60k 65 70~:60,65; 30k:30,30; 40k:40,40; 45k:45,45 | 1 | 1=60 70",
                "its row was written at the end      | 2 | 50k:50,50; 60k 65~:60,65; 30k:30,30; 40k:40,40; 45k:45,45 | 1 | 1=60 65",
                "all rows, and nothing is open       | 2 | 50k:50,50; 60k:60,60; 30k:30,30; 40k:40,40; 45k:45,45 | 1 | 1=60 60",
                "all rows, libValkka's json          | 1 | 50k:50,50; 60k:60,60; 30k:30,30; 40k:40,40; 45k:45,45 | 1 | 1=60 60",
                "a time of half a record             | 2 | 50k:50,50; 60k 0:60,60; 30k:30,30; 40k:40,40; 45k:45,45 | 1 | 1=60 60",
                "the clock was set back to 7         | 2 | 50k:50,50; 7k 8~; 30k:30,30; 40k:40,40; 45k:45,45 | 1 | 1=7 8",
                "no key frame, goes on from before   | 3 | 10k:10,10; 20k:20,20; 30 35; ;                   | 2 | 2=20 35",
                "and in the json's block             | 2 | 50k:50,50; 60k 65~; 70k 75~:30,30; 40k:40,40; 45k:45,45 | 2 | 1=60 65, 2=70 75",
                "it filled the block to its end      | 2 | 50k:50,50; 60k 65~; 70k 75:30,30; 40k:40,40; 45k:45,45 | 2 | 1=60 65, 2=70 75",
                "and the clock was set back          | 2 | 50k:50,50; 60k 65~; 20k 25~:30,30; 40k:40,40; 45k:45,45 | 2 | 1=60 65, 2=20 25",
                "and a power cut tore its frame      | 2 | 50k:50,50; 60k 65~; 70k 71 -1~:30,30; 40k:40,40; 45k:45,45 | 2 | 1=60 65, 2=70 70",
                "old frames that a cut tore          | 2 | 50k:50,50; 60k 65~; 20k 21 -1~:30,30; 40k:40,40; 45k:45,45 | 1 | 1=60 65",
                "libValkka went on in the first lap  | 2 | 50k:50,50; 60k 65; 70k; ;                        | 2 | 1=60 65, 2=70 70",
                "the lap before in the json's block  | 2 | 50k:50,50; 60k 65~; 30k; 40k:40,40; 45k:45,45    | 1 | 1=60 65",
                "it went on, and nothing was closed  | 3 | ; ; 10k; 20k;                                    | 3 | 3=20 20",
                "all rows, and equal last times      | 2 | 50k:50,50; 60k:60,60; 30k 60:30,60; 40k:40,40; 45k:45,45 | 2 |",
                "the json's block grew behind its row | 2 | 50k:50,50; 60k:60,60; 30k 70:30,30; 40k:40,40; 45k:45,45 | 2 | 2=30 70",
                "libValkka went on in its block      | 1 | 50k:50,50; 60k 65~:20,25; 30k:30,30; 40k:40,40; 45k:45,45 | 1 | 1=60 65",
            })
    void theStateIsWhatTheFilesTell(String name, int json, String blocks, int open, String unfinished)
            throws IOException {
        RingState state = load(json, blocks);
        String found = state.unfinished().stream()
                .map(one -> one.block() + "=" + one.row())
                .collect(Collectors.joining(", "));
        assertThat(state.current() + ": " + found).isEqualTo(open + ": " + (unfinished == null ? "" : unfinished));
        state.unfinished().forEach(one -> {
            assertThat(state.isUnfinished(one.block())).isTrue();
            assertThat(state.rows().row(one.block())).isEqualTo(one.row());
            assertThat(one.end() % CraftedRing.RECORD).isZero();
            assertThat(one.end()).isPositive();
        });
        assertThat(state.isUnfinished((open + 2) % 5)).isFalse();
        assertThat(state.jsonBlock()).isEqualTo(json);
    }

    /** A block of equal frames has zeros behind them from the lap before, as a closed one has. */
    @Test
    void withTheMarkOfAWriterTheJsonTellsTheOpenBlockAmongFullRowsAndNoTime() throws IOException {
        FSPars pars = pars(2, "50k:50,50; 10k:10,10; 30k:30,30; 40k:40,40; 45k:45,45");
        assertThat(load(pars).current()).isEqualTo(2);
        String marked = ParameterFile.create(Disk.SYSTEM, pars).writeMarked(2);
        assertThat(marked).contains("  2");
        RingState state = RingState.load(
                Disk.SYSTEM, ParameterFile.load(Disk.SYSTEM, pars.jsonfile().getParent()), false);
        assertThat(state.current()).isEqualTo(1);
        assertThat(state.isUnfinished(1)).isTrue();
    }

    @Test
    void aTableThatIsTooShortIsTakenForUnusedRowsInASmallRingOnly() throws IOException {
        FSPars pars = pars(3, "10k:10,10; 20k:20,20; 30k:30,30; ;");
        Files.write(pars.blockfile(), Arrays.copyOf(Files.readAllBytes(pars.blockfile()), 40));
        RingState state = load(pars);
        assertThat(state.rows().isUsed(1)).isTrue();
        assertThat(state.current()).isEqualTo(2);
        FSPars claimed = new FSPars(
                pars.dumpfile(), null, pars.blockfile(), CraftedRing.BLOCKSIZE, (1 << 20) + 1, 0, pars.jsonfile());
        assertThatThrownBy(() -> load(claimed))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("says n_blocks is 1048577")
                .hasMessageContaining("has rows for 2 blocks");
    }

    private RingState load(int json, String blocks) throws IOException {
        return load(pars(json, blocks));
    }

    private static RingState load(FSPars pars) throws IOException {
        return RingState.load(Disk.SYSTEM, ParameterFile.create(Disk.SYSTEM, pars), false);
    }

    private FSPars pars(int json, String text) throws IOException {
        return CraftedRing.make(Files.createTempDirectory(temp, "fs"), json, text);
    }
}
