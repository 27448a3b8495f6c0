package valkka.command;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The commands that the launcher runs without this program. They stand here for the completion,
 * which knows all.
 */
final class LauncherCommands {
    private LauncherCommands() {}

    static void addTo(CommandLine program) {
        for (String name : List.of("lab", "shell", "classpath", "test")) {
            program.addSubcommand(name, withHelp());
        }
        program.addSubcommand(
                "notebooks", withHelp().addOption(OptionSpec.builder("--clean").build()));
        List<String> names = List.copyOf(program.getSubcommands().keySet());
        program.addSubcommand(
                "help",
                CommandSpec.create()
                        .addPositional(PositionalParamSpec.builder()
                                .paramLabel("COMMAND")
                                .completionCandidates(names)
                                .build()));
    }

    private static CommandSpec withHelp() {
        return CommandSpec.create()
                .addOption(OptionSpec.builder("-h", "--help").usageHelp(true).build());
    }
}
