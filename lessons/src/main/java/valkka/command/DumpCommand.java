package valkka.command;

import java.util.List;
import valkka.fs.ValkkaFSTool;
import valkka.fs.ValkkaSingleFS;

/** {@code ./valkka dump DIR [BLOCK]}: the block table, or what one block holds. */
final class DumpCommand implements Subcommand {
    @Override
    public String usage() {
        return """
                Usage: ./valkka dump DIR [BLOCK]

                Prints the block table of a recording: for each block the key-frame time that it
                is found by, and its last time, in Unix milliseconds. With the number of a block:
                its frames, with a * where reading can start, and their first bytes.
                """;
    }

    @Override
    public int run(List<String> args, Console console) {
        Arguments arguments = Arguments.parse("dump", args, List.of(), List.of());
        List<String> words = arguments.words();
        if (words.isEmpty() || words.size() > 2 || words.get(0).isBlank()) {
            throw arguments.wrong("give the directory of one recording, and the number of a block or none");
        }
        try (ValkkaSingleFS recording = ValkkaSingleFS.loadFromDirectory(words.get(0))) {
            if (words.size() == 1) {
                console.out().println(recording.getBlockTable());
            } else {
                console.out().println(new ValkkaFSTool(recording).describeBlock(number(arguments, words.get(1))));
            }
        }
        return 0;
    }

    private static int number(Arguments arguments, String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw arguments.wrong("'" + word + "' is not the number of a block");
        }
    }
}
