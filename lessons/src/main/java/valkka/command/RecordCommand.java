package valkka.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import valkka.command.CameraProbe.Answer;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Bytes;
import valkka.fs.FSPars;
import valkka.fs.Sizing;
import valkka.fs.ValkkaFS;

/** {@code ./valkka record [ADDRESS] DIR}: records a camera into a ring until Ctrl-C. */
@Command(
        name = "record",
        description =
                "Records a camera into a ring in the directory DIR until Ctrl-C or SIGTERM. When the ring is full the"
                        + " newest frames replace the oldest. A lost camera is tried again until it is back. The block size"
                        + " follows from the camera's stream.",
        exitCodeList = {"0:it was asked to stop", "1:it could not record", "2:the arguments are wrong"})
final class RecordCommand implements Subcommand {
    private static final Duration USUAL_TIME = Duration.ofHours(24);
    private static final int GOPS = 2;
    private static final Duration SHORTEST = Duration.ofMillis(CameraMeter.SHORTEST_MILLIS);
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private final StopRequest stop;

    @Parameters(index = "0", arity = "0..1", paramLabel = "ADDRESS", description = CameraOptions.ADDRESS)
    private Optional<String> first = Optional.empty();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DIR",
            hideParamSyntax = true,
            description = "the directory of the recording, the only word where ADDRESS is left out")
    private Optional<String> second = Optional.empty();

    @ArgGroup
    private RingReach reach = new RingReach();

    @Option(
            names = "--block-size",
            paramLabel = "SIZE",
            description = "the size of a new ring's blocks, such as 2MiB, in place of the one that the camera's"
                    + " stream asks for; a frame must fit into a block",
            converter = RingReach.BlockSize.class)
    private Optional<Long> blockSize = Optional.empty();

    @Option(
            names = "--overwrite",
            description = "deletes the recording that is in DIR; without this option recording goes on in that one")
    private boolean overwrite;

    @Option(
            names = "--device",
            paramLabel = "PATH",
            description = "a disk, a partition or a file outside of DIR that holds the frames of the recording in DIR;"
                    + " without this option nothing outside of DIR is written")
    private List<Path> outside = List.of();

    @Option(
            names = "--proof",
            description =
                    "keeps a chain of hashes of closed blocks beside the recording, for the proof of exported clips")
    private boolean proof;

    @Mixin
    private CameraOptions options;

    RecordCommand(StopRequest stop) {
        this.stop = stop;
    }

    @Override
    public int run(Console console) throws InterruptedException {
        Path directory = directory();
        Camera camera =
                options.camera(second.isPresent() ? first.orElseThrow() : CameraOptions.known("record", console));
        boolean goOn = ValkkaFS.checkDirectory(directory) && !overwrite;
        Optional<Answer> answer = look(camera, goOn, console);
        if (stop.isRequested()) {
            console.out().println("Stopped before the first frame was recorded.");
            return 0;
        }
        try (CameraRecording ring =
                goOn ? CameraRecording.load(directory, reach.size, blockSize, outside) : create(directory, answer)) {
            announce(ring, directory, answer, console);
            new Recorder(ring, proof, console, stop)
                    .record(
                            camera,
                            answer.map(Answer::asksForTcp).orElse(true),
                            answer.map(Answer::notes).orElse(List.of()));
        }
        return 0;
    }

    private CameraRecording create(Path directory, Optional<Answer> answer) {
        Sizing fitting = answer.orElseThrow().report().sizing();
        Sizing blocks = blockSize
                .map(size -> new Sizing(fitting.bitsPerSecond(), fitting.gop(), size, fitting.blocks()))
                .orElse(fitting);
        Sizing ring = reach.size.isPresent()
                ? blocks.within(reach.size.get())
                : blocks.lasting(reach.hours.orElse(USUAL_TIME));
        return CameraRecording.create(directory, ring, overwrite);
    }

    /**
     * Measures the camera. An existing recording needs no measurement: its camera may come back at
     * any time.
     */
    private Optional<Answer> look(Camera camera, boolean goOn, Console console) throws InterruptedException {
        try {
            Answer answer = new CameraProbe(camera, GOPS, SHORTEST, DEADLINE, stop).probe(console);
            CameraReport report = answer.report();
            console.title(report.address());
            console.row("video", report.video());
            if (!report.isSoundAlone()) {
                console.row("key frames", report.keyFrames());
            }
            console.row("bit rate", Units.bitRate(report.bitRate()) + " over " + report.transport());
            console.row("audio", report.audioNames());
            answer.notes().forEach(note -> console.advice(ProbeCommand.sentence(note)));
            return Optional.of(answer);
        } catch (ValkkaException e) {
            if (!stop.isRequested() && (!goOn || (e.kind() != Kind.IO && e.kind() != Kind.TIMEOUT))) {
                throw e;
            }
            if (!stop.isRequested()) {
                console.advice(e.getMessage());
            }
            return Optional.empty();
        }
    }

    private void announce(CameraRecording ring, Path directory, Optional<Answer> answer, Console console) {
        FSPars pars = ring.fs().getPars();
        console.row("recording", directory + (ring.isNew() ? "" : ", going on with the existing recording"));
        console.row(
                "",
                pars.nBlocks() + " blocks of " + Bytes.text(pars.blockSize()) + ", " + Bytes.text(pars.deviceSize())
                        + " on the disk");
        answer.ifPresent(seen -> {
            CameraReport report = seen.report();
            Sizing sizing = new Sizing(
                    Math.max(1, Math.round(report.bitRate())), report.gop(), pars.blockSize(), pars.nBlocks());
            console.row("", "reaches back " + Units.duration(sizing.duration()) + " at this bit rate");
            sizing.warning().ifPresent(console::advice);
            if (sizing.withRoomFor(report.largest()).blockSize() > pars.blockSize()) {
                console.advice("The camera sends frames of " + Bytes.text(report.largest())
                        + ", which no block has room for: the recording has holes. Make it anew: --overwrite "
                        + FrameAccount.blockSizeFor(report.largest()));
            }
            reach.hours
                    .filter(wanted -> !ring.isNew() && sizing.duration().compareTo(wanted) < 0)
                    .ifPresent(wanted -> console.advice("That is less than the " + Units.duration(wanted)
                            + " of --hours; --overwrite makes the recording anew."));
        });
        console.out().println("Recording; Ctrl-C ends it.");
    }

    /**
     * Returns the last word: behind an address the second one, and the first one where the address
     * is in the environment.
     */
    private Path directory() {
        if (first.isEmpty()) {
            throw UsageError.of("record", "give DIR, the directory of the recording");
        }
        if (second.orElse(first.get()).contains("://")) {
            throw UsageError.of("record", "give DIR behind the address");
        }
        try {
            return new DirectoryConverter().convert(second.orElse(first.get()));
        } catch (WrongValueException e) {
            throw UsageError.of("record", "DIR: " + e.getMessage());
        }
    }
}
