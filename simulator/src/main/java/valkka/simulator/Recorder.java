package valkka.simulator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import valkka.disk.Disk;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.ValkkaException;
import valkka.fs.Block;
import valkka.fs.SteppedWriter;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;
import valkka.fs.WriterStats;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveConnectionType;
import valkka.live.LiveStreamStats;
import valkka.live.SteppedCameras;

/** One process of a recorder: it receives all cameras, and writes them into one recording. */
final class Recorder {
    private static final long FIRST_ID = 1001;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Scenario scenario;
    private final Path directory;
    private final SimulatedTime time;
    private final Story story;
    private final Ledger ledger;
    private final List<SimulatedCamera> cameras;
    private final SimulatedDisk disk;
    private final SimulatedNetwork network;
    private final SteppedCameras streams;
    private final List<CompletableFuture<Void>> asked = new ArrayList<>();
    private final long[] passed; // frames that each camera's filter got
    private final List<Long> acceptedAt = new ArrayList<>(); // by this writer, its times
    private @Nullable ValkkaFS fs;
    private @Nullable SteppedWriter writer;
    private long offered; // to the present writer
    private int errors;

    Recorder(
            Scenario scenario,
            Path directory,
            SimulatedTime time,
            Story story,
            Ledger ledger,
            List<SimulatedCamera> cameras,
            SimulatedDisk disk,
            SimulatedNetwork network) {
        this.scenario = scenario;
        this.directory = directory;
        this.time = time;
        this.story = story;
        this.ledger = ledger;
        this.cameras = cameras;
        this.disk = disk;
        this.network = network;
        this.passed = new long[cameras.size()];
        this.streams = new SteppedCameras(
                network,
                time,
                state -> story.tell(() -> "slot " + state.slot() + " is " + state.state() + ": " + state.message()),
                error -> story.tell(() -> "told: " + error.getMessage()));
    }

    static ValkkaFS load(boolean multi, Disk disk, Path directory) {
        return multi
                ? ValkkaMultiFS.loadFromDirectory(disk, directory)
                : ValkkaSingleFS.loadFromDirectory(disk, directory);
    }

    SimulatedDisk disk() {
        return disk;
    }

    SimulatedNetwork network() {
        return network;
    }

    boolean isWriting() {
        return writer != null;
    }

    /** Plays all cameras. */
    void play() {
        for (int i = 0; i < cameras.size(); i++) {
            int number = i;
            SimulatedCamera camera = cameras.get(i);
            camera.sent().newProcess();
            streams.play(new LiveConnectionContext(
                            LiveConnectionType.RTSP, camera.url(), number, frame -> arrived(number, frame))
                    .withRequestTcp(!camera.script().udp()));
        }
    }

    private void arrived(int number, Frame frame) {
        if (frame instanceof BasicFrame basic) {
            passed[number]++;
            LiveStreamStats stats = streams.stats(number);
            cameras.get(number).sent().arrived(basic, stats);
            offer(basic);
        }
    }

    private void offer(BasicFrame frame) {
        SteppedWriter writing = writer;
        if (writing == null) {
            return;
        }
        long lost = writing.writer().stats().lost();
        offered++;
        writing.input().run(frame);
        if (writing.writer().stats().lost() == lost) {
            ledger.accept(FIRST_ID + frame.slot(), frame);
            acceptedAt.add(time.nanos());
        }
    }

    /** Opens the recording for writing. */
    void openWriter() {
        ValkkaFS opened = load(scenario.multi(), disk, directory);
        SteppedWriter opening = new SteppedWriter("writer", opened, scenario.durability(), time::nanos);
        fs = opened;
        writer = opening;
        offered = 0;
        acceptedAt.clear();
        asked.clear();
        ledger.newWriter();
        opening.writer().setErrorCallback(error -> {
            errors++;
            story.tell(() -> "the writer says: " + error.getMessage());
        });
        for (int slot = 0; slot < cameras.size(); slot++) {
            opening.writer().setSlotId(slot, FIRST_ID + slot);
        }
        opened.onBlockClosed(this::closed);
        story.tell(() -> "a writer opens the recording");
    }

    private void closed(Block block) {
        ValkkaFS open = fs;
        if (open == null || disk.isDead()) {
            return;
        }
        ledger.blockClosed(block.number(), open.readBlock(block.number()));
        story.tell(() -> "block " + block.number() + " is closed, frames up to " + (ledger.closedTo() - 1));
    }

    /**
     * Lets the writer do what is due.
     *
     * @return whether it goes on
     */
    boolean step() {
        SteppedWriter writing = writer;
        if (writing == null) {
            return true;
        }
        boolean goesOn = writing.step();
        if (disk.isDead()) {
            return true; // the end of the process comes at once
        }
        if (!goesOn) {
            failed(writing);
            return false;
        }
        checkFlushedInTime(writing);
        return true;
    }

    /** Lets the filters do what is due. Returns whether there was something. */
    boolean stepFilters() {
        return streams.step();
    }

    private void failed(SteppedWriter writing) {
        WriterStats stats = writing.writer().stats();
        story.tell(() -> "the writer has failed: " + stats.error());
        if (stats.error().isEmpty() || errors == 0) {
            story.broken(Promise.GAPS_TOLD, "a writer ended and said nothing: " + stats);
        }
        checkCounters(writing);
        closeWriter();
    }

    private void checkFlushedInTime(SteppedWriter writing) {
        int due = ledger.flushedTo() - ledger.writerFrom();
        while (due < acceptedAt.size() && acceptedAt.get(due) <= time.nanos() - SECOND_NANOS) {
            due++;
        }
        ledger.flushed(ledger.writerFrom() + due);
        if (writing.writer().stats().framesQueued() > 0 && due == acceptedAt.size()) {
            story.broken(Promise.FLUSHED_IN_TIME, "a second after the last frame some are queued");
        }
    }

    /** Asks for a flush, whose end is noted. */
    void askForFlush() {
        SteppedWriter writing = writer;
        if (writing != null) {
            int to = ledger.accepted();
            asked.removeIf(CompletableFuture::isDone);
            asked.add(writing.flush().thenRun(() -> ledger.flushed(to)));
        }
    }

    /** Asks for the row of the open block. */
    void askForTable() {
        SteppedWriter writing = writer;
        if (writing != null) {
            int to = ledger.accepted();
            asked.add(writing.updateTable().thenRun(() -> {
                ledger.flushed(to);
                story.tell(() -> "the open block's row is written");
            }));
        }
    }

    /** Checks that a second writer is refused. */
    void trySecondWriter() {
        if (writer == null) {
            return;
        }
        try (ValkkaFS other = load(scenario.multi(), disk, directory);
                SteppedWriter second = new SteppedWriter("second", other, scenario.durability(), time::nanos)) {
            story.broken(Promise.ONE_WRITER, second.writer() + " writes beside the first one");
        } catch (ValkkaException e) {
            story.tell(() -> "a second writer is refused: " + e.kind());
            if (e.kind() != ValkkaException.Kind.BUSY) {
                story.unexpected("a second writer", e);
            }
        }
    }

    /**
     * Stops writing as a user does: what was accepted is in the recording then.
     *
     * @return whether it ended without an error
     */
    boolean stopWriter() {
        SteppedWriter writing = writer;
        if (writing == null) {
            return false;
        }
        writing.stop();
        if (disk.isDead()) {
            return false;
        }
        boolean well = writing.writer().stats().error().isEmpty();
        if (well) {
            ledger.flushed(ledger.accepted());
        }
        story.tell(() -> "the writer is stopped: " + writing.writer().stats());
        checkCounters(writing);
        closeWriter();
        return well;
    }

    private void checkCounters(SteppedWriter writing) {
        WriterStats stats = writing.writer().stats();
        long told = stats.framesWritten() + stats.framesQueued() + stats.lost();
        long kept = stats.framesWritten() + stats.framesQueued() + stats.droppedFailed();
        if (told != offered || kept != ledger.acceptedByWriter()) {
            story.broken(
                    Promise.COUNTERS,
                    offered + " frames were offered and " + ledger.acceptedByWriter() + " accepted, and told is "
                            + stats);
        }
        for (int i = 0; i < cameras.size(); i++) {
            LiveStreamStats stream = streams.stats(i);
            cameras.get(i).sent().checkPackets(stream);
            if (stream.frames() + stream.audioFrames() != passed[i]) {
                story.broken(Promise.COUNTERS, "the filter got " + passed[i] + " frames, and told is " + stream);
            }
        }
    }

    private void closeWriter() {
        SteppedWriter closing = writer;
        ValkkaFS open = fs;
        writer = null;
        fs = null;
        if (closing != null) {
            closing.close();
        }
        if (open != null) {
            open.close();
        }
    }

    /** Ends the process: nothing more is written, and its connections break. */
    void kill() {
        disk.kill();
        network.kill();
        closeWriter();
    }
}
