package valkka.command;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import valkka.frame.ValkkaException;
import valkka.fs.Bytes;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.WriterStats;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveThread;
import valkka.live.StreamState;

/** Records one camera until it is asked to stop, and tells how it goes. */
final class Recorder {
    private static final int SLOT = 1;

    private final CameraRecording recording;
    private final Console console;
    private final StopRequest stop;
    private final LiveLine line;
    private final CompletableFuture<ValkkaException> diskFailure = new CompletableFuture<>();
    private boolean lost; // used by the camera's thread

    Recorder(CameraRecording recording, Console console, StopRequest stop) {
        this.recording = recording;
        this.console = console;
        this.stop = stop;
        this.line = new LiveLine(console);
    }

    /**
     * Records.
     *
     * @throws ValkkaException {@code BUSY} when somebody else records into the ring, and the disk's
     *     error when that fails
     */
    void record(Camera camera, boolean tcp) throws InterruptedException {
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", recording.fs());
                LiveThread live = new LiveThread("camera")) {
            writer.setErrorCallback(error -> {
                diskFailure.complete(error);
                stop.request();
            });
            live.setErrorCallback(this::onCameraError);
            live.setStateCallback(this::onCameraState);
            writer.setSlotId(SLOT, recording.id());
            writer.start();
            LiveConnectionContext context = camera.context(SLOT, writer.getFrameFilter(), tcp);
            live.registerStream(context);
            live.playStream(context);
            live.start();
            while (!stop.await(line.interval())) {
                line.show(writer.stats(), recording.fill());
            }
            live.stop();
            writer.stop(); // what it has accepted is on the disk behind this
            line.erase();
            sum(writer.stats(), live.stats().streams().get(0).reconnects());
        }
        if (diskFailure.isDone()) {
            throw diskFailure.join();
        }
    }

    private void onCameraError(ValkkaException error) {
        lost = true;
        line.say(error.getMessage() + "; trying again until it is back");
    }

    private void onCameraState(StreamState state) {
        if (state.state() == StreamState.State.PLAYING && lost) {
            lost = false;
            line.say("the camera is back");
        }
    }

    private void sum(WriterStats written, long reconnects) {
        Duration elapsed = line.elapsed();
        console.title("Recorded for " + Units.duration(elapsed));
        console.row(
                "frames",
                written.framesWritten() + " (" + Bytes.text(written.bytesWritten()) + "), "
                        + (written.lost() == 0 ? "none" : written.lost()) + " dropped"
                        + (reconnects == 0
                                ? ""
                                : ", " + reconnects + (reconnects == 1 ? " reconnect" : " reconnects")));
        if (written.refusedTooLarge() > 0) {
            console.advice(written.refusedTooLarge() + " frames were larger than a block: make the recording anew, with"
                    + " --overwrite or in another directory, while the camera sends as much as it does now.");
        }
        TimeRange range = recording.fs().getTimeRange();
        console.row("recording", range.isEmpty() ? "empty" : Units.range(range, console.zone()));
    }
}
