package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.fs.ValkkaSingleFS;

/** Pictures leave no memory of FFmpeg behind. It is not in Java's heap, so a process is looked at whose heap does not grow. */
@Timeout(90)
class PicturesMemoryTest {
    private static final int WARM_UP = 60;
    private static final int TIMES = 150;
    private static final long MOST_GROWTH = 30 << 20;

    @Test
    void theirMemoryIsFreed() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms48m",
                        "-Xmx48m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.awt.headless=true",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PicturesMemoryTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(Long.parseLong(output.strip()))
                .as("bytes more behind %d pictures, each of which needs a megabyte", 3 * TIMES)
                .isLessThan(MOST_GROWTH);
    }

    /** Prints by how many bytes the process has grown. */
    public static void main(String[] args) {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(Path.of("..", "sample-fs", "single"))) {
            decode(fs, WARM_UP);
            long before = Pointer.physicalBytes();
            decode(fs, TIMES);
            System.out.println(Pointer.physicalBytes() - before);
        }
    }

    private static void decode(ValkkaSingleFS fs, int times) {
        for (int i = 0; i < times; i++) {
            Pictures.keyFrames(fs, 1001, fs.getTimeRange(), 2);
            Pictures.at(fs, 1001, fs.getTimeRange().from() + 40);
        }
    }
}
