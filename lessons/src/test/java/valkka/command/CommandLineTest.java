package valkka.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every command: its help, its version, and what is said of wrong arguments. */
class CommandLineTest {
    private static final String ADDRESS = "rtsp://admin:s3cret@192.168.0.157/stream1";
    private static final Pattern VERSION = Pattern.compile("\n  <version>(.*)</version>\n");

    private final TestConsole console = new TestConsole();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "discover",
                "probe",
                "record",
                "info",
                "dump",
                "export",
                "serve",
                "check",
                "repair",
                "verify",
                "key",
                "samples",
                "exam",
                "lesson",
                "completion"
            })
    void everyCommandExplainsItselfInEightyColumns(String command) throws Exception {
        assertThat(console.run(command, "--help")).isZero();

        assertThat(console.err()).isEmpty();
        assertThat(console.out())
                .startsWith("Usage: ./valkka " + command + " ")
                .contains("-h, --help", "\nExit codes:\n  0   ");
        assertThat(console.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void theVersionIsThatOfTheBuild() throws Exception {
        Matcher project = VERSION.matcher(Files.readString(Path.of("..", "pom.xml")));
        assertThat(project.find()).isTrue();

        assertThat(console.run("info", "--version")).isZero();

        assertThat(console.out().lines())
                .containsExactly("jvalkka " + project.group(1), "Java " + System.getProperty("java.version"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            recrod                          | there is no command 'recrod'; did you mean record?
            record here --overwite          | record: there is no option --overwite; did you mean --overwrite?
            record --fast                   | record: there is no option --fast
            discover --fast                 | discover: there is no option --fast
            discover --seconds 0            | discover: --seconds: give a number of seconds from 0.1 to 60
            discover --user :x              | discover: --user: give the name of the cameras' user
            discover 1.2.3.4:99999          | discover: HOST: a port is 1 to 65535
            serve                           | serve: give DIR, the directory of one recording
            serve here --port 99999         | serve: --port: give a port, 0 to 65535
            probe --fast                    | probe: there is no option --fast
            probe -f                        | probe: there is no option -f
            info --fast                     | info: there is no option --fast
            info --password=s3cret          | info: there is no option --password
            info --admin:s3cret@b           | info: a word that begins with '-' is no option
            probe --pin --no-audio          | probe: --pin needs a value
            record here --size 1 --size 2   | record: an option is there twice
            record here --size 1 --hours 2  | record: give --hours or --size, one of them
            verify here --key               | verify: --key needs a value
            key                             | key: give FILE, where the key goes
            samples                         | samples: give DIR, the directory above the recordings
            exam                            | exam: give --seed N, the number that the exam comes from
            exam --seed seven               | exam: --seed: give a whole number
            lesson                          | lesson: give NAME, one of writing, reading-1
            lesson wriitng                  | lesson: NAME: there is no lesson 'wriitng'; the lessons are writing
            """)
    void wrongArgumentsAreOneLineThatSaysWhatToDo(String words, String expected) throws Exception {
        assertOneLine(expected, words.split(" ", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ADDRESS",
                "discover ADDRESS",
                "discover --user ADDRESS",
                "discover --seconds=ADDRESS",
                "serve ADDRESS",
                "serve here --port ADDRESS",
                "info ADDRESS",
                "info here ADDRESS",
                "check ADDRESS",
                "samples ADDRESS",
                "exam ADDRESS --seed 1",
                "exam --seed ADDRESS",
                "verify ADDRESS",
                "key ADDRESS",
                "dump ADDRESS",
                "dump here ADDRESS",
                "probe ADDRESS ADDRESS",
                "probe -ADDRESS",
                "probe --ADDRESS",
                "probe @ADDRESS",
                "probe --no-audio=ADDRESS",
                "record ADDRESS",
                "record here ADDRESS",
                "record ADDRESS here there",
                "record here --size ADDRESS",
                "record here --hours=ADDRESS",
                "lesson ADDRESS writing",
                "lesson writing here ADDRESS",
            })
    void anAddressInAWrongPlaceIsNeverShown(String words) throws Exception {
        assertOneLine("", words.replace("ADDRESS", ADDRESS).split(" ", 0));
    }

    private void assertOneLine(String expected, String... words) throws Exception {
        assertThat(console.run(words)).isEqualTo(2);
        assertThat(console.out()).isEmpty();
        assertThat(console.err())
                .hasLineCount(1)
                .startsWith("valkka: " + expected)
                .doesNotContain("s3cret", "admin");
    }

    @Test
    void aWordThatBeginsWithAnAtSignNamesNoFile() {
        Path arguments = Path.of("..", "pom.xml");

        assertThatCode(() -> console.run("info", "@" + arguments)).doesNotThrowAnyException();
        assertThat(console.err()).contains("no recording at ").contains("/@../pom.xml");
    }
}
