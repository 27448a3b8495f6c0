package valkka.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

class CameraQuestionTest {
    private static final String CAMERA = "rtsp://192.168.0.157/stream1";
    private static final String WITH_USER = "rtsp://admin:%s@192.168.0.157/stream1";

    private final List<String> secrets = new ArrayList<>();
    private final List<String> tried = new ArrayList<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void anAnswerLosesItsLineTerminatorWhicheverTheKernelPutsThere(String terminator) {
        assertThat(answered(CAMERA + terminator, "admin" + terminator, "geheim" + terminator))
                .contains(WITH_USER.formatted("geheim"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void aPasswordOfBlanksAndSignsArrivesWhole(String terminator) {
        String password = "  p@ss:w/o #r%d?&+ \t\u00e9\u6c34 %41 ";

        String address = answered(CAMERA + terminator, "admin" + terminator, password + terminator)
                .orElseThrow();

        assertThat(address)
                .isEqualTo(WITH_USER.formatted(
                        "%20%20p%40ss%3Aw%2Fo%20%23r%25d%3F%26%2B%20%09%C3%A9%E6%B0%B4%20%2541%20"));
        String encoded = address.substring("rtsp://admin:".length(), address.indexOf('@'));
        assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(password);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void anEmptyPasswordIsEmpty(String terminator) {
        assertThat(answered(CAMERA, "admin", terminator)).contains(WITH_USER.formatted(""));
    }

    @Test
    void oneLineTerminatorIsTakenAwayAndNoMore() {
        assertThat(answered(CAMERA, "admin", "geheim\n\n")).contains(WITH_USER.formatted("geheim%0A"));
    }

    @Test
    void blanksAroundAddressAndUserDoNotCount() {
        assertThat(answered(" " + CAMERA + " \n", "\tadmin \n", "geheim\n")).contains(WITH_USER.formatted("geheim"));
    }

    @Test
    void aUserMayHaveBlanksAndSignsInside() {
        assertThat(answered(CAMERA, "HOME\\door @1\n", "geheim\n"))
                .contains("rtsp://HOME%5Cdoor%20%401:geheim@192.168.0.157/stream1");
    }

    @Test
    void thePasswordAloneIsAskedForInSecret() {
        answered(CAMERA, "admin", "geheim");

        assertThat(secrets).containsExactly("Password: ");
    }

    @Test
    void withoutAUserThereIsNoPassword() {
        assertThat(answered(CAMERA + "\n", "\n")).contains(CAMERA);
        assertThat(secrets).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rtsp://admin:12345@192.168.0.157",
                "rtsp://admin:12/345@192.168.0.157",
                "rtsp://admin:1?345@10.0.0.1/s"
            })
    void anAddressWithAPasswordIsRefusedSinceWhatIsTypedThereStaysInTheNotebook(String address) {
        assertThatThrownBy(() -> answered(address + "\n"))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("clear that")
                .hasMessageNotContaining("345");
    }

    @Test
    void aUserWithAPasswordBehindItIsRefusedForTheSameReason() {
        assertThatThrownBy(() -> answered(CAMERA, "admin:12345\n"))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("clear that")
                .hasMessageNotContaining("12345");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\n", " \r\n"})
    void noAnswerIsNoAddress(String answer) {
        assertThat(answered(answer)).isEmpty();
    }

    @Test
    void whereNobodyCanBeAskedThereIsNoAddress() {
        assertThat(question((question, secret) -> Optional.empty(), address -> false)
                        .address())
                .isEmpty();
    }

    @Test
    void whatIsNoAddressIsNotQuotedSinceItMayBeAPassword() {
        assertThatThrownBy(() -> answered("geheim\n"))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining(CAMERA)
                .hasMessageNotContaining("geheim");
    }

    @Test
    void whatTheCameraRefusesIsAskedForAgain() {
        Optional<String> address = asked(
                refusing("wr0ng", "wr0ng%20"),
                CAMERA + "\n",
                "admin\n",
                "wr0ng\n",
                "admin\n",
                "wr0ng \n",
                "admin\n",
                "right\n");

        assertThat(address).contains(WITH_USER.formatted("right"));
        assertThat(tried).hasSize(3);
        assertThat(printed()).contains("The camera refuses the user or the password: type both again.");
        assertThat(printed().lines()).hasSize(3).noneMatch(line -> line.contains("wr0ng"));
    }

    @Test
    void aCameraThatWantsAUserSaysSo() {
        Predicate<String> withoutUser = CAMERA::equals;

        assertThat(asked(withoutUser, CAMERA, "", "admin", "geheim")).contains(WITH_USER.formatted("geheim"));
        assertThat(printed()).contains("wants a user and a password");
    }

    @Test
    void afterThreeRefusalsNobodyIsAskedAgainSinceCamerasLockAccounts() {
        assertThatThrownBy(() -> asked(
                        refusing("wr0ng"), CAMERA, "admin", "wr0ng\n", "admin", "wr0ng\n", "admin", "wr0ng\n", "admin"))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED))
                .hasMessageContaining("192.168.0.157 has refused")
                .hasMessageContaining("run this cell again")
                .hasMessageNotContaining("wr0ng");
        assertThat(tried).hasSize(3);
    }

    private Predicate<String> refusing(String... passwords) {
        return address -> {
            tried.add(address);
            return List.of(passwords).stream().anyMatch(wrong -> address.equals(WITH_USER.formatted(wrong)));
        };
    }

    private Optional<String> answered(String... answers) {
        return asked(address -> false, answers);
    }

    private Optional<String> asked(Predicate<String> refused, String... answers) {
        Deque<String> left = new ArrayDeque<>(List.of(answers));
        return question(
                        (question, secret) -> {
                            if (secret) {
                                secrets.add(question);
                            }
                            return Optional.of(left.pop());
                        },
                        refused)
                .address();
    }

    private CameraQuestion question(CameraQuestion.Asked asked, Predicate<String> refused) {
        return new CameraQuestion(
                "Your camera's address",
                asked,
                address -> {
                    if (refused.test(address)) {
                        throw new ValkkaException(Kind.UNAUTHORIZED, "refused");
                    }
                    return "plays";
                },
                new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
