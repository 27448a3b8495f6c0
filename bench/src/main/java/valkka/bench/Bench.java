package valkka.bench;

import java.util.List;
import valkka.bench.Options.Group;
import valkka.frame.ValkkaException;

/**
 * {@code ./valkka bench}: what recording and reading cost, with what the machine can do at all measured beside it. The
 * figures of one run are comparable with one another; those of different machines are not.
 */
public final class Bench {
    private Bench() {}

    /** @param args see {@code Options.USAGE}; without any, all rows are measured */
    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws Exception {
        Options options;
        try {
            options = Options.parse(List.of(args));
        } catch (ValkkaException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Effort effort = options.quick() ? Effort.QUICK : Effort.FULL;
        ResultTable table = new ResultTable();
        try (Scratch scratch = Scratch.under(options.directory())) {
            System.out.println("jvalkka bench: " + Machine.describe(scratch.root()));
            for (Group group : options.groups()) {
                System.err.println("measuring: " + heading(group, effort) + " ...");
                table.group(heading(group, effort), rows(group, scratch, effort));
            }
        }
        System.out.println();
        System.out.print(table);
        System.out.println();
        System.out.println("limit: the same without this library, measured in turns with it. ratio: medians of pairs."
                + " spread: smallest .. largest, of the ratio where there is one.");
    }

    private static String heading(Group group, Effort effort) {
        return switch (group) {
            case WRITE -> WriteBench.heading(effort);
            case READ -> ReadBench.heading(effort);
            case SEARCH -> SearchBench.heading(effort);
            case PLOT -> PlotBench.heading(effort);
            case PLAY -> PlayBench.heading(effort);
            case EXPORT -> ExportBench.heading(effort);
            case LOAD -> LoadBench.heading(effort);
            case INGEST -> IngestBench.heading(effort);
            case CAMERAS -> CamerasBench.heading(effort);
            case MANAGER -> ManagerBench.heading();
        };
    }

    private static List<Row> rows(Group group, Scratch scratch, Effort effort) throws Exception {
        return switch (group) {
            case WRITE -> new WriteBench(scratch, effort).rows();
            case READ -> new ReadBench(scratch, effort).rows();
            case SEARCH -> new SearchBench(scratch, effort).rows();
            case PLOT -> new PlotBench(scratch, effort).rows();
            case PLAY -> new PlayBench(scratch, effort).rows();
            case EXPORT -> new ExportBench(scratch, effort).rows();
            case LOAD -> new LoadBench(scratch, effort).rows();
            case INGEST -> new IngestBench(effort).rows();
            case CAMERAS -> new CamerasBench(scratch, effort).rows();
            case MANAGER -> new ManagerBench(scratch, effort).rows();
        };
    }
}
