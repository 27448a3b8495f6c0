package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.disk.Disk;
import valkka.disk.DiskFile;

/** The knowledge that the dumpfile alone gives about a ring. {@link CraftedRing} says how blocks are written. */
class RingSurveyTest {
    @TempDir(factory = InMemory.class)
    Path temp;

    private final List<Double> progress = new ArrayList<>();

    @Test
    void theProgressGoesFromBlockToBlock() throws IOException {
        RingSurvey survey = survey("10k; 20k; ; ; ", 5);
        assertThat(survey.count()).isEqualTo(2);
        assertThat(progress).containsExactly(0.2, 0.4, 0.6, 0.8, 1.0);
    }

    @Test
    void itEndsEarlyWhenMoreBlocksAreUnsoundThanCanBe() throws IOException {
        assertThat(survey("10k~; 20k; 30k~; 40k; ", 2)).isNotNull();
        progress.clear();
        assertThat(survey("10k~; 20k; 30k~; 40k; ", 1)).isNull();
        assertThat(progress).containsExactly(0.2, 0.4);
    }

    @Test
    void anEmptyRingBeginsAtItsFirstBlock() throws IOException {
        RingSurvey survey = survey("; ; ; ; ", 0);
        assertThat(survey.count()).isZero();
        assertThat(survey.possibleOpenBlocks()).containsExactly(0);
    }

    @Test
    void halfOfARecordHasNoTimeAndGivesNone() throws IOException {
        RingSurvey.Found found = survey("10k 0; ; ; ; ", 5).block(0);
        assertThat(found.frames()).isEqualTo(2);
        assertThat(found.row().row(0)).isEqualTo(new TableRow(10, 10));
        assertThat(survey("0; ; ; ; ", 5).block(0).isEmpty()).isTrue();
    }

    /** A block that begins no earlier than the block before it goes on from it. */
    @Test
    void equalTimesAreNoStepBack() throws IOException {
        assertThat(survey("40k; 50k; 10k; 10k; 10k", 5).possibleOpenBlocks()).containsExactly(2);
    }

    private @Nullable RingSurvey survey(String blocks, int mostUnsound) throws IOException {
        FSPars pars = CraftedRing.make(Files.createTempDirectory(temp, "fs"), 0, blocks);
        DoubleConsumer told = progress::add;
        try (DiskFile dump = Disk.SYSTEM.openForReading(pars.dumpfile())) {
            return RingSurvey.of(dump, pars, mostUnsound, told);
        }
    }
}
