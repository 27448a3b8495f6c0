package valkka.fs;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a check of a recording has found.
 *
 * @param blocks blocks that were looked at
 * @param frames frames in them
 * @param findings what is not in order; empty when all is
 * @param notes what is in order and worth knowing: what libValkka does otherwise, and what a killed writer left
 */
public record CheckReport(int blocks, long frames, List<Finding> findings, List<Finding> notes) {
    public CheckReport {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    /**
     * Something that was found.
     *
     * @param invariant the name of the invariant that it is about, as in {@code docs/design/invariants.md}
     * @param block the block it is about, or -1
     * @param message what, and where
     */
    public record Finding(String invariant, int block, String message) {
        @Override
        public String toString() {
            return invariant + " " + message;
        }
    }

    /** Whether all is in order: notes do not count. */
    public boolean isClean() {
        return findings.isEmpty();
    }

    /** A line that sums up, a line for each finding, and a line for each note. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(blocks + " blocks, " + frames + " frames: ");
        text.append(isClean() ? "all in order" : counted(findings, "finding"));
        if (!notes.isEmpty()) {
            text.append(", ").append(counted(notes, "note"));
        }
        Stream.concat(findings.stream().map(Finding::toString), notes.stream().map(note -> "note: " + note))
                .forEach(line -> text.append(System.lineSeparator()).append(line));
        return text.toString();
    }

    private static String counted(List<Finding> list, String noun) {
        return list.size() + " " + noun + (list.size() == 1 ? "" : "s");
    }
}
