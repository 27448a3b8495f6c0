package valkka.command;

import java.util.List;
import valkka.fs.CheckReport;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSTool;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;

/**
 * {@code ./valkka check DIR}: holds a recording against its invariants and prints what is not in order. Exit code 0 when all
 * is, 1 for findings, 2 and one line on standard error when it could not be checked.
 */
final class CheckCommand implements Subcommand {
    @Override
    public String usage() {
        return """
                Usage: ./valkka check DIR

                Checks a recording against the rules of docs/design/invariants.md and changes
                nothing: one finding a line. Exit code 0 for a clean recording, 1 for findings,
                2 when it could not be checked.
                """;
    }

    @Override
    public int run(List<String> args, Console console) {
        CheckReport report = check(Directory.of("check", args));
        console.out().println(report);
        return report.isClean() ? 0 : 1;
    }

    /** The files do not tell a recording of one stream from one of several, whose tables differ: it may be either. */
    private static CheckReport check(String directory) {
        CheckReport single = check(ValkkaSingleFS.loadFromDirectory(directory));
        if (single.isClean()) {
            return single;
        }
        CheckReport multi = check(ValkkaMultiFS.loadFromDirectory(directory));
        return multi.findings().size() < single.findings().size() ? multi : single;
    }

    private static CheckReport check(ValkkaFS recording) {
        try (recording) {
            return new ValkkaFSTool(recording).check();
        }
    }
}
