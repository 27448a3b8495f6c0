package valkka.bench;

import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import valkka.command.Console;
import valkka.command.Subcommand;
import valkka.command.UsageError;

/** {@code ./valkka soak}: records, plays, exports and checks for a long time, and shows what grows. */
@Command(
        name = "soak",
        description =
                "Records cameras for a long time, plays two of them, exports and checks them in a loop, and tells what was"
                        + " lost and whether memory, open files or threads grow.",
        exitCodeList = {
            "0:nothing was lost, nothing failed, nothing grows",
            "1:something did",
            "2:the arguments are wrong"
        })
public final class SoakCommand implements Subcommand {
    @Option(names = "--minutes", paramLabel = "N", description = "how long, 20 when nothing is said")
    private double minutes = 20;

    @Option(
            names = "--cameras",
            paramLabel = "N",
            description = "how many cameras of 4 Mbit/s, 16 when nothing is said")
    private int cameras = 16;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "where the recordings go for the time of the run: 64 MiB a camera")
    private Path directory = Scratch.defaultParent();

    @Override
    public int run(Console console) throws Exception {
        if (!(minutes > 0 && minutes <= 100_000)) {
            throw UsageError.of("soak", "--minutes: give a number of minutes, such as 20");
        }
        if (cameras < 1 || cameras > 1000) {
            throw UsageError.of("soak", "--cameras: give a number of cameras from 1 to 1000");
        }
        try (Scratch scratch = Scratch.under(directory)) {
            console.out().println("jvalkka soak: " + Machine.describe(scratch.root()));
            Duration time = Duration.ofMillis((long) (minutes * 60_000));
            return new Soak(scratch, cameras, time, console.out()).run() ? 0 : 1;
        }
    }
}
