package valkka.command;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import valkka.frame.ValkkaException;
import valkka.fs.Bytes;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.WriterStats;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveStreamStats;
import valkka.live.LiveThread;
import valkka.live.StreamState;
import valkka.proof.ProofRecorder;
import valkka.proof.RecordingProof;

/** Records one camera until it is asked to stop, and tells how it goes. */
final class Recorder {
    private static final int SLOT = 1;

    private final CameraRecording recording;
    private final boolean withProof;
    private final Console console;
    private final StopRequest stop;
    private final LiveLine line;
    private final CompletableFuture<ValkkaException> diskFailure = new CompletableFuture<>();
    private final Set<String> notes = ConcurrentHashMap.newKeySet(); // that were said
    private boolean lost; // used by the camera's thread

    Recorder(CameraRecording recording, boolean withProof, Console console, StopRequest stop) {
        this.recording = recording;
        this.withProof = withProof;
        this.console = console;
        this.stop = stop;
        this.line = new LiveLine(console);
    }

    /**
     * Records.
     *
     * @param said notes on the camera that the user has read already
     * @throws ValkkaException {@code BUSY} when somebody else records into the ring, and the disk's
     *     error when that fails
     */
    void record(Camera camera, boolean tcp, List<String> said) throws InterruptedException {
        notes.addAll(said);
        try (ProofRecorder proof = withProof ? RecordingProof.follow(recording.fs()) : null;
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", recording.fs());
                LiveThread live = new LiveThread("camera")) {
            writer.setErrorCallback(error -> onWriterError(writer, error));
            live.setErrorCallback(this::onCameraError);
            live.setStateCallback(this::onCameraState);
            writer.setSlotId(SLOT, recording.id());
            writer.start();
            LiveConnectionContext context = camera.context(SLOT, writer.getFrameFilter(), tcp);
            live.registerStream(context);
            live.playStream(context);
            live.start();
            while (!stop.await(line.interval())) {
                WriterStats written = writer.stats();
                line.show(written, FrameAccount.dropped(stream(live), written), recording.fill());
            }
            live.stop();
            writer.stop(); // what it has accepted is on the disk behind this
            line.erase();
            sum(stream(live), writer.stats());
            if (proof != null) {
                proof.stop();
                ProofRecorder.Stats proven = proof.stats();
                console.row(
                        "proof",
                        proven.blocks() + " blocks hashed"
                                + (proven.late() == 0 ? "" : ", " + proven.late() + " of them late")
                                + (proven.missed() == 0 ? "" : ", " + proven.missed() + " not"));
            }
        }
        if (diskFailure.isDone()) {
            throw diskFailure.join();
        }
    }

    private static LiveStreamStats stream(LiveThread live) {
        return live.stats().streams().get(0);
    }

    /** A writer that has not ended has refused a frame, and goes on. */
    private void onWriterError(ValkkaFSWriterThread writer, ValkkaException error) {
        WriterStats written = writer.stats();
        if (written.error().isEmpty()) {
            line.say(error.getMessage() + ". Recording goes on");
        } else {
            diskFailure.complete(error);
            stop.request();
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
        state.notes().stream().filter(notes::add).forEach(note -> line.say("note: " + note));
    }

    private void sum(LiveStreamStats live, WriterStats written) {
        console.title("Recorded for " + Units.duration(line.elapsed()));
        long dropped = FrameAccount.dropped(live, written);
        long reconnects = live.reconnects();
        console.row(
                "frames",
                written.framesWritten() + " (" + Bytes.text(written.bytesWritten()) + "), "
                        + (dropped == 0 ? "none" : dropped) + " dropped"
                        + (reconnects == 0
                                ? ""
                                : ", " + reconnects + (reconnects == 1 ? " reconnect" : " reconnects")));
        FrameAccount.leftOut(live, written, console);
        FrameAccount.holes(written, line.elapsed(), console);
        FrameAccount.network(live, console);
        if (written.refusedTooLarge() > 0) {
            console.advice(FrameAccount.remedy(written));
        }
        TimeRange range = recording.fs().getTimeRange();
        console.row("recording", range.isEmpty() ? "empty" : Units.range(range, console.zone()));
    }
}
