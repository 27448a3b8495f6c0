package valkka.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import valkka.frame.ValkkaException;

class CameraQuestionTest {
    private final List<String> secrets = new ArrayList<>();

    @Test
    void userAndPasswordBecomePartOfTheAddressWhateverLettersTheyHave() {
        assertThat(answered("rtsp://192.168.0.157/stream1", "admin", "p@ss/w ord"))
                .contains("rtsp://admin:p%40ss%2Fw%20ord@192.168.0.157/stream1");
    }

    @Test
    void thePasswordAloneIsAskedForInSecret() {
        answered("rtsp://192.168.0.157/stream1", "admin", "geheim");

        assertThat(secrets).containsExactly("Password: ");
    }

    @Test
    void anAddressWithAPasswordIsRefusedSinceWhatIsTypedThereStaysInTheNotebook() {
        assertThatThrownBy(() -> answered("rtsp://admin:12345@192.168.0.157"))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("clear that")
                .hasMessageNotContaining("12345");
    }

    @Test
    void noAnswerIsNoAddress() {
        assertThat(answered("  ")).isEmpty();
        assertThat(new CameraQuestion((question, secret) -> Optional.empty()).address())
                .isEmpty();
    }

    @Test
    void whatIsNoAddressIsNotQuotedSinceItMayBeAPassword() {
        assertThatThrownBy(() -> answered("geheim"))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("rtsp://192.168.0.157/stream1")
                .hasMessageNotContaining("geheim");
    }

    private Optional<String> answered(String... answers) {
        Deque<String> left = new ArrayDeque<>(List.of(answers));
        return new CameraQuestion((question, secret) -> {
                    if (secret) {
                        secrets.add(question);
                    }
                    return Optional.of(left.pop());
                })
                .address();
    }
}
