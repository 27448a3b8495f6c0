package valkka.command;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import valkka.frame.LogLevel;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.live.CameraVariables;

/**
 * {@code ./valkka COMMAND}: finds the command and runs it. Exit code 0 when all went well, 1 when
 * it did not and one line on standard error says why, 2 when the arguments were wrong.
 * ({@code check} has 1 for findings, and 2 for whatever kept it from checking.)
 */
@SuppressWarnings("SystemOut")
final class CommandMain {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private final Commands commands;

    CommandMain(StopRequest stop) {
        commands = new Commands(stop);
    }

    public static void main(String[] args) throws Exception {
        List<String> words = List.of(args);
        String name = words.isEmpty() ? "" : words.get(0);
        silenceLog(name);
        StopRequest stop = new StopRequest();
        Console console = new Console(
                System.out,
                System.err,
                Boolean.getBoolean("valkka.terminal"), // the launcher's answer: Java 17 and 22 differ in theirs
                InstantSource.system(),
                ZoneId.systemDefault(),
                CameraVariables.environment());
        if (name.equals("record") || name.equals("serve")) {
            stop.takeSignals();
        }
        int exit = FAILED;
        try {
            exit = new CommandMain(stop).run(words, console);
        } finally {
            stop.ended(exit);
        }
        System.exit(exit);
    }

    /**
     * The commands and the lessons report errors themselves: the log would repeat each error among
     * their lines.
     */
    private static void silenceLog(String name) {
        if (!name.equals("bench")) {
            LogLevel.valkkafs(LogLevel.SILENT);
            LogLevel.live(LogLevel.SILENT);
        }
        if (!name.equals("bench") && !name.equals("lesson")) {
            LogLevel.thread(LogLevel.SILENT);
        }
    }

    /** Returns the exit code. */
    int run(List<String> args, Console console) throws Exception {
        String name = args.isEmpty() ? "" : args.get(0);
        Optional<CommandLine> line = commands.named(name);
        if (line.isEmpty()) {
            console.err().println("valkka: " + unknown(name));
            return WRONG_USAGE;
        }
        try {
            return run(line.get(), args.subList(1, args.size()), console);
        } catch (ValkkaException e) {
            console.err().println("valkka: " + e.getMessage());
            return e.kind() == Kind.BAD_ARGUMENT
                    ? WRONG_USAGE
                    : line.get().getCommandSpec().exitCodeOnExecutionException();
        }
    }

    private static int run(CommandLine line, List<String> args, Console console) throws Exception {
        ParseResult result = line.parseArgs(args.toArray(String[]::new));
        if (result.isUsageHelpRequested()) {
            line.usage(console.out());
            return 0;
        }
        if (result.isVersionHelpRequested()) {
            line.printVersionHelp(console.out());
            return 0;
        }
        List<Exception> errors = result.errors();
        if (!errors.isEmpty()) {
            throw UsageError.of(worst(errors));
        }
        return line.<Subcommand>getCommand().run(console);
    }

    /**
     * Returns the first error; an option that does not exist goes before a word that is missing.
     */
    private static ParameterException worst(List<Exception> errors) {
        return errors.stream()
                .filter(e -> e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption())
                .findFirst()
                .map(ParameterException.class::cast)
                .orElseGet(() -> (ParameterException) errors.get(0));
    }

    private String unknown(String name) {
        List<String> similar = List.of();
        try {
            commands.all().parseArgs(name);
        } catch (UnmatchedArgumentException e) {
            similar = UsageError.isPlain(name) ? e.getSuggestions() : similar;
        }
        return "there is no command " + UsageError.named(name) + UsageError.suggestion(similar)
                + " (./valkka help lists what there is)";
    }
}
