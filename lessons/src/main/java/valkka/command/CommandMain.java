package valkka.command;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import valkka.frame.LogLevel;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * {@code ./valkka probe|record|info|dump|check|samples}: finds the command and runs it. Exit code 0 when all went well, 1 when it did
 * not and one line on standard error says why, 2 when the arguments were wrong. ({@code check} has 1 for findings, and 2 for
 * whatever kept it from checking.)
 */
@SuppressWarnings("SystemOut")
final class CommandMain {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private final Map<String, Subcommand> commands;

    CommandMain(StopRequest stop) {
        commands = Map.of(
                "probe", new ProbeCommand(),
                "record", new RecordCommand(stop),
                "info", new InfoCommand(),
                "dump", new DumpCommand(),
                "check", new CheckCommand(),
                "samples", new SamplesCommand());
    }

    public static void main(String[] args) throws InterruptedException {
        // What goes wrong is said by the commands: the log would only say it again, among their lines.
        LogLevel.valkkafs(LogLevel.SILENT);
        LogLevel.live(LogLevel.SILENT);
        LogLevel.thread(LogLevel.SILENT);
        StopRequest stop = new StopRequest();
        Console console = new Console(
                System.out,
                System.err,
                Boolean.getBoolean("valkka.terminal"), // the launcher's answer: Java 17 and 22 differ in theirs
                InstantSource.system(),
                ZoneId.systemDefault(),
                System.getenv());
        CommandMain main = new CommandMain(stop);
        if (args.length > 0
                && main.commands.containsKey(args[0])
                && main.commands.get(args[0]).endsWhenAsked()) {
            stop.takeSignals();
        }
        int exit = main.run(List.of(args), console);
        stop.ended(exit);
        System.exit(exit);
    }

    /** Returns the exit code. */
    int run(List<String> args, Console console) throws InterruptedException {
        String name = args.isEmpty() ? "" : args.get(0);
        Subcommand command = commands.get(name);
        if (command == null) {
            console.err().println("valkka: there is no such command: ./valkka help lists them");
            return WRONG_USAGE;
        }
        List<String> rest = args.subList(1, args.size());
        if (rest.contains("--help") || rest.contains("-h")) {
            console.out().print(command.usage());
            return 0;
        }
        try {
            return command.run(rest, console);
        } catch (ValkkaException e) {
            console.err().println("valkka: " + e.getMessage());
            return e.kind() == Kind.BAD_ARGUMENT || name.equals("check") ? WRONG_USAGE : FAILED;
        }
    }
}
