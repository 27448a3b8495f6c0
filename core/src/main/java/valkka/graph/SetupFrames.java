package valkka.graph;

import java.util.List;
import valkka.filter.FrameFilter;
import valkka.filter.InitStreamFrameFilter;
import valkka.filter.NeedsSetupFrames;
import valkka.frame.ValkkaException;
import valkka.fs.ValkkaFSReaderThread;

/**
 * Finds what needs setup frames and would get none: a recording keeps none, so behind a reader they are made by {@code initStream()}.
 * What this library does not know may make some, and is believed to.
 */
final class SetupFrames {
    private SetupFrames() {}

    /**
     * Checks a chain.
     *
     * @param without the node in front of it that setup frames do not come from, in words; {@code null} where they come
     * @return the same for what stands behind the chain
     */
    static String check(Chain chain, String without) {
        String missing = without;
        for (Chain source : chain.sources()) {
            String end = check(source, null);
            missing = missing == null ? end : missing;
        }
        for (Stage stage : chain.stages()) {
            if (missing != null && NeedsSetupFrames.class.isAssignableFrom(stage.type())) {
                throw ValkkaException.badArgument(stage + " needs setup frames, and none come from " + missing
                        + ": put initStream() in front, as in ….to(initStream()).to(" + stage.noun() + "(…))");
            }
            missing = behind(missing, stage.type(), stage.noun(), stage.toString());
            for (Chain branch : stage.branches().values()) {
                check(branch, missing);
            }
        }
        return missing;
    }

    private static String behind(String missing, Class<?> type, String noun, String words) {
        if (type == ValkkaFSReaderThread.class) {
            return words;
        }
        boolean passes = type.getPackage() == FrameFilter.class.getPackage()
                && type != InitStreamFrameFilter.class
                && !noun.equals("pipe");
        return passes ? missing : null;
    }

    /** The node in front of a fork that setup frames do not come from, in words; {@code null} where they come, or the fork is not there. */
    static String missingAt(List<Run> runs, Part fork) {
        for (Run run : runs) {
            if (contains(run, fork)) {
                return missingIn(run, fork);
            }
        }
        return null;
    }

    private static boolean contains(Run run, Part fork) {
        boolean[] found = {false};
        run.forEach(part -> found[0] |= part == fork);
        return found[0];
    }

    /** @param until where to stop; {@code null} for the end of the run */
    private static String missingIn(Run run, Part until) {
        String missing = null;
        for (Run source : run.sources()) {
            if (until != null && contains(source, until)) {
                return missingIn(source, until);
            }
            String end = missingIn(source, null);
            missing = missing == null ? end : missing;
        }
        return missingFrom(run.head(), until, missing);
    }

    private static String missingFrom(Part head, Part until, String before) {
        String missing = before;
        for (Part part = head; part != null; part = part.next()) {
            missing = behind(
                    missing,
                    part.node().object().getClass(),
                    part.node().name(),
                    part.node().toString());
            if (part == until) {
                return missing;
            }
            for (Part.Branch branch : part.branches().values()) {
                if (until != null && contains(new Run(List.of(), branch.head()), until)) {
                    return missingFrom(branch.head(), until, missing);
                }
            }
        }
        return missing;
    }
}
