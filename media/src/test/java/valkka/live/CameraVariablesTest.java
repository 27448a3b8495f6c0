package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.ValkkaException;

class CameraVariablesTest {
    @TempDir
    Path directory;

    @Test
    void aVariableIsItsOwnTextOrTheContentOfTheFileThatItsTwinNames() throws Exception {
        Path file = Files.writeString(directory.resolve("camera"), "rtsp://a:b@c/ \n");
        Map<String, String> twin = Map.of("VALKKA_CAMERA_FILE", file.toString());

        assertThat(CameraVariables.get("VALKKA_CAMERA", Map.of())).isEmpty();
        assertThat(CameraVariables.get("VALKKA_CAMERA", Map.of("VALKKA_CAMERA", "x")))
                .isEqualTo("x");
        assertThat(CameraVariables.get("VALKKA_CAMERA", twin)).isEqualTo("rtsp://a:b@c/ ");
        Files.delete(file);
        assertThat(CameraVariables.get("VALKKA_CAMERA", twin))
                .as("a pipe is read once")
                .isEqualTo("rtsp://a:b@c/ ");
    }

    @Test
    void aFileThatIsMissingOrTooLongIsToldByTheNameOfItsVariable() throws Exception {
        Path large = Files.writeString(directory.resolve("large"), "x".repeat(4001));
        for (Path file : new Path[] {large, directory.resolve("missing")}) {
            Map<String, String> environment = Map.of("VALKKA_PASSWORD_FILE", file.toString());
            assertThatThrownBy(() -> CameraVariables.get("VALKKA_PASSWORD", environment))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageStartingWith("the file of VALKKA_PASSWORD_FILE ");
        }
    }
}
