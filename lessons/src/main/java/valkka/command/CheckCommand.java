package valkka.command;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import valkka.fs.CheckReport;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSTool;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;

/**
 * {@code ./valkka check DIR}: checks a recording against the invariants, and prints findings and
 * notes. The exit code is 0 without findings, and 1 for findings. It is 2, with one line on
 * standard error, when checking was not possible.
 */
@Command(
        name = "check",
        description =
                "Checks a recording against the rules of docs/design/invariants.md and changes nothing: one finding or"
                        + " note a line.",
        exitCodeOnExecutionException = 2,
        exitCodeList = {"0:there are no findings", "1:there are findings", "2:it could not be checked"})
final class CheckCommand implements Subcommand {
    @Parameters(
            paramLabel = "DIR",
            description = "the directory of one recording",
            converter = DirectoryConverter.class)
    private Path directory;

    @Override
    public int run(Console console) {
        CheckReport report = check(directory, console);
        console.out().println(report);
        return report.isClean() ? 0 : 1;
    }

    /**
     * The files do not tell a recording of one stream from one of several, whose tables differ: it
     * may be either.
     */
    private static CheckReport check(Path directory, Console console) {
        CheckReport single = check(ValkkaSingleFS.loadFromDirectory(directory), console);
        if (single.isClean()) {
            return single;
        }
        CheckReport multi = check(ValkkaMultiFS.loadFromDirectory(directory), console);
        return multi.findings().size() < single.findings().size() ? multi : single;
    }

    private static CheckReport check(ValkkaFS recording, Console console) {
        try (recording;
                ProgressLine line =
                        new ProgressLine(console, "check", recording.getPars().deviceSize())) {
            return new ValkkaFSTool(recording).check(line);
        }
    }
}
