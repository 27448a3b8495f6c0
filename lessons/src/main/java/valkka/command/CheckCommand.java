package valkka.lessons;

import java.io.PrintStream;
import java.util.List;
import valkka.frame.ValkkaException;
import valkka.fs.CheckReport;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSTool;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;

/**
 * {@code ./valkka check DIR}: holds a recording against its invariants and prints what is not in order. Exit code 0 when all
 * is, 1 for findings, 2 and one line on standard error when it could not be checked.
 */
@SuppressWarnings("SystemOut")
final class CheckMain {
    private CheckMain() {}

    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out, System.err));
    }

    /** Returns the exit code. */
    static int run(List<String> args, PrintStream out, PrintStream err) {
        if (args.size() != 1 || args.get(0).isBlank()) {
            err.println("valkka: check takes the directory of one recording");
            return 2;
        }
        try {
            CheckReport report = check(args.get(0));
            out.println(report);
            return report.isClean() ? 0 : 1;
        } catch (ValkkaException e) {
            err.println("valkka: " + e.getMessage());
            return 2;
        }
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
