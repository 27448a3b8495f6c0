package valkka.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Programs that print, fail, and never end. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class SystemProgramTest {
    private static final SystemProgram PATIENT = new SystemProgram(Duration.ofSeconds(30), 1000);
    private static final SystemProgram HASTY = new SystemProgram(Duration.ofMillis(50), 1000);

    @Test
    void whatAProgramPrintsAndHowItEndedIsTold() throws IOException {
        assertThat(PATIENT.run("sh", "-c", "echo disks; exit 3"))
                .isEqualTo(new SystemProgram.Result(3, "disks" + System.lineSeparator()));
    }

    @Test
    void aProgramThatDoesNotEndIsGivenUpWhetherItsOutputIsOpenOrNot() {
        for (String script : new String[] {"exec sleep 300", "exec sleep 300 >/dev/null"}) {
            assertThatThrownBy(() -> HASTY.run("sh", "-c", script))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has not ended within 0.05 s: a disk may hang");
        }
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> PATIENT.run("sleep", "300")).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
