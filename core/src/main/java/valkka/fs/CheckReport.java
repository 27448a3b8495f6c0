package valkka.fs;

import java.util.List;
import java.util.stream.Stream;

/**
 * The result of a check of a recording.
 *
 * @param blocks the number of blocks that were looked at
 * @param frames the number of frames in the blocks
 * @param findings the faults; empty for a sound recording
 * @param notes facts worth knowing that are no faults: libValkka's different choices, and the
 *     traces of a killed writer
 */
public record CheckReport(int blocks, long frames, List<Finding> findings, List<Finding> notes) {
    /** Makes a report, with copies of the lists. */
    public CheckReport {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    /**
     * A fault or a note.
     *
     * @param invariant the name of the invariant, as in {@code docs/design/invariants.md}
     * @param block the number of the block, or -1
     * @param message what was found, and where
     */
    public record Finding(String invariant, int block, String message) {
        @Override
        public String toString() {
            return invariant + " " + message;
        }
    }

    /** Returns whether the recording is sound. Notes do not count. */
    public boolean isClean() {
        return findings.isEmpty();
    }

    /** Returns a summary line, a line for each finding, and a line for each note. */
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
