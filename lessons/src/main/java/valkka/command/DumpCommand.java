package valkka.command;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Parameters;
import valkka.fs.ValkkaFSTool;
import valkka.fs.ValkkaSingleFS;

/** {@code ./valkka dump DIR [BLOCK]}: the block table, or what one block holds. */
@Command(
        name = "dump",
        description =
                "Prints the block table of a recording: for each block the key-frame time that it is found by, and its"
                        + " last time, in Unix milliseconds. With the number of a block: its frames, with a * where reading can"
                        + " start, and their first bytes.")
final class DumpCommand implements Subcommand {
    @Parameters(
            index = "0",
            paramLabel = "DIR",
            description = "the directory of one recording",
            converter = DirectoryConverter.class)
    private Path directory;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "BLOCK",
            description = "the number of a block, from 0",
            converter = BlockNumber.class)
    private Optional<Integer> block = Optional.empty();

    @Override
    public int run(Console console) {
        try (ValkkaSingleFS recording = ValkkaSingleFS.loadFromDirectory(directory)) {
            console.out()
                    .println(
                            block.isEmpty()
                                    ? recording.getBlockTable()
                                    : new ValkkaFSTool(recording).describeBlock(block.get()));
        }
        return 0;
    }

    private static final class BlockNumber implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String word) {
            try {
                return Integer.valueOf(word);
            } catch (NumberFormatException e) {
                throw new WrongValueException("give the number of a block, from 0");
            }
        }
    }
}
