package valkka.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.fs.ValkkaFS;

/** One run of a scenario, from an empty recording to the last check. */
final class Simulation {
    private static final long MILLION = 1_000_000;
    /** A second before the next attempt, and some more; then comes a group of pictures at most. */
    private static final long BACK_MILLIS = 2500;
    /** A writer that waits half a second for its turn cannot keep what it promises of a second. */
    private static final long LONGEST_STALL_MILLIS = 380;

    /**
     * The result of a run.
     *
     * @param broken the first promise that did not hold; {@code null} when all did
     * @param story what happened, when it was told
     * @param frames how many frames were recorded
     */
    record Result(@Nullable BrokenPromise broken, List<String> story, int frames) {}

    private final Scenario scenario;
    private final Path directory;
    private final SimulatedTime time = new SimulatedTime();
    private final Story story;
    private final Dice dice;
    private final Platter platter;
    private final Ledger ledger;
    private final Weather weather;
    private final List<SimulatedCamera> cameras = new ArrayList<>();
    private @Nullable Recorder recorder; // null while no process runs
    private Trouble.@Nullable Kind ended; // how the process ends that is in a call now
    private final Dice looks;
    private int processes;
    private long disturbed; // until when the network is in trouble, or when it last was
    private boolean reading;
    private long lastTurn; // of the writer
    private @Nullable LappedRead lapped;

    private Simulation(Scenario scenario, Path directory, boolean told) {
        this.scenario = scenario;
        this.directory = directory;
        this.story = new Story(told, time, directory);
        this.dice = new Dice(scenario.seed());
        this.looks = dice.of("looks");
        this.platter = new Platter(scenario, directory);
        this.ledger = new Ledger(scenario.blocks(), story);
        this.weather = new Weather(time, dice.of("weather"));
        platter.listen(this::blockBegun);
        for (int i = 0; i < scenario.cameras().size(); i++) {
            CameraScript script = scenario.cameras().get(i);
            Pictures pictures = new Pictures(script, i, dice.of("pictures " + i), scenario.blockSize());
            SentUnits sent = new SentUnits(script, i, story, clockIsGood(), losesPackets(script), pictures);
            cameras.add(new SimulatedCamera(i, script, time, dice.of("camera " + i), pictures, sent));
        }
    }

    private void blockBegun(int block) {
        boolean goesOn = block != ledger.current();
        ledger.blockBegun(block);
        int before = (block + scenario.blocks() - 1) % scenario.blocks();
        if (!goesOn || !ledger.isNewlyWhole(before)) {
            return;
        }
        SimulatedDisk disk = new SimulatedDisk(platter, dice.of("left"), kind -> {});
        try (ValkkaFS fs = Recorder.load(scenario.multi(), disk, directory)) {
            ledger.blockLeft(before, fs.readBlock(before));
        } catch (ValkkaException e) {
            story.unexpected("reading a block that was closed", e);
        }
    }

    /** Returns whether packets of a camera are lost. Those that are only late are waited for. */
    private boolean losesPackets(CameraScript script) {
        return script.udp() && scenario.troubles().stream().anyMatch(one -> one.kind() == Trouble.Kind.LOSS);
    }

    /** Returns whether the times of frames tell when their pictures were taken. */
    private boolean clockIsGood() {
        return scenario.troubles().stream()
                .noneMatch(one -> one.kind() == Trouble.Kind.CLOCK_STEP || one.kind() == Trouble.Kind.CLOCK_DRIFT);
    }

    /**
     * Runs a scenario.
     *
     * @param directory an empty directory: the lock is real, and so are the names of the files
     * @param told whether the story is told
     */
    static Result run(Scenario scenario, Path directory, boolean told) {
        Simulation simulation = new Simulation(scenario, directory, told);
        try {
            for (String name : List.of("dumpfile", "blockfile", "valkkafs.json")) {
                Path file = directory.resolve(name);
                if (!Files.exists(file)) {
                    Files.createFile(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        simulation.runAll();
        return new Result(simulation.story.broken(), simulation.story.lines(), simulation.ledger.accepted());
    }

    private void runAll() {
        try {
            cameras.forEach(SimulatedCamera::start);
            scenario.troubles().forEach(trouble -> time.afterMillis(trouble.atMillis(), () -> happen(trouble)));
            startProcess();
            keepWriting();
            if (dice.of("flushes").oneIn(2)) {
                keepFlushing(); // otherwise the writer flushes by itself
            }
            runUntil(scenario.millis() * MILLION);
            if (!story.isOver()) {
                end();
            }
        } catch (RuntimeException e) {
            story.unexpected("the recorder", e);
        } finally {
            if (recorder != null) {
                recorder.kill();
            }
        }
    }

    private void runUntil(long end) {
        while (time.nanos() < end && !story.isOver()) {
            Recorder running = recorder;
            long timer = running == null ? Long.MAX_VALUE : running.network().run();
            time.next(timer == Long.MAX_VALUE ? end : Math.min(end, time.nanos() + Math.max(1, timer)));
            settle();
        }
    }

    /** Lets the filters work, and ends a process that was killed in a call. */
    private void settle() {
        Recorder running = recorder;
        if (running != null && ended == null) {
            running.network().run();
            boolean more = !dice.oneIn(8);
            while (more) {
                more = running.stepFilters();
            }
        }
        Trouble.Kind how = ended;
        if (how != null) {
            ended = null;
            endProcess(how);
        }
    }

    private void startProcess() {
        SimulatedDisk disk = new SimulatedDisk(platter, dice.of("disk " + processes), kind -> ended = kind);
        SimulatedNetwork network = new SimulatedNetwork(time, weather, dice.of("network " + processes), cameras);
        disk.watch(this::lookAhead);
        processes++;
        disturbed = Math.max(disturbed, time.nanos());
        story.tell(() -> "a recorder starts");
        Recorder started = new Recorder(scenario, directory, time, story, ledger, cameras, disk, network);
        recorder = started;
        openWriter(started);
        started.play();
    }

    private void openWriter(Recorder running) {
        try {
            running.openWriter();
        } catch (ValkkaException e) {
            story.tell(() -> "no writer: " + e.getMessage());
            if (e.kind() == ValkkaException.Kind.BUSY) {
                story.broken(Promise.ONE_WRITER, "a writer is refused, and nobody writes: " + e.getMessage());
            } else {
                story.unexpected("opening a writer", e);
            }
        }
    }

    private void endProcess(Trouble.Kind how) {
        Recorder ending = recorder;
        if (ending == null) {
            return;
        }
        checkBack();
        ending.kill();
        recorder = null;
        if (how == Trouble.Kind.KILL) {
            story.tell(() -> "the recorder is killed; flushed is up to frame " + (ledger.flushedTo() - 1));
        } else {
            platter.cutPower(dice.of("power cut " + processes));
            ledger.powerCut(scenario.durability());
            story.tell(() -> "the power is cut; promised is up to frame " + (ledger.flushedTo() - 1));
        }
        audit(false);
        time.afterMillis(dice.between(20, 1500), this::startProcess);
    }

    /** Reads what is there, as another program would. */
    private void audit(boolean orderly) {
        audit(platter, ledger, orderly);
    }

    private void audit(Platter left, Ledger promised, boolean orderly) {
        SimulatedDisk disk = new SimulatedDisk(left, dice.of("audit"), kind -> {});
        try (ValkkaFS fs = Recorder.load(scenario.multi(), disk, directory)) {
            new Audit(promised, story).check(fs, left, orderly);
        } catch (ValkkaException e) {
            story.unexpected("reading what is left", e);
        }
    }

    /** Looks, now and then, at what a kill or a power cut in the change that comes would leave. */
    private void lookAhead(@Nullable Path path, int position, byte[] bytes) {
        LappedRead watching = lapped;
        if (watching != null && watching.take(platter)) {
            lapped = null;
            watching.read();
        }
        if (story.isOver() || scenario.looks() == 0 || !looks.oneIn(scenario.looks())) {
            return;
        }
        Platter left = platter.copy();
        try {
            int part = Platter.partOfWrite(looks, position, bytes.length);
            if (path != null) {
                left.write(path, left.file(path), position, bytes, part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        audit(left, ledger, false);
        tellOfLook("a kill");
        if (platter.losesPower() && !story.isOver()) {
            left.cutPower(looks);
            audit(left, ledger.afterPowerCut(scenario.durability()), false);
            tellOfLook("a power cut");
        }
    }

    private void tellOfLook(String after) {
        if (story.isOver()) {
            story.tell(() -> "so it would be after " + after + " at this moment");
        }
    }

    private void keepWriting() {
        time.after(dice.between(1, 120) * MILLION, this::keepWriting);
        Recorder running = recorder;
        if (running == null) {
            return;
        }
        boolean waits = reading && dice.oneIn(2);
        if (waits && time.nanos() - lastTurn < LONGEST_STALL_MILLIS * MILLION) {
            return;
        }
        lastTurn = time.nanos();
        checkBack();
        if (!running.isWriting()) {
            openWriter(running);
        } else if (!running.step() && !story.isOver()) {
            audit(false);
        }
    }

    private void keepFlushing() {
        time.afterMillis(dice.between(50, 900), this::keepFlushing);
        if (recorder != null) {
            recorder.askForFlush();
        }
    }

    /**
     * Checks that each camera that can be heard is heard. One that is unreachable may say nothing for
     * as long as a client waits.
     */
    private void checkBack() {
        if (scenario.troubles().stream().anyMatch(one -> one.kind() == Trouble.Kind.OFFLINE)) {
            return;
        }
        for (SimulatedCamera camera : cameras) {
            CameraScript script = camera.script();
            long patience = (BACK_MILLIS + (long) script.interval() * script.group()) * MILLION;
            if (time.nanos() - disturbed > patience) {
                camera.sent().checkBack(patience);
            }
        }
    }

    private void happen(Trouble trouble) {
        story.tell(() -> "TROUBLE " + trouble);
        Recorder running = recorder;
        switch (trouble.kind()) {
            case CLOCK_STEP -> time.step(trouble.amount());
            case CLOCK_DRIFT -> time.drift(trouble.amount());
            case RESET -> {
                cameras.get((int) (trouble.amount() % cameras.size())).reset();
                disturbed = Math.max(disturbed, time.nanos());
            }
            case READ, EXPORT -> read(trouble);
            default -> {
                if (weather.turn(trouble)) {
                    disturbed = Math.max(disturbed, time.nanos() + trouble.amount() * MILLION);
                } else if (running != null) {
                    happenTo(running, trouble);
                }
            }
        }
    }

    private void happenTo(Recorder running, Trouble trouble) {
        switch (trouble.kind()) {
            case LAPPED_READ ->
                lapped = new LappedRead(scenario, directory, story, ledger, dice.of("lapped read"), trouble.amount());
            case JSON_FULL -> running.disk().leaveNoRoom(trouble.amount());
            case KILL, POWER_CUT, KILL_AT_TABLE, CUT_AT_TABLE, EIO, SHORT_WRITE ->
                running.disk().arm(trouble.kind(), trouble.amount());
            case IDLE_CUT -> ended = trouble.kind();
            case TABLE -> running.askForTable();
            case SECOND_WRITER -> running.trySecondWriter();
            case RESTART -> {
                boolean unused = running.stopWriter();
                if (ended == null) {
                    audit(false);
                }
            }
            default -> throw new IllegalStateException("no trouble of a recorder: " + trouble);
        }
    }

    private void read(Trouble trouble) {
        if (reading) {
            return;
        }
        reading = true;
        SimulatedDisk disk = new SimulatedDisk(platter, dice.of("reader"), kind -> {});
        int powerCuts = processes;
        disk.beforeRead(() -> {
            if (dice.below(1 + (int) trouble.amount()) == 0 && !story.isOver()) {
                runUntil(Math.min(
                        scenario.millis() * MILLION,
                        time.nanos() + dice.between(1, dice.oneIn(4) ? 4000 : 200) * MILLION));
            }
            if (processes != powerCuts) {
                disk.kill(); // the reader may have been on the machine that lost its power
            }
        });
        Reader reader = new Reader(scenario, directory, story, ledger, disk);
        if (trouble.kind() == Trouble.Kind.READ) {
            reader.read();
        } else {
            reader.export();
        }
        reading = false;
    }

    private void end() {
        Recorder running = recorder;
        if (running == null) {
            audit(false);
            return;
        }
        checkBack();
        boolean well = running.stopWriter();
        settle();
        if (recorder != null && !story.isOver()) {
            audit(well && !ledger.wasSpoilt() && ledger.acceptedByWriter() > 0);
        }
    }
}
