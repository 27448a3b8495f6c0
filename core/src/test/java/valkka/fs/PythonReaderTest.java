package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PythonReaderTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    /** It reads both golden recordings equal to their tables, and complains about sixteen ways to spoil one. */
    @Test
    void theIndependentReaderPassesItsSelfTest() {
        assertThat(PythonReader.selfTest(GOLDEN)).containsExactly("selftest: ok");
    }

    @Test
    void framesComeAsTheGoldenTableHasThem() throws IOException {
        Path golden = GOLDEN.resolve("single_small");

        assertThat(PythonReader.lines(golden.toString())).isEqualTo(Files.readAllLines(golden.resolve("frames.csv")));
    }

    @Test
    void complaintsAreHandedOn() {
        assertThat(PythonReader.complaints(GOLDEN.resolve("single_small"), "--stopped"))
                .isEmpty();
        assertThat(PythonReader.complaints(GOLDEN.resolve("multi"), "--multi", "--stopped"))
                .containsExactly("stopped: the json's current_block is 4, the open block is 5");
    }
}
