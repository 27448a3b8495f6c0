package valkka.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import valkka.camera.VirtualCamera;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.graph.Session;
import valkka.media.LiveSource;

class CameraChoiceTest {
    private static final String PASSWORD = " S3same @:/#%?&+ ";
    private static final String ENCODED = "%20S3same%20%40%3A%2F%23%25%3F%26%2B%20";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final List<String> questions = new ArrayList<>();
    private final Session session = new Session();

    @AfterEach
    void closeTheSession() {
        session.close();
    }

    @Test
    void aCameraOfTheEnvironmentIsToldWithoutItsPasswordAndNobodyIsAsked() {
        try (VirtualCamera camera =
                VirtualCamera.builder().user("admin", PASSWORD).start()) {
            assertThat(cameras(1, Map.of(1, address(camera, ENCODED)))).hasSize(1);
        }
        assertThat(printed())
                .matches("the camera of VALKKA_CAMERA: rtsp://admin:\\*\\*\\*@127.0.0.1.* plays .*H264.*\\R")
                .doesNotContain("S3same");
        assertThat(questions).isEmpty();
        assertThat(session.kept(VirtualCamera.class)).isEmpty();
    }

    @Test
    void aWrongPasswordOfTheEnvironmentEndsTheCell() {
        try (VirtualCamera camera =
                VirtualCamera.builder().user("admin", PASSWORD).start()) {
            assertThatThrownBy(() -> cameras(1, Map.of(1, address(camera, ENCODED + "%0A"))))
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED))
                    .hasMessageNotContaining("S3same");
        }
        assertThat(printed()).isEmpty();
    }

    @Test
    void aPathThatTheCameraDoesNotHaveEndsTheCell() {
        try (VirtualCamera camera =
                VirtualCamera.builder().user("admin", PASSWORD).start()) {
            assertThatThrownBy(() -> cameras(1, Map.of(1, address(camera, ENCODED) + "-of-another")))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("no stream at this path")
                    .hasMessageNotContaining("S3same");
        }
    }

    @Test
    void whatIsNoAddressIsToldAsSuch() {
        assertThatThrownBy(() -> CameraChoice.play("rtsp://admin:" + ENCODED + "@127.0.0.1:99999/stream1"))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("port")
                .hasMessageNotContaining("S3same");
    }

    @Test
    void anInterruptIsNoAnswer() {
        try (VirtualCamera camera = VirtualCamera.start()) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> CameraChoice.play(camera.address()))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void anEmptyAnswerGivesAVirtualCameraThatTheSessionCloses() {
        assertThat(cameras(1, Map.of(), "")).hasSize(1);

        assertThat(printed()).matches("a virtual camera: rtsp://127.0.0.1:.* plays .*H264.*\\R");
        assertThat(questions).singleElement().asString().contains("press Enter for a virtual camera");
        assertThat(session.kept(VirtualCamera.class)).hasSize(1);
    }

    @Test
    void whereNobodyCanBeAskedTheCameraIsVirtualAndALineSaysWhy() {
        Optional<String> nobody = Optional.empty();

        new CameraChoice(number -> Optional.empty(), (question, secret) -> nobody, out()).cameras(session, 2);

        assertThat(printed().lines()).hasSize(3);
        assertThat(printed())
                .containsOnlyOnce("Nobody can be asked")
                .contains("VALKKA_CAMERA can name yours", "a virtual camera: ");
        assertThat(session.kept(VirtualCamera.class)).hasSize(2);
    }

    @Test
    void withoutAFirstCameraNobodyIsAskedForASecond() {
        assertThat(cameras(2, Map.of(), "")).hasSize(2);

        assertThat(questions).singleElement().asString().contains("camera 1 of 2");
        assertThat(session.kept(VirtualCamera.class)).hasSize(2);
    }

    @Test
    void aSecondCameraIsAskedForBehindOneOfTheEnvironment() {
        try (VirtualCamera first = VirtualCamera.start()) {
            assertThat(cameras(2, Map.of(1, first.address()), "")).hasSize(2);
        }
        assertThat(questions).singleElement().asString().contains("camera 2 of 2");
        assertThat(session.kept(VirtualCamera.class)).hasSize(1);
    }

    @Test
    void aSecondCameraOfTheEnvironmentIsTakenBehindAVirtualFirstOne() {
        try (VirtualCamera second = VirtualCamera.start()) {
            assertThat(cameras(2, Map.of(2, second.address()), "")).hasSize(2);
        }
        assertThat(printed()).contains("the camera of VALKKA_CAMERA_2: ");
        assertThat(session.kept(VirtualCamera.class)).hasSize(1);
    }

    @Test
    void twoTypedCamerasAreTheTypedOnes() {
        try (VirtualCamera first = VirtualCamera.start();
                VirtualCamera second = VirtualCamera.start()) {
            assertThat(cameras(2, Map.of(), first.address(), "", second.address(), ""))
                    .hasSize(2);
        }
        assertThat(printed().lines()).hasSize(2).noneMatch(line -> line.contains("virtual"));
        assertThat(session.kept(VirtualCamera.class)).isEmpty();
    }

    @Test
    void noCameraAndHundredsAreRefused() {
        for (int count : new int[] {0, -1, 17}) {
            assertThatThrownBy(() -> cameras(count, Map.of()))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("ask for 1 to 16");
        }
    }

    private List<LiveSource> cameras(int count, Map<Integer, String> known, String... answers) {
        Deque<String> left = new ArrayDeque<>(List.of(answers));
        CameraChoice choice = new CameraChoice(
                number -> Optional.ofNullable(known.get(number)),
                (question, secret) -> {
                    if (question.contains("ddress")) {
                        questions.add(question);
                    }
                    return Optional.of(left.pop());
                },
                out());
        return choice.cameras(session, count);
    }

    private static String address(VirtualCamera camera, String password) {
        String place = camera.address().replaceAll("^rtsp://([^@]*@)?", "");
        return "rtsp://admin:" + password + "@" + place;
    }

    private PrintStream out() {
        return new PrintStream(printed, true, StandardCharsets.UTF_8);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
