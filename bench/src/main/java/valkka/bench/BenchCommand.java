package valkka.bench;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import valkka.command.Console;
import valkka.command.Subcommand;
import valkka.command.UsageError;

/**
 * {@code ./valkka bench}: the cost of recording and reading, with the machine's own limit measured
 * beside each figure. The figures of one run are comparable with one another; the figures of
 * different machines are not.
 */
@Command(
        name = "bench",
        description =
                "Measures what recording, reading and playing cost, and beside each figure what the machine can do at all."
                        + " All rows take some minutes on a quiet machine. docs/guide/measure.md explains them.")
public final class BenchCommand implements Subcommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "ROW",
            description = "which rows to measure: ${COMPLETION-CANDIDATES}; all when none is named",
            completionCandidates = GroupNames.class)
    private List<String> rows = List.of();

    @Option(names = "--quick", description = "a smaller run, to see that everything works: its figures are rough")
    private boolean quick;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "where files of some gigabytes go for the time of the run: the disk that is measured")
    private Path directory = Scratch.defaultParent();

    @Override
    public int run(Console console) throws Exception {
        Set<Group> groups = groups();
        Effort effort = quick ? Effort.QUICK : Effort.FULL;
        ResultTable table = new ResultTable();
        try (Scratch scratch = Scratch.under(directory)) {
            console.out().println("jvalkka bench: " + Machine.describe(scratch.root()));
            for (Group group : groups) {
                console.err().println("measuring: " + heading(group, effort) + " ...");
                table.group(heading(group, effort), rows(group, scratch, effort));
            }
        }
        console.out().println();
        console.out().print(table);
        console.out().println();
        console.out()
                .println("limit: the same without this library, measured in turns with it. ratio: medians of pairs."
                        + " spread: smallest .. largest, of the ratio where there is one.");
        return 0;
    }

    /** Returns the groups to measure, in the order of the table. */
    Set<Group> groups() {
        Set<Group> groups = EnumSet.noneOf(Group.class);
        for (String row : rows) {
            groups.add(Group.named(row)
                    .orElseThrow(() -> UsageError.of(
                            "bench",
                            "there is no row " + UsageError.named(row) + "; the rows are "
                                    + String.join(", ", Group.names()))));
        }
        return groups.isEmpty() ? EnumSet.allOf(Group.class) : groups;
    }

    boolean isQuick() {
        return quick;
    }

    Path directory() {
        return directory;
    }

    static final class GroupNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Group.names().iterator();
        }
    }

    private static String heading(Group group, Effort effort) {
        return switch (group) {
            case WRITE -> WriteBench.heading(effort);
            case PROOF -> ProofBench.heading(effort);
            case READ -> ReadBench.heading(effort);
            case SEARCH -> SearchBench.heading(effort);
            case PLOT -> PlotBench.heading(effort);
            case PLAY -> PlayBench.heading(effort);
            case EXPORT -> ExportBench.heading(effort);
            case LOAD -> LoadBench.heading(effort);
            case INGEST -> IngestBench.heading(effort);
            case RECORD -> RecordBench.heading(effort);
            case CAMERAS -> CamerasBench.heading(effort);
            case MANAGER -> ManagerBench.heading();
        };
    }

    private static List<Row> rows(Group group, Scratch scratch, Effort effort) throws Exception {
        return switch (group) {
            case WRITE -> new WriteBench(scratch, effort).rows();
            case PROOF -> new ProofBench(scratch, effort).rows();
            case READ -> new ReadBench(scratch, effort).rows();
            case SEARCH -> new SearchBench(scratch, effort).rows();
            case PLOT -> new PlotBench(scratch, effort).rows();
            case PLAY -> new PlayBench(scratch, effort).rows();
            case EXPORT -> new ExportBench(scratch, effort).rows();
            case LOAD -> new LoadBench(scratch, effort).rows();
            case INGEST -> new IngestBench(effort).rows();
            case RECORD -> new RecordBench(scratch, effort).rows();
            case CAMERAS -> new CamerasBench(scratch, effort).rows();
            case MANAGER -> new ManagerBench(scratch, effort).rows();
        };
    }
}
