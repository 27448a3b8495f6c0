package valkka.command;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of the commands that connect to a camera. */
final class CameraOptions {
    /** How {@code --help} explains the camera's address. */
    static final String ADDRESS = "such as rtsp://user:password@192.168.0.157/stream1, or an SDP file; without it the"
            + " environment variable VALKKA_CAMERA counts, which keeps the password out of the process list";

    @Option(
            names = "--pin",
            paramLabel = "CODE",
            description =
                    "for a camera behind TLS (rtsps://) that has signed its certificate itself: the fingerprint that"
                            + " the error without this option shows")
    private Optional<String> pin = Optional.empty();

    @Option(names = "--no-audio", description = "asks the camera for no sound")
    private boolean noAudio;

    Camera camera(String address) {
        return new Camera(address, pin, !noAudio);
    }

    /**
     * Returns the address in the environment.
     *
     * @throws valkka.frame.ValkkaException {@code BAD_ARGUMENT} when the environment has no address
     */
    static String known(String command, Console console) {
        String address = console.environment().getOrDefault("VALKKA_CAMERA", "").strip();
        if (address.isEmpty()) {
            throw UsageError.of(command, "no camera: give its address, or set VALKKA_CAMERA");
        }
        return address;
    }
}
