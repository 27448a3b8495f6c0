package valkka.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The list of commands: the commands of this package, and the commands that other modules announce.
 * Only the requested command is made, because reading all annotations takes a tenth of a second.
 */
final class Commands {
    private static final Map<String, String> EXIT_CODES =
            Map.of("0", "all went well", "1", "it did not", "2", "the arguments are wrong");

    private final Map<String, Supplier<Subcommand>> own;

    Commands(StopRequest stop) {
        own = Map.ofEntries(
                Map.entry("discover", DiscoverCommand::new),
                Map.entry("probe", ProbeCommand::new),
                Map.entry("record", () -> new RecordCommand(stop)),
                Map.entry("info", InfoCommand::new),
                Map.entry("dump", DumpCommand::new),
                Map.entry("export", ExportCommand::new),
                Map.entry("serve", () -> new ServeCommand(stop)),
                Map.entry("check", CheckCommand::new),
                Map.entry("repair", RepairCommand::new),
                Map.entry("verify", VerifyCommand::new),
                Map.entry("key", KeyCommand::new),
                Map.entry("samples", SamplesCommand::new),
                Map.entry("exam", ExamCommand::new),
                Map.entry("completion", () -> new CompletionCommand(this)));
    }

    /** Returns the command line of the command with that name; empty without such a command. */
    Optional<CommandLine> named(String name) {
        if (own.containsKey(name)) {
            return Optional.of(line(own.get(name).get()));
        }
        return announced().stream()
                .map(Commands::line)
                .filter(line -> line.getCommandName().equals(name))
                .findFirst();
    }

    /** Returns the whole program with every command in it, for what must know all of them. */
    CommandLine all() {
        CommandLine program = new CommandLine(CommandSpec.create().name("valkka"));
        standardOptions(program);
        List<Subcommand> commands =
                new ArrayList<>(own.values().stream().map(Supplier::get).toList());
        commands.addAll(announced());
        for (Subcommand command : commands) {
            CommandLine line = line(command);
            program.addSubcommand(line.getCommandName(), line);
        }
        LauncherCommands.addTo(program);
        return program;
    }

    private static List<Subcommand> announced() {
        return ServiceLoader.load(Subcommand.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private static CommandLine line(Subcommand command) {
        CommandLine line = new CommandLine(command)
                .setExpandAtFiles(false) // a word that begins with @ is a word
                .setUnmatchedOptionsAllowedAsOptionParameters(false)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        standardOptions(line);
        line.getCommandSpec().parser().collectErrors(true);
        UsageMessageSpec usage = line.getCommandSpec().usageMessage();
        if (usage.exitCodeList().isEmpty()) {
            usage.exitCodeList(new TreeMap<>(EXIT_CODES));
        }
        usage.synopsisHeading("Usage: ./valkka ")
                .sortOptions(false)
                .sortSynopsis(false)
                .descriptionHeading("%n")
                .parameterListHeading("%n")
                .optionListHeading("%n")
                .exitCodeListHeading("%nExit codes:%n")
                .footerHeading("%n");
        return line;
    }

    private static void standardOptions(CommandLine line) {
        line.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new BuildVersion());
    }
}
