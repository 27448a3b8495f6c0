package valkka.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A running {@link CameraProcess}, as the bench sees it. */
final class CameraServer implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final String address;
    private final int plainPort;

    private CameraServer(Process process, BufferedReader output, String address, int plainPort) {
        this.process = process;
        this.output = output;
        this.address = address;
        this.plainPort = plainPort;
    }

    static CameraServer start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CameraProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader();
        String address = output.readLine();
        String port = output.readLine();
        if (address == null || port == null) {
            process.destroyForcibly();
            throw new IOException("the camera process ended before it said where it is: see its words above");
        }
        return new CameraServer(process, output, address, Integer.parseInt(port));
    }

    /** Returns the RTSP address of the cameras. */
    String address() {
        return address;
    }

    /** Returns the port of the same bytes without RTSP. */
    int plainPort() {
        return plainPort;
    }

    /**
     * Ends the process by closing its standard input. The death of this process would end it in the
     * same way.
     */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        output.close();
    }
}
