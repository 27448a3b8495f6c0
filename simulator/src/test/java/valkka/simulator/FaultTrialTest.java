package valkka.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FaultTrialTest {
    @TempDir
    Path directory;

    @BeforeAll
    static void silence() {
        Campaign.silenceLibrary();
    }

    static List<Fault> faults() {
        return Faults.all();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsOfTheSourcesAsTheyAreNow(Fault fault) throws Exception {
        String source = Files.readString(FaultTrial.root().resolve(fault.file()));

        assertThat(fault.applyTo(source)).isNotEqualTo(source).contains(fault.wrong());
    }

    @Test
    void aFaultIsFoundByThePromiseThatItBreaks() throws Exception {
        Fault fault = Faults.all().stream()
                .filter(one -> one.name().startsWith("a stop does not close"))
                .findFirst()
                .orElseThrow();

        FaultTrial.Result result = new FaultTrial(FaultTrial.root()).run(fault, 50);

        assertThat(result.isFound()).isTrue();
        assertThat(result.promise()).isEqualTo("ACKNOWLEDGED");
        assertThat(Simulation.run(ScenarioMaker.of(result.seeds()), directory, false)
                        .broken())
                .isNull();
    }
}
