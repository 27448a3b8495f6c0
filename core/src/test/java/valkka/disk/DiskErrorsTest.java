package valkka.disk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a failure of the disk means that it is full. */
class DiskErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "No space left on device, en, 1000000000, true",
        "No space left on device, de, 1000000000, true",
        "Disk quota exceeded, en, 1000000000, true",
        "Auf dem Geraet ist kein Speicherplatz mehr verfuegbar, de, 0, true",
        "Eingabe-/Ausgabefehler, de, 1000000000, false",
        "Input/output error, en, 1000000000, false"
    })
    void theWordsDecideOrTheSpaceWhereTheyCannotBeRead(String message, String language, long usable, boolean full) {
        assertThat(DiskErrors.meansFull(message, language, usable)).isEqualTo(full);
    }

    @ParameterizedTest
    @CsvSource({"Input/output error", "the file was cut short while it was read", "Too many open files"})
    void aRecordingThatFillsItsDiskDoesNotBlameTheSpaceForOtherErrors(String message) {
        assertThat(DiskErrors.meansFull(message, "en", 0)).isFalse();
    }
}
