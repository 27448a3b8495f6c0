package valkka.graph;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.filter.InitStreamFrameFilter;
import valkka.filter.NeedsSetupFrames;
import valkka.frame.ValkkaException;
import valkka.fs.ValkkaFSReaderThread;

/**
 * Finds nodes that need setup frames and would get none. A recording keeps no setup frames, so
 * {@code initStream()} makes them behind a reader. Nodes that this library does not know may make
 * some, and are trusted to.
 */
final class SetupFrameCheck {
    private SetupFrameCheck() {}

    /**
     * Checks a chain.
     *
     * @param without the node in front of the chain that passes no setup frames on, in words;
     *     {@code null} where they come
     */
    static void check(Chain chain, @Nullable String without) {
        walk(chain, without, (stage, missing) -> {
            if (missing != null && NeedsSetupFrames.class.isAssignableFrom(stage.type())) {
                throw ValkkaException.badArgument(stage + " needs setup frames, and none come from " + missing
                        + ": put initStream() in front, as in ….to(initStream()).to(" + stage.noun() + "(…))");
            }
        });
    }

    /**
     * Returns the node in front of a fork's new branch that passes no setup frames on, in words;
     * {@code null} where they come.
     */
    static @Nullable String missingBehind(List<Chain> chains, String fork) {
        AtomicReference<@Nullable String> found = new AtomicReference<>();
        for (Chain chain : chains) {
            walk(chain, null, (stage, missing) -> {
                if (fork.equals(stage.name())) {
                    found.set(behind(missing, stage));
                }
            });
        }
        return found.get();
    }

    /**
     * Gets a stage, together with the node in front of the stage that passes no setup frames on;
     * {@code null} where they come.
     */
    private interface Visitor {
        void visit(Stage stage, @Nullable String missing);
    }

    /**
     * Shows each stage of the chain to the visitor.
     *
     * @return the node that passes no setup frames on to what follows the chain, or {@code null}
     */
    private static @Nullable String walk(Chain chain, @Nullable String without, Visitor visitor) {
        String missing = without;
        for (Chain source : chain.sources()) {
            String end = walk(source, null, visitor);
            missing = missing == null ? end : missing;
        }
        for (Stage stage : chain.stages()) {
            visitor.visit(stage, missing);
            missing = behind(missing, stage);
            for (Chain branch : stage.branches().values()) {
                walk(branch, missing, visitor);
            }
        }
        return missing;
    }

    private static @Nullable String behind(@Nullable String missing, Stage stage) {
        if (stage.type() == ValkkaFSReaderThread.class) {
            return stage.toString();
        }
        boolean passes = stage.type().getPackage() == FrameFilter.class.getPackage()
                && stage.type() != InitStreamFrameFilter.class
                && !stage.noun().equals("pipe");
        return passes ? missing : null;
    }
}
