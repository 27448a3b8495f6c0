package valkka.fs;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a check of a recording has found.
 *
 * @param blocks blocks that were looked at
 * @param frames frames in them
 * @param findings what is not in order; empty when all is
 */
public record CheckReport(int blocks, long frames, List<Finding> findings) {
    public CheckReport {
        findings = List.copyOf(findings);
    }

    /**
     * Something that is not in order.
     *
     * @param invariant the name of the invariant that does not hold, as in {@code docs/design/invariants.md}
     * @param block the block it is about, or -1
     * @param message what, and where
     */
    public record Finding(String invariant, int block, String message) {
        @Override
        public String toString() {
            return invariant + " " + message;
        }
    }

    public boolean isClean() {
        return findings.isEmpty();
    }

    /** A line that sums up, and a line for each finding. */
    @Override
    public String toString() {
        String sum = blocks + " blocks, " + frames + " frames: ";
        return isClean()
                ? sum + "all in order"
                : sum
                        + findings.size()
                        + (findings.size() == 1 ? " finding" : " findings")
                        + findings.stream()
                                .map(finding -> System.lineSeparator() + finding)
                                .collect(Collectors.joining());
    }
}
