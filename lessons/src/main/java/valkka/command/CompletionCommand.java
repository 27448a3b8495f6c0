package valkka.command;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

/**
 * {@code ./valkka completion}: the script with which a shell completes commands, options and
 * lessons.
 */
@Command(
        name = "completion",
        description = {
            "Prints a script for bash. With it the Tab key completes commands, options, the names of lessons and rows,"
                    + " and directories behind ./valkka:",
            "",
            "  eval \"$(./valkka completion)\""
        })
final class CompletionCommand implements Subcommand {
    private final Commands commands;

    CompletionCommand(Commands commands) {
        this.commands = commands;
    }

    @Override
    public int run(Console console) {
        console.out().println(AutoComplete.bash("valkka", commands.all()));
        return 0;
    }
}
