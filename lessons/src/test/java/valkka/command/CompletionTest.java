package valkka.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The completion script in a real bash, asked as the Tab key asks. */
class CompletionTest {
    /** Bash's own word for the file names' colours, which it has only while a user presses Tab. */
    private static final String ASK = """
            compopt() { :; }
            . "$1"
            shift
            complete -p valkka >/dev/null || exit 1
            COMP_WORDS=("$@")
            COMP_CWORD=$(($# - 1))
            _complete_valkka
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    @TempDir
    Path temp;

    @Test
    void theTabKeyCompletesCommandsOptionsAndLessons() throws Exception {
        assertThat(complete("./valkka", "rec")).containsExactly("record");
        assertThat(complete("./valkka", "note")).containsExactly("notebooks");
        assertThat(complete("./valkka", "record", "--ov")).containsExactly("--overwrite");
        assertThat(complete("./valkka", "record", "--"))
                .contains("--hours", "--size", "--overwrite", "--pin", "--no-audio", "--help");
        assertThat(complete("./valkka", "lesson", "reading")).containsExactlyInAnyOrder("reading-1", "reading-2");
        assertThat(complete("./valkka", "notebooks", "--cl")).containsExactly("--clean");
    }

    @Test
    void theTabKeyCompletesDirectories() throws Exception {
        Files.createDirectory(temp.resolve("front-door"));

        assertThat(complete("./valkka", "info", "fro")).containsExactly("front-door");
    }

    @Test
    void itKnowsEveryCommandThatTheHelpLists() throws Exception {
        Set<String> listed = new TreeSet<>(Pattern.compile("^  ([a-z]+) ", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("..", "valkka")).split("USAGE", 3)[1])
                .results()
                .map(MatchResult::group)
                .map(String::strip)
                .collect(Collectors.toSet()));
        listed.remove("bench"); // of modules above this one, which test it
        listed.remove("simulate");
        listed.remove("soak");

        assertThat(complete("./valkka", "")).containsExactlyInAnyOrderElementsOf(listed);
    }

    private List<String> complete(String... words) throws Exception {
        TestConsole console = new TestConsole();
        assertThat(console.run("completion")).isZero();
        Path script = Files.writeString(temp.resolve("completion"), console.out());
        List<String> command = Stream.concat(Stream.of("bash", "-c", ASK, "bash", script.toString()), Stream.of(words))
                .toList();
        Process bash = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .start();
        String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(bash.exitValue()).as(answer).isZero();
        return answer.lines().toList();
    }
}
