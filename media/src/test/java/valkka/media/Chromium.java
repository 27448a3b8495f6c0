package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import valkka.rtsp.ExternalPrograms;

/** Plays mp4s in a headless Chromium, from data URLs as a notebook has them. */
final class Chromium {
    private static final String PAGE = """
            <!doctype html><video muted></video><script>
            const files = [%s];
            const v = document.querySelector('video');
            const said = [];
            const say = text => { said.push(text); next(); };
            const next = () => {
                if (said.length == files.length) {
                    fetch('/said', {method: 'POST', body: said.join('\\n')});
                    return;
                }
                v.src = 'data:video/mp4;base64,' + files[said.length];
                v.playbackRate = 8;
                v.play().catch(() => {});
            };
            v.onerror = () => say('error ' + v.error.message);
            v.onended = () => say('ended ' + v.videoWidth + 'x' + v.videoHeight + ' ' + v.duration.toFixed(1) + ' '
                + (v.getVideoPlaybackQuality().totalVideoFrames > 0));
            next();
            </script>
            """;

    private Chromium() {}

    /** What the page says at the end: {@code ended 640x360 26.0 true}, or what was wrong. */
    static String play(byte[] mp4, Path profile) throws Exception {
        return play(List.of(mp4), profile).get(0);
    }

    /** The same of several, one behind the other. */
    static List<String> play(List<byte[]> mp4s, Path profile) throws Exception {
        ExternalPrograms.require("chromium");
        String files = mp4s.stream()
                .map(mp4 -> "'" + Base64.getEncoder().encodeToString(mp4) + "'")
                .collect(Collectors.joining(", "));
        byte[] page = PAGE.formatted(files).getBytes(StandardCharsets.UTF_8);
        CompletableFuture<String> said = new CompletableFuture<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] answer = page;
            if (exchange.getRequestURI().getPath().equals("/said")) {
                said.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                answer = new byte[] {'.'};
            }
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        Process browser = start(server.getAddress().getPort(), profile);
        try {
            return said.get(60, TimeUnit.SECONDS).lines().toList();
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
            assertThat(browser.waitFor(10, TimeUnit.SECONDS)).isTrue();
            server.stop(0);
        }
    }

    private static Process start(int port, Path profile) throws IOException {
        Files.createDirectories(profile);
        ProcessBuilder browser = new ProcessBuilder(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--remote-debugging-port=0",
                "--autoplay-policy=no-user-gesture-required",
                "--user-data-dir=" + profile,
                "http://127.0.0.1:" + port + "/");
        browser.environment().put("TMPDIR", profile.toString()); // where nothing remains of it
        return browser.redirectErrorStream(true)
                .redirectOutput(profile.resolveSibling("chromium.log").toFile())
                .start();
    }
}
