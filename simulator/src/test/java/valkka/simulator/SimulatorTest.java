package valkka.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorTest {
    @TempDir
    Path directory;

    @BeforeAll
    static void silence() {
        Campaign.silenceLibrary();
    }

    @Test
    void aRecorderKeepsItsPromisesUnderManySeeds() throws Exception {
        Campaign.Result result = new Campaign(ScenarioMaker::of, 1, 100, 5, done -> {}).run(2);

        assertThat(result.found()).isEmpty();
        assertThat(result.seeds()).isEqualTo(100);
        assertThat(result.frames()).isGreaterThan(10_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 14, 46, 77, 92})
    void oneSeedGivesOneStory(long seed) {
        Simulation.Result first = Simulation.run(ScenarioMaker.of(seed), directory, true);
        Simulation.Result second = Simulation.run(ScenarioMaker.of(seed), directory, true);

        assertThat(first.story()).hasSizeGreaterThan(5).isEqualTo(second.story());
        assertThat(first.frames()).isEqualTo(second.frames());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void aScenarioIsOneLineThatCanBeReadAgain(long seed) {
        Scenario scenario = ScenarioMaker.of(seed);

        assertThat(Scenario.parse(scenario.toString())).isEqualTo(scenario);
    }

    static List<String> found() throws IOException {
        try (InputStream in = SimulatorTest.class.getResourceAsStream("found.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("seed="))
                    .toList();
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("found")
    void whatWasFoundOnceStaysMended(String line) {
        Simulation.Result result = Simulation.run(Scenario.parse(line), directory, true);

        assertThat(result.broken()).as(String.join("\n", result.story())).isNull();
    }
}
