package valkka.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import valkka.bench.Options.Group;
import valkka.frame.ValkkaException;

class OptionsTest {
    @Test
    void withoutArgumentsEverythingIsMeasured() {
        Options options = Options.parse(List.of());

        assertThat(options.groups()).containsExactly(Group.values());
        assertThat(options.quick()).isFalse();
    }

    @Test
    void rowsRunInTheOrderOfTheTable() {
        Options options = Options.parse(List.of("read", "--quick", "write", "--dir", "here"));

        assertThat(options.groups()).containsExactly(Group.WRITE, Group.READ);
        assertThat(options.quick()).isTrue();
        assertThat(options.directory()).isEqualTo(Path.of("here"));
    }

    @Test
    void whatIsNotThereIsNamedTogetherWithWhatIs() {
        assertThatThrownBy(() -> Options.parse(List.of("wriet")))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("'wriet'")
                .hasMessageContaining("[write]");
        assertThatThrownBy(() -> Options.parse(List.of("--dir")))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("--dir needs a directory");
    }
}
