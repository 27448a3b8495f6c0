package valkka.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
    private static final Path SAMPLES = Path.of("..", "sample-fs");
    private static final Pattern ADDRESS =
            Pattern.compile("addresses   rtsp://(?:viewer:\\*\\*\\*@)?127.0.0.1:(\\d+)/1001\n");

    private final TestConsole console = new TestConsole();

    @Test
    void itServesEachStreamUntilItIsStopped() throws Exception {
        CompletableFuture<Integer> exit = serve(
                "serve",
                "--port=0",
                "--user=viewer:s3cret",
                SAMPLES.resolve("multi").toString());
        try {
            Matcher address = announced();
            assertThat(console.out()).contains("\n              rtsp://").doesNotContain("s3cret");
            assertThat(describe(Integer.parseInt(address.group(1)))).startsWith("RTSP/1.0 401 ");
        } finally {
            console.stop();
        }
        assertThat(exit.get(30, TimeUnit.SECONDS)).isZero();
        assertThat(console.err()).isEmpty();
    }

    @Test
    void aPlayerIsToldTheRange() throws Exception {
        CompletableFuture<Integer> exit =
                serve("serve", "--port=0", SAMPLES.resolve("single").toString());
        try {
            assertThat(describe(Integer.parseInt(announced().group(1))))
                    .startsWith("RTSP/1.0 200 ")
                    .contains("a=range:npt=0.000-27.960");
        } finally {
            console.stop();
        }
        assertThat(exit.get(30, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void whereThereIsNoRecordingOneLineSaysSo(@TempDir Path empty) throws Exception {
        assertThat(console.run("serve", empty.toString())).isEqualTo(1);

        assertThat(console.err()).hasLineCount(1).startsWith("valkka: ");
    }

    private CompletableFuture<Integer> serve(String... words) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return console.run(words);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Matcher announced() {
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> console.out().contains("Serving"));
        Matcher address = ADDRESS.matcher(console.out());
        assertThat(address.find()).as(console.out()).isTrue();
        return address;
    }

    private static String describe(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            String request = "DESCRIBE rtsp://127.0.0.1:" + port + "/1001 RTSP/1.0\r\nCSeq: 1\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = new byte[4096];
            int length = 0;
            while (!new String(answer, 0, length, StandardCharsets.UTF_8)
                    .matches("(?s).*(401 .*\r\n\r\n|trackID=0\r\n).*")) {
                int read = socket.getInputStream().read(answer, length, answer.length - length);
                assertThat(read).as("the server has closed").isPositive();
                length += read;
            }
            return new String(answer, 0, length, StandardCharsets.UTF_8);
        }
    }
}
