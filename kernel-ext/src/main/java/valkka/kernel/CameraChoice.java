package valkka.kernel;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import valkka.camera.VirtualCamera;
import valkka.filter.DummyFrameFilter;
import valkka.frame.ValkkaException;
import valkka.graph.Session;
import valkka.live.CameraTrial;
import valkka.live.CameraVariables;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveConnectionType;
import valkka.media.LiveSource;
import valkka.media.MediaNodes;

/**
 * The cameras of a notebook: those that the environment names, those that the user names, and
 * virtual ones in place of all others. Each camera is tried once, and a line says what it sends.
 */
final class CameraChoice {
    static final int MOST = 16;
    /** An attempt to connect may take 10 s; some cameras then send no key frame for seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final IntFunction<Optional<String>> known;
    private final CameraQuestion.Asked asked;
    private final PrintStream out;

    /**
     * @param known the address that the environment has for a camera, by the camera's number
     * @param out what the user sees
     */
    CameraChoice(IntFunction<Optional<String>> known, CameraQuestion.Asked asked, PrintStream out) {
        this.known = known;
        this.asked = asked;
        this.out = out;
    }

    /** Returns the choice in this notebook, or in this JShell, where nobody is asked. */
    static CameraChoice here() {
        return new CameraChoice(
                CameraVariables::address,
                Notebook.kernel()
                        .<CameraQuestion.Asked>map(kernel -> kernel)
                        .orElse((question, secret) -> Optional.empty()),
                System.out);
    }

    /**
     * Returns the cameras. Nobody is asked again after an answer without an address.
     *
     * @param session closes the virtual cameras
     * @throws ValkkaException {@code BAD_ARGUMENT} when an answer or an address cannot be used, or
     *     anything that {@link CameraTrial#play} throws
     */
    List<LiveSource> cameras(Session session, int count) {
        if (count < 1 || count > MOST) {
            throw ValkkaException.badArgument(count + " cameras were asked for: ask for 1 to " + MOST);
        }
        List<LiveSource> cameras = new ArrayList<>();
        boolean asking = true;
        for (int number = 1; number <= count; number++) {
            Optional<String> address = known.apply(number);
            if (address.isPresent()) {
                out.println("the camera of " + CameraVariables.name(number) + ": " + play(address.get()));
            } else if (asking) {
                address = question(number, count).address();
                asking = address.isPresent();
            }
            String used = address.orElse("");
            cameras.add(MediaNodes.live(used.isEmpty() ? virtual(session, number) : used));
        }
        return List.copyOf(cameras);
    }

    private CameraQuestion question(int number, int count) {
        String camera = count == 1 ? "Your camera's address" : "Address of camera " + number + " of " + count;
        return new CameraQuestion(camera, asked, CameraChoice::play, out);
    }

    private String virtual(Session session, int number) {
        String name = number == 1 ? "virtual camera" : "virtual camera " + number;
        String address = session.keep(name, () -> VirtualCamera.start()).address();
        out.println("a virtual camera: " + play(address));
        return address;
    }

    /**
     * Tries a camera.
     *
     * @return what it sends, one line with the address, without the password
     */
    static String play(String address) {
        return CameraTrial.play(
                new LiveConnectionContext(LiveConnectionType.RTSP, address, 1, new DummyFrameFilter("trial")),
                PATIENCE);
    }
}
