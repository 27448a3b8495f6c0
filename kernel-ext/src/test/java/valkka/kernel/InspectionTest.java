package valkka.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import jdk.jshell.JShell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "int a = 1; fs.getTime|Range().last(x) ! fs.getTimeRange",
                "fs.getTimeRange().la|st(x) ! fs.getTimeRange().last",
                "show(fs   .fra|mes(a, (b))) ! fs   .frames",
                "x = new Time|Range(1, 2) ! new TimeRange",
                "renew Tim|e ! Time",
                "\"a)b(\".rep|eat(2) ! \"a)b(\".repeat",
                "f(\"(\").g(1).h| ! f(\"(\").g(1).h",
                "Virtual|Camera camera ! VirtualCamera",
            })
    void aNameIsFoundWithAllThatStandsInFrontOfIt(String marked, String name) {
        assertThat(CodeAt.name(marked.replace("|", ""), marked.indexOf('|'))).contains(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {"1 + | 2", "|", "12|3", ").x|", "\"x|", ". |"})
    void whereNoNameIsNothingFailsAndNothingOfOthersIsFound(String marked) {
        int place = marked.indexOf('|');
        String code = marked.replace("|", "");

        assertThat(CodeAt.name(code, place).orElse("x")).isEqualTo("x");
        assertThat(CodeAt.call(code, place)).isEmpty();
    }

    @Test
    void insideOfArgumentsTheMethodIsFound() {
        String code = "Images.keyFrames(fs, id(1), \")\", 6)";

        assertThat(CodeAt.call(code, code.indexOf('6')).map(code::substring)).contains("(fs, id(1), \")\", 6)");
    }

    @Test
    void theFirstParagraphOfAJavadocIsPlainText() {
        assertThat(Paragraph.firstOf(" Returns {@code a < b} of\n {@link Fs#frames(A, B)}, or\n"
                        + " {@link Fs#x(A, B) nothing}: <b>{@link #END}</b>.\n\n <p>More.\n @param x no"))
                .isEqualTo("Returns a < b of Fs.frames(A, B), or nothing: END.");
        assertThat(Paragraph.firstOf("@throws X when")).isEmpty();
    }

    @Test
    void aMethodOfJavaIsShownWithItsSignature() {
        try (JShell jshell = JShell.create()) {
            Optional<Output> shown = new Inspection(jshell).at("int x; \"a\".repeat(2);", 12);

            assertThat(shown)
                    .map(Output::text)
                    .hasValueSatisfying(text -> assertThat(text).startsWith("String String.repeat(int count)"));
        }
    }
}
