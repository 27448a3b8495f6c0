package valkka.command;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveThread;

/**
 * Connects to a camera for some seconds, to find out what the camera sends, and over which
 * transport.
 */
final class CameraProbe {
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Camera camera;
    private final int gops;
    private final Duration deadline;
    private final StopRequest stop;

    /**
     * @param gops how many groups of pictures are enough
     * @param deadline the longest time of a trial, for each transport
     */
    CameraProbe(Camera camera, int gops, Duration deadline, StopRequest stop) {
        this.camera = camera;
        this.gops = gops;
        this.deadline = deadline;
        this.stop = stop;
    }

    /**
     * Looks by TCP. If the camera is there and TCP does not work, it looks by UDP. The frames that
     * came before a stop count, too.
     *
     * @throws ValkkaException why no picture came; by TCP, when both failed
     */
    Answer probe(Console console) throws InterruptedException {
        console.passing("Looking at the camera, " + deadline.toSeconds() + " s at most ...");
        try {
            return probe();
        } finally {
            console.passing("");
        }
    }

    private Answer probe() throws InterruptedException {
        try {
            return new Answer(look(true), "");
        } catch (ValkkaException overTcp) {
            if (overTcp.kind() != Kind.IO || stop.isRequested()) {
                throw overTcp;
            }
            try {
                return new Answer(look(false), overTcp.getMessage());
            } catch (ValkkaException overUdp) {
                overTcp.addSuppressed(overUdp);
                throw overTcp;
            }
        }
    }

    /**
     * The result of a look.
     *
     * @param whyNotTcp why it came by UDP; empty where it came by TCP
     */
    record Answer(CameraReport report, String whyNotTcp) {
        boolean tcp() {
            return whyNotTcp.isEmpty();
        }
    }

    private CameraReport look(boolean tcp) throws InterruptedException {
        CameraMeter meter = new CameraMeter(gops);
        CompletableFuture<ValkkaException> failed = new CompletableFuture<>();
        LiveConnectionContext context = camera.context(1, meter, tcp);
        Optional<Duration> clockOffset;
        try (LiveThread live = new LiveThread("probe")) {
            live.setErrorCallback(failed::complete);
            live.registerStream(context);
            live.playStream(context);
            live.start();
            long end = System.nanoTime() + deadline.toNanos();
            while (!meter.enough().isDone() && !failed.isDone() && System.nanoTime() < end && !stop.await(LOOK)) {
                // waits inside await
            }
            clockOffset = live.stats().streams().get(0).clockOffset();
        }
        if (failed.isDone() && !meter.enough().isDone()) {
            throw failed.join();
        }
        if (!meter.hasSeenPictures()) {
            throw new ValkkaException(
                    Kind.TIMEOUT,
                    context.address() + ": no key frame came within "
                            + deadline.toSeconds()
                            + " s: does the camera send video at this path, and does a firewall let it through?");
        }
        return meter.report(context.address(), camera.transport(tcp), clockOffset);
    }
}
