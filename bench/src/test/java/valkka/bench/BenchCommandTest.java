package valkka.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import valkka.command.Subcommand;
import valkka.frame.ValkkaException;

class BenchCommandTest {
    @Test
    void withoutArgumentsEverythingIsMeasured() {
        BenchCommand command = parse();

        assertThat(command.groups()).containsExactly(Group.values());
        assertThat(command.isQuick()).isFalse();
    }

    @Test
    void rowsRunInTheOrderOfTheTable() {
        BenchCommand command = parse("read", "--quick", "write", "--dir", "here");

        assertThat(command.groups()).containsExactly(Group.WRITE, Group.READ);
        assertThat(command.isQuick()).isTrue();
        assertThat(command.directory()).isEqualTo(Path.of("here"));
    }

    @Test
    void whatIsNotThereIsNamedTogetherWithWhatIs() {
        assertThatThrownBy(() -> parse("wriet").groups())
                .isInstanceOf(ValkkaException.class)
                .hasMessageStartingWith(
                        "bench: there is no row 'wriet'; the rows are write, read, search, plot, play, export,"
                                + " load, ingest, cameras, manager");
    }

    @Test
    void theLauncherFindsIt() {
        assertThat(ServiceLoader.load(Subcommand.class)).hasAtLeastOneElementOfType(BenchCommand.class);
    }

    private static BenchCommand parse(String... args) {
        return CommandLine.populateCommand(new BenchCommand(), args);
    }
}
