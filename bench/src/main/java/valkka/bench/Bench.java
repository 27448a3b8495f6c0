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
        ResultTable table = new ResultTable();
        try (Scratch scratch = Scratch.under(options.directory())) {
            System.out.println("jvalkka bench: " + Machine.describe(scratch.root()));
            for (Group group : options.groups()) {
                System.err.println("measuring: " + heading(group, options.quick()) + " ...");
                table.group(heading(group, options.quick()), rows(group, scratch, options.quick()));
            }
        }
        System.out.println();
        System.out.print(table);
        System.out.println();
        System.out.println("limit: the same without this library, measured in turns with it. ratio: medians of pairs."
                + " spread: smallest .. largest, of the ratio where there is one.");
    }

    private static String heading(Group group, boolean quick) {
        return switch (group) {
            case WRITE -> WriteBench.heading(quick);
            case READ -> ReadBench.heading(quick);
            case SEARCH -> SearchBench.heading(quick);
            case LOAD -> LoadBench.heading(quick);
            case INGEST -> IngestBench.heading(quick);
        };
    }

    private static List<Row> rows(Group group, Scratch scratch, boolean quick) throws Exception {
        return switch (group) {
            case WRITE -> new WriteBench(scratch, quick).rows();
            case READ -> new ReadBench(scratch, quick).rows();
            case SEARCH -> new SearchBench(scratch, quick).rows();
            case LOAD -> new LoadBench(scratch, quick).rows();
            case INGEST -> new IngestBench(quick).rows();
        };
    }
}
