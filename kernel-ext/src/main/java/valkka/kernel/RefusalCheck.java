package valkka.kernel;

import java.io.PrintStream;
import java.time.Duration;
import valkka.filter.DummyFrameFilter;
import valkka.frame.ValkkaException;
import valkka.live.CameraTrial;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveConnectionType;

/** Tries a camera, to learn whether it takes the user and the password. */
final class RefusalCheck {
    /** An attempt to connect may take 10 s; some cameras then send no key frame for seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final PrintStream out;

    /** @param out where the camera's other answers are printed, without the password */
    RefusalCheck(PrintStream out) {
        this.out = out;
    }

    /**
     * Returns whether the camera refuses the address's user and password. Prints what the camera
     * sends, or what else is wrong.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when the address is not an address,
     *     {@code CLOSED} when this thread is interrupted
     */
    boolean isRefused(String address) {
        LiveConnectionContext camera =
                new LiveConnectionContext(LiveConnectionType.RTSP, address, 1, new DummyFrameFilter("trial"));
        try {
            out.println(CameraTrial.play(camera, PATIENCE));
            return false;
        } catch (ValkkaException e) {
            return switch (e.kind()) {
                case UNAUTHORIZED -> true;
                case CLOSED -> throw e;
                default -> {
                    out.println(e.getMessage());
                    yield false;
                }
            };
        }
    }
}
