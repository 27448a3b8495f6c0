package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurrentBlockFieldTest {
    private static CurrentBlockField field(String json) {
        return Objects.requireNonNull(CurrentBlockField.in(json), json);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {"' 3',false", "'  3',true", "'   12',true", "'\t3',true", "'3',false", "'3 ',false"})
    void spacesThatLibValkkaDoesNotWriteAreTheMark(String text, boolean marked) {
        CurrentBlockField field = field("{\"n_blocks\": 20, \"current_block\":" + text + ", \"x\": 1}");

        assertThat(field.text()).isEqualTo(text);
        assertThat(field.isMarked()).isEqualTo(marked);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "' 3',7,'\t7'",
                "' 3',12,'12'",
                "'  3',7,'  7'",
                "'\t7',12,'12'",
                "'   3',12,'  12'",
                "'12',7,'\t7'"
            })
    void anotherNumberHasTheSameLengthAndTheMark(String text, int number, String expected) {
        assertThat(new CurrentBlockField(0, text).marked(number)).isEqualTo(expected);
    }

    @Test
    void aNumberThatIsTooLongHasNoRoom() {
        assertThat(new CurrentBlockField(0, " 3").marked(100)).isNull();
    }

    @Test
    void aNewJsonHasRoomForEachNumberAndItsMark() {
        String json = "{\"current_block\": 3, \"x\": 1}";

        String marked = field(json).markedIn(json, 3, 1000);

        assertThat(marked).isEqualTo("{\"current_block\":    3, \"x\": 1}");
        assertThat(field(marked).isMarked()).isTrue();
        assertThat(field(marked).marked(999)).isEqualTo("  999");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"current_block\": \"3\"}", "{\"current_block\": 1, \"a\": {\"current_block\": 2}}"})
    void aFieldThatIsNotTheOnlyOneOrNoNumberIsNone(String json) {
        assertThat(CurrentBlockField.in(json)).isNull();
    }
}
