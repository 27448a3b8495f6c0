package valkka.command;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicBoolean;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveStreamStats;
import valkka.live.LiveThread;
import valkka.live.StreamState;

/**
 * Connects to a camera for some seconds, to find out what the camera sends, and over which
 * transport.
 */
final class CameraProbe {
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Camera camera;
    private final int gops;
    private final Duration shortest;
    private final Duration deadline;
    private final StopRequest stop;

    /**
     * @param gops how many groups of pictures are enough
     * @param shortest how long to measure at least
     * @param deadline the longest time of a trial, for each transport
     */
    CameraProbe(Camera camera, int gops, Duration shortest, Duration deadline, StopRequest stop) {
        this.camera = camera;
        this.gops = gops;
        this.shortest = shortest;
        this.deadline = deadline;
        this.stop = stop;
    }

    /**
     * Looks by TCP. If the camera is there and TCP does not work, it looks by UDP. The frames that
     * came before a stop count, too.
     *
     * @throws ValkkaException why no frame came; by TCP, when both failed
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
            return look(true, "");
        } catch (ValkkaException overTcp) {
            if (overTcp.kind() != Kind.IO || stop.isRequested()) {
                throw overTcp;
            }
            try {
                return look(false, overTcp.getMessage());
            } catch (ValkkaException overUdp) {
                overTcp.addSuppressed(overUdp);
                throw overTcp;
            }
        }
    }

    /**
     * The result of a look.
     *
     * @param asksForTcp whether the camera is to be asked for TCP, and not for UDP
     * @param whyNotTcp why UDP has to be asked for; empty where TCP was
     * @param stats the counts of the look
     * @param notes what is strange about the camera, a sentence each
     */
    record Answer(
            CameraReport report, boolean asksForTcp, String whyNotTcp, LiveStreamStats stats, List<String> notes) {}

    private Answer look(boolean tcp, String whyNotTcp) throws InterruptedException {
        CameraMeter meter = new CameraMeter(gops, shortest.toMillis());
        CompletableFuture<ValkkaException> failed = new CompletableFuture<>();
        CopyOnWriteArraySet<String> notes = new CopyOnWriteArraySet<>();
        LiveConnectionContext context = camera.context(1, meter, tcp);
        AtomicBoolean played = new AtomicBoolean();
        LiveStreamStats stats;
        try (LiveThread live = new LiveThread("probe")) {
            live.setErrorCallback(failed::complete);
            live.setStateCallback(state -> {
                notes.addAll(state.notes());
                played.compareAndSet(false, state.state() == StreamState.State.PLAYING);
            });
            live.registerStream(context);
            live.playStream(context);
            live.start();
            long end = System.nanoTime() + deadline.toNanos();
            while (!meter.enough().isDone() && !failed.isDone() && System.nanoTime() < end && !stop.await(LOOK)) {
                // waits inside await
            }
            live.stop(); // the counts are whole then
            stats = live.stats().streams().get(0);
        }
        if (failed.isDone() && !meter.enough().isDone()) {
            throw failed.join();
        }
        if (!meter.hasSeenFrames()) {
            throw nothingCame(context, stats);
        }
        if (!played.get()) {
            notes.add("the camera describes a picture and sends only sound: restart it, or look whether its encoder"
                    + " hangs");
        }
        return new Answer(
                meter.report(context.address(), camera.transport(!stats.overUdp()), stats.clockOffset()),
                tcp,
                whyNotTcp,
                stats,
                List.copyOf(notes));
    }

    /** The camera answered, and has not failed yet: that takes longer than a look. */
    private ValkkaException nothingCame(LiveConnectionContext context, LiveStreamStats stats) {
        String time = deadline.toSeconds() + " s";
        String words = "no key frame came within " + time
                + ": does the camera send video at this path, and does a firewall let it through?";
        if (stats.damagedPictures() > 0) {
            words = "no key frame came whole within " + time + ": the network lost " + stats.lostPackets()
                    + " packets, and " + stats.damagedPictures() + " pictures with them";
        } else if (stats.droppedBeforeKey() > 0) {
            words = "the camera sends frames, but no key frame within " + time
                    + ": set its key-frame interval (I-frame interval, GOP) to 1 or 2 s";
        }
        return new ValkkaException(Kind.TIMEOUT, context.address() + ": " + words);
    }
}
