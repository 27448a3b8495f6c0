package valkka.simulator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import valkka.frame.ValkkaException;
import valkka.fs.Block;
import valkka.fs.RecordedFrame;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;

/** Another process, which reads a recording while the recorder goes on between its calls. */
final class Reader {
    private final Scenario scenario;
    private final Path directory;
    private final Story story;
    private final Ledger ledger;
    private final SimulatedDisk disk;

    Reader(Scenario scenario, Path directory, Story story, Ledger ledger, SimulatedDisk disk) {
        this.scenario = scenario;
        this.directory = directory;
        this.story = story;
        this.ledger = ledger;
        this.disk = disk;
    }

    /** Reads every block. A block is whole, or it is gone. */
    void read() {
        try (ValkkaFS fs = Recorder.load(scenario.multi(), disk, directory)) {
            int count = 0;
            for (Block block : fs.blocks()) {
                try {
                    List<RecordedFrame> frames = fs.readBlock(block.number());
                    check(block.number(), frames);
                    count += frames.size();
                } catch (ValkkaException e) {
                    expect(e);
                }
            }
            int all = count;
            story.tell(() -> "a reader has read " + all + " frames");
        } catch (ValkkaException e) {
            expect(e);
        }
    }

    /** Reads a range of time, block by block, as an export does. */
    void export() {
        List<Integer> gone = new ArrayList<>();
        int blocks = 0;
        try (ValkkaFS fs = Recorder.load(scenario.multi(), disk, directory)) {
            TimeRange range = fs.getTimeRange();
            if (range.isEmpty()) {
                return;
            }
            List<RecordedFrame> block = new ArrayList<>();
            try (Stream<RecordedFrame> frames = fs.frames(range, gone::add)) {
                for (RecordedFrame frame : (Iterable<RecordedFrame>) frames::iterator) {
                    if (!block.isEmpty() && block.get(0).block() != frame.block()) {
                        check(block.get(0).block(), block);
                        block.clear();
                        blocks++;
                    }
                    block.add(frame);
                }
            }
            if (!block.isEmpty()) {
                check(block.get(0).block(), block);
                blocks++;
            }
            int read = blocks;
            story.tell(() -> "an export has read " + read + " blocks, and was told that " + gone + " are gone");
        } catch (ValkkaException e) {
            expect(e);
        }
    }

    private void check(int block, List<RecordedFrame> frames) {
        if (!ledger.isDamaged(block) && !disk.isDead() && ledger.span(frames, 0) == null) {
            story.broken(Promise.WHOLE, "a reader got from block " + block + ": " + ledger.fault(frames));
        }
    }

    private void expect(ValkkaException e) {
        story.tell(() -> "a reader is told: " + e.getMessage());
        if (e.kind() != ValkkaException.Kind.GONE && !disk.isDead()) {
            story.unexpected("reading", e);
        }
    }
}
