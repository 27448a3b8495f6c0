package valkka.command;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import valkka.command.CameraProbe.Answer;
import valkka.fs.Bytes;
import valkka.fs.Sizing;

/** {@code ./valkka probe [ADDRESS]}: what a camera sends, or what is wrong with it. */
@Command(
        name = "probe",
        description = "Looks at a camera for some seconds and says what it sends, or what is wrong and what to try.",
        exitCodeList = {"0:pictures came, or sound", "1:none came", "2:the arguments are wrong"})
final class ProbeCommand implements Subcommand {
    private static final int GOPS = 3;
    /** In a shorter time a clock that stands still does not show. */
    private static final Duration SHORTEST = Duration.ofMillis(2_500);

    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final Duration LONG_GOP = Duration.ofSeconds(4);

    @Parameters(arity = "0..1", paramLabel = "ADDRESS", description = CameraOptions.ADDRESS)
    private Optional<String> address = Optional.empty();

    @Mixin
    private CameraOptions options;

    @Override
    public int run(Console console) throws InterruptedException {
        Camera camera = options.camera(address.orElseGet(() -> CameraOptions.known("probe", console)));
        Answer answer = new CameraProbe(camera, GOPS, SHORTEST, DEADLINE, new StopRequest()).probe(console);
        print(answer, console);
        return 0;
    }

    private static void print(Answer answer, Console console) {
        CameraReport report = answer.report();
        console.title(report.address());
        console.row("video", report.video());
        if (!report.isSoundAlone()) {
            console.row("key frames", report.keyFrames());
        }
        console.row(
                "bit rate",
                Units.bitRate(report.bitRate()) + " on average"
                        + (report.isSoundAlone()
                                ? ""
                                : ", " + Units.bitRate(report.peakBitRate()) + " in the largest GOP"));
        console.row("audio", report.audioNames());
        console.row("clock", report.clock());
        console.row("transport", report.transport());
        FrameAccount.network(answer.stats(), console);
        Sizing day = report.sizing().lasting(Duration.ofHours(24));
        console.row(
                "recording",
                "blocks of " + Bytes.text(day.blockSize()) + " fit"
                        + (report.isSoundAlone()
                                ? ""
                                : String.format(
                                        Locale.ROOT, ", with %.1f key frames in each", day.keyFramesPerBlock())));
        console.row("", "a day takes " + Bytes.text(day.deviceSize()));
        advise(answer, console);
    }

    private static void advise(Answer answer, Console console) {
        CameraReport report = answer.report();
        answer.notes().forEach(note -> console.advice(sentence(note)));
        if (!answer.whyNotTcp().isEmpty()) {
            console.advice(answer.whyNotTcp()
                    + ". Over UDP it does, and record takes that by itself; UDP loses packets on a bad network.");
        }
        if (report.gop().compareTo(LONG_GOP) > 0) {
            console.advice("A key frame only every " + Units.duration(report.gop())
                    + ": reading, cutting and reconnecting wait for one. Set the camera's key-frame interval"
                    + " (I-frame interval, GOP) to 1 or 2 s.");
        }
    }

    /** Makes a sentence of a note. */
    static String sentence(String note) {
        return note.substring(0, 1).toUpperCase(Locale.ROOT) + note.substring(1) + ".";
    }
}
