package valkka.rtsp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A second camera that is no work of ours: VLC's RTSP server, which sends a clip by UDP round and round. VLC does not run as root, so
 * that root starts it as {@code nobody}.
 */
public final class VlcCamera implements AutoCloseable {
    private final List<String> command;
    private final Path directory;
    private final int port;
    private Process process;

    private VlcCamera(List<String> command, Path directory, int port) throws IOException {
        this.command = command;
        this.directory = directory;
        this.port = port;
        this.process = process();
    }

    /**
     * Starts it.
     *
     * @param codec ffmpeg's encoder, as in {@code libx264}, and options for it
     * @param audio ffmpeg's encoder of the tone that goes with the picture, as in {@code aac}; empty for none
     * @param options of VLC
     */
    public static VlcCamera start(String codec, String audio, String... options) throws Exception {
        ExternalPrograms.require("ffmpeg", "cvlc");
        Path directory = Files.createTempDirectory(
                "valkka-vlc", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Path clip = directory.resolve("clip.mkv");
        encode(clip, codec, audio);
        int port = MisbehavingServer.freePort();
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("runuser", "-u", "nobody", "--"));
        }
        command.addAll(List.of("cvlc", "--quiet", "--no-dbus", "--loop", clip.toString()));
        command.addAll(List.of("--sout", "#rtp{sdp=rtsp://127.0.0.1:" + port + "/vlc}", "--sout-keep"));
        command.addAll(List.of(options));
        return new VlcCamera(command, directory, port);
    }

    private Process process() throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("HOME", directory.toString());
        Process started = builder.start();
        Deadline.until(() -> "VLC at port " + port, () -> !started.isAlive() || listens(port));
        if (!started.isAlive()) {
            throw new AssertionError(command + " ended with " + started.exitValue());
        }
        return started;
    }

    /** Kills it, as a power cut would, and starts it again at the same port. */
    public void restart() throws IOException {
        kill();
        process = process();
    }

    private static void encode(Path clip, String codec, String audio) throws Exception {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-f", "lavfi"));
        command.addAll(List.of("-i", "testsrc=size=320x240:rate=25"));
        if (!audio.isEmpty()) {
            String rate = audio.startsWith("pcm_") ? "8000" : "48000";
            command.addAll(
                    List.of("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=" + rate, "-ac", "1", "-c:a", audio));
        }
        command.addAll(List.of("-t", "20", "-g", "10", "-bf", "0", "-pix_fmt", "yuv420p", "-c:v"));
        command.addAll(List.of(codec.split(" ", -1)));
        command.add(clip.toString());
        if (codec.startsWith("libx265")) {
            command.addAll(command.size() - 1, List.of("-x265-params", "log-level=error:repeat-headers=1"));
        }
        ExternalPrograms.Result result = ExternalPrograms.run(Duration.ofSeconds(60), command.toArray(String[]::new));
        if (result.exitCode() != 0) {
            throw new AssertionError(result.output());
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public String address(String credentials) {
        return "rtsp://" + credentials + "127.0.0.1:" + port + "/vlc";
    }

    @Override
    public void close() throws IOException {
        kill();
        ExternalPrograms.deleteTree(directory); // with what VLC has put there for itself
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
