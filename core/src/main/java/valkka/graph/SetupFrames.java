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
 * Finds what needs setup frames and would get none: a recording keeps none, so behind a reader they are made by {@code initStream()}.
 * What this library does not know may make some, and is believed to.
 */
final class SetupFrames {
    private SetupFrames() {}

    /**
     * Checks a chain.
     *
     * @param without the node in front of it that setup frames do not come from, in words; {@code null} where they come
     */
    static void check(Chain chain, @Nullable String without) {
        walk(chain, without, (stage, missing) -> {
            if (missing != null && NeedsSetupFrames.class.isAssignableFrom(stage.type())) {
                throw ValkkaException.badArgument(stage + " needs setup frames, and none come from " + missing
                        + ": put initStream() in front, as in ….to(initStream()).to(" + stage.noun() + "(…))");
            }
        });
    }

    /** The node in front of what is connected to a fork that setup frames do not come from, in words; {@code null} where they come. */
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

    /** Is shown a stage, and the node in front of it that setup frames do not come from; {@code null} where they come. */
    private interface Visitor {
        void visit(Stage stage, @Nullable String missing);
    }

    /** @return what is missing behind the chain */
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
