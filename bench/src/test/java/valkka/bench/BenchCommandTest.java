package valkka.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
                        "bench: there is no row 'wriet'; the rows are write, proof, read, search, plot, play,"
                                + " export, load, ingest, record, cameras, manager");
    }

    @Test
    void theLauncherFindsIt() {
        assertThat(ServiceLoader.load(Subcommand.class)).hasAtLeastOneElementOfType(BenchCommand.class);
    }

    @Test
    void theTabKeyCompletesItLikeTheCommandsOfTheOtherModules(@TempDir Path temp) throws Exception {
        Path script = temp.resolve("completion");
        Process completion = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "valkka.command.CommandMain",
                        "completion")
                .redirectOutput(script.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(completion.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(complete(script, "be")).containsExactly("bench");
        assertThat(complete(script, "bench", "--qu")).containsExactly("--quick");
    }

    private static List<String> complete(Path script, String... words) throws Exception {
        String ask = "compopt() { :; }; . \"$1\"; shift; COMP_WORDS=(./valkka \"$@\"); COMP_CWORD=$#;"
                + " _complete_valkka; printf '%s\\n' \"${COMPREPLY[@]}\"";
        List<String> command = new ArrayList<>(List.of("bash", "-c", ask, "bash", script.toString()));
        command.addAll(List.of(words));
        Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
        String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return answer.lines().toList();
    }

    private static BenchCommand parse(String... args) {
        return CommandLine.populateCommand(new BenchCommand(), args);
    }
}
