package valkka.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import valkka.command.CameraProbe.Answer;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Bytes;
import valkka.fs.FSPars;
import valkka.fs.Sizing;
import valkka.fs.ValkkaFS;

/** {@code ./valkka record [ADDRESS] DIR}: records a camera into a ring until Ctrl-C. */
final class RecordCommand implements Subcommand {
    private static final String HOURS = "--hours";
    private static final String SIZE = "--size";
    private static final String OVERWRITE = "--overwrite";
    private static final Duration USUAL_TIME = Duration.ofHours(24);
    private static final double MOST_HOURS = 1_000_000;
    private static final int GOPS = 2;
    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final Pattern SIZE_FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)\\s*([KMGT]I?B?)?");

    private final StopRequest stop;

    RecordCommand(StopRequest stop) {
        this.stop = stop;
    }

    @Override
    public String usage() {
        return """
                Usage: ./valkka record [ADDRESS] DIR [--hours H | --size GB] [--overwrite]

                Records a camera into a ring in the directory DIR until Ctrl-C or SIGTERM; when
                the ring is full the newest frames replace the oldest. A camera that is lost is
                tried again until it is back.

                  ADDRESS      like rtsp://user:password@192.168.0.157/stream1; without it the
                               environment variable VALKKA_CAMERA counts, which keeps the
                               password out of the process list
                  --hours H    how far back the ring shall reach (24 when nothing is said)
                  --size GB    how much of the disk it may take: 20, 500MB, 1.5TB, 16GiB
                  --overwrite  deletes the recording that is in DIR; without it recording goes
                               on in that one
                """ + Camera.OPTIONS + """

                The block size follows from what the camera sends. Exit code 0 when it was
                asked to stop, 1 when it could not record, 2 for wrong arguments.
                """;
    }

    @Override
    public boolean endsWhenAsked() {
        return true;
    }

    @Override
    public int run(List<String> args, Console console) throws InterruptedException {
        Arguments arguments = Arguments.parse("record", args, Camera.flags(OVERWRITE), Camera.valued(HOURS, SIZE));
        Camera camera = Camera.of(arguments, console, 1);
        Path directory = directory(arguments);
        Optional<Long> size = arguments.value(SIZE).map(text -> size(arguments, text));
        Optional<Duration> time = arguments.value(HOURS).map(text -> hours(arguments, text));
        if (size.isPresent() && time.isPresent()) {
            throw arguments.wrong("give --hours or --size, one of them");
        }
        boolean goOn = ValkkaFS.checkDirectory(directory) && !arguments.has(OVERWRITE);
        Optional<Answer> answer = look(camera, goOn, console);
        if (stop.isRequested()) {
            console.out().println("Stopped before anything was recorded.");
            return 0;
        }
        try (Ring ring = goOn ? Ring.load(directory, size) : create(arguments, directory, size, time, answer)) {
            announce(ring, directory, answer, time, console);
            new Recorder(ring, console, stop)
                    .record(camera, answer.map(Answer::tcp).orElse(true));
        }
        return 0;
    }

    private static Ring create(
            Arguments arguments,
            Path directory,
            Optional<Long> size,
            Optional<Duration> time,
            Optional<Answer> answer) {
        Sizing blocks = answer.orElseThrow().report().sizing();
        Sizing ring = size.isPresent() ? blocks.within(size.get()) : blocks.lasting(time.orElse(USUAL_TIME));
        return Ring.create(directory, ring, arguments.has(OVERWRITE));
    }

    /** What the camera sends. A recording that is there goes on without knowing: its camera may come back any time. */
    private Optional<Answer> look(Camera camera, boolean goOn, Console console) throws InterruptedException {
        try {
            Answer answer = new CameraProbe(camera, GOPS, DEADLINE, stop).probe(console);
            CameraReport report = answer.report();
            console.title(report.address());
            console.row("video", report.video());
            console.row("key frames", report.keyFrames());
            console.row("bit rate", Units.bitRate(report.bitRate()) + " over " + report.transport());
            console.row("audio", report.audioNames());
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

    private static void announce(
            Ring ring, Path directory, Optional<Answer> answer, Optional<Duration> time, Console console) {
        FSPars pars = ring.fs().getPars();
        console.row("recording", directory + (ring.isNew() ? "" : ", going on with what is there"));
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
            time.filter(wanted -> !ring.isNew() && sizing.duration().compareTo(wanted) < 0)
                    .ifPresent(wanted -> console.advice("That is less than the " + Units.duration(wanted)
                            + " of --hours; --overwrite makes the recording anew."));
        });
        console.out().println("Recording; Ctrl-C ends it.");
    }

    private static Path directory(Arguments arguments) {
        List<String> words = arguments.words();
        String word = words.get(words.size() - 1);
        try {
            if (!word.isBlank() && !word.contains("://")) {
                return Path.of(word);
            }
        } catch (InvalidPathException e) {
            throw arguments.wrong("the directory's name cannot be one");
        }
        throw arguments.wrong("the directory stands behind the address");
    }

    private static Duration hours(Arguments arguments, String text) {
        try {
            double hours = Double.parseDouble(text);
            if (hours > 0 && hours <= MOST_HOURS) {
                return Duration.ofMillis(Math.max(1, Math.round(hours * 3_600_000)));
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw arguments.wrong("--hours is a number of hours, 0.5 for one");
    }

    private static long size(Arguments arguments, String text) {
        Matcher form = SIZE_FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!form.matches() || Double.parseDouble(form.group(1)) == 0) {
            throw arguments.wrong("--size is a number of gigabytes, or like 500MB or 16GiB");
        }
        String unit = form.group(2) == null ? "GB" : form.group(2);
        double base = unit.contains("I") ? 1024 : 1000;
        return (long) (Double.parseDouble(form.group(1)) * Math.pow(base, "KMGT".indexOf(unit.charAt(0)) + 1));
    }
}
