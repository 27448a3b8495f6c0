package valkka.rtsp;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A camera that is no work of ours: GStreamer's RTSP server in a process of its own, on a free port of 127.0.0.1. */
public final class GstCamera implements AutoCloseable {
    private static final String NEEDED =
            "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer";
    /** The Python that has GStreamer's bindings: Debian's, also where another one stands in front of it in the {@code PATH}. */
    private static final Optional<String> PYTHON = ExternalPrograms.find("python3").stream()
            .map(Path::toString)
            .filter(GstCamera::hasGStreamer)
            .findFirst();

    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final String address;

    private GstCamera(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /** Starts it with options of gst_rtsp.py. Skips the test where there is no GStreamer. */
    public static GstCamera start(String... options) {
        List<String> command = new ArrayList<>(List.of(python(), script().toString()));
        command.addAll(List.of(options));
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
            return new GstCamera(process, address(process, command));
        } catch (IOException e) {
            throw new AssertionError(command + " did not start", e);
        }
    }

    /** The line that it prints once it listens. A process that prints none is ended, which ends the wait for it too. */
    private static String address(Process process, List<String> command) {
        CompletableFuture<String> line =
                CompletableFuture.supplyAsync(() -> firstLine(process), TestThreads.EACH_ITS_OWN);
        try {
            String address = line.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (address.isEmpty()) {
                throw new AssertionError(command + " ended without an address");
            }
            return address;
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw new AssertionError(command + " printed no address within " + PATIENCE_SECONDS + " s", e);
        } catch (ExecutionException e) {
            process.destroyForcibly();
            throw new AssertionError(command + " could not be read", e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + command + " starts", e);
        }
    }

    /** Empty when the process ends without one. */
    private static String firstLine(Process process) {
        try {
            String line = process.inputReader().readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String python() {
        if (PYTHON.isEmpty()) {
            ExternalPrograms.skip("gst-rtsp-server");
        }
        return PYTHON.orElseThrow();
    }

    private static boolean hasGStreamer(String python) {
        try {
            Process probe = new ProcessBuilder(python, "-c", NEEDED)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start();
            return probe.waitFor(30, TimeUnit.SECONDS) && probe.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail("interrupted", e);
        }
    }

    private static Path script() {
        return Path.of("src", "test", "python", "gst_rtsp.py").toAbsolutePath();
    }

    /** Without user and password. */
    public String address() {
        return address;
    }

    /** With user and password, as they are to stand in the address. */
    public String address(String credentials) {
        return address.replace("rtsp://", "rtsp://" + credentials + "@");
    }

    public int port() {
        try {
            return new URI(address).getPort();
        } catch (URISyntaxException e) {
            throw new AssertionError(address, e);
        }
    }

    /** Freezes it: connections stay, and nothing comes any more. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill " + signal + " " + process.pid())
                .inheritIO()
                .start()
                .waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        kill();
    }

    /** Kills it, as a power cut would, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                fail("the camera's process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
