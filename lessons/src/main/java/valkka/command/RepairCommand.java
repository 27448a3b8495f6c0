package valkka.command;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import valkka.fs.Repair;

/**
 * {@code ./valkka repair DIR}: makes the table and the json of a recording again from its dumpfile, and
 * prints what differs. The exit code is 0 when the recording is in order or was repaired, and 1 when
 * differences are left. It is 2, with one line on standard error, when a repair was not possible.
 */
@Command(
        name = "repair",
        description =
                "Makes the table and the json of a recording again from its dumpfile, beside the old files, and prints"
                        + " what differs and why. The dumpfile is never touched. Nothing is guessed: where the files leave"
                        + " a choice, an error asks for an option.",
        exitCodeOnExecutionException = 2,
        exitCodeList = {"0:all is in order now", "1:the printed differences are left", "2:it could not be repaired"})
final class RepairCommand implements Subcommand {
    @Parameters(
            paramLabel = "DIR",
            description = "the directory of one recording",
            converter = DirectoryConverter.class)
    private Path directory;

    @ArgGroup
    private Way way = new Way();

    @Option(
            names = "--block-size",
            paramLabel = "SIZE",
            description = "the size of the blocks, such as 1MiB, where nothing tells it",
            converter = RingReach.BlockSize.class)
    private Optional<Long> blockSize = Optional.empty();

    @Option(
            names = "--open-block",
            paramLabel = "BLOCK",
            description = "the block in which writing goes on, where nothing tells it",
            converter = BlockNumber.class)
    private Optional<Integer> openBlock = Optional.empty();

    @ArgGroup
    private Kind kind = new Kind();

    private static final class Way {
        @Option(
                names = "--apply",
                description = "puts the new files into the places of the old ones, which stay beside")
        private boolean apply;

        @Option(names = "--dry-run", description = "writes nothing; also during recording")
        private boolean dryRun;
    }

    private static final class Kind {
        @Option(names = "--single", description = "a ValkkaSingleFS, as record makes it, where nothing tells it")
        private boolean single;

        @Option(names = "--multi", description = "a ValkkaMultiFS, where nothing tells it")
        private boolean multi;
    }

    @Override
    public int run(Console console) {
        Repair repair = Repair.of(directory);
        blockSize.ifPresent(repair::blockSize);
        openBlock.ifPresent(repair::openBlock);
        if (kind.single) {
            repair.single();
        }
        if (kind.multi) {
            repair.multi();
        }
        Repair.Report report = run(repair, console);
        console.out().println(report);
        if (!report.changes().isEmpty() && !report.files().isEmpty() && !way.apply) {
            console.out().println("Run it again with --apply to put these files into the places of the old ones.");
        }
        return report.changes().isEmpty() || way.apply ? 0 : 1;
    }

    private Repair.Report run(Repair repair, Console console) {
        long size = directory.resolve("dumpfile").toFile().length();
        try (ProgressLine line = new ProgressLine(console, "repair", size)) {
            repair.progress(line);
            return way.dryRun ? repair.look() : way.apply ? repair.apply() : repair.write();
        }
    }

    private static final class BlockNumber implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String word) {
            try {
                int number = Integer.parseInt(word);
                if (number >= 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // the same answer as for a negative number
            }
            throw new WrongValueException("give the number of a block, from 0");
        }
    }
}
