package valkka.player;

import java.util.Objects;
import valkka.fs.TimeRange;

/**
 * A marked time on a player's timeline.
 *
 * @param range the marked time; a range of one millisecond is drawn as a line
 * @param label is shown under the pointer, and may be empty
 */
public record Mark(TimeRange range, String label) {
    /** Makes a mark. */
    public Mark {
        Objects.requireNonNull(range, "range");
        Objects.requireNonNull(label, "label");
    }

    /** Returns a mark at a moment, Unix ms. */
    public static Mark at(long mstimestamp, String label) {
        return new Mark(new TimeRange(mstimestamp, mstimestamp), label);
    }

    /** Returns one line: the label and the range. */
    @Override
    public String toString() {
        return label.isEmpty() ? range.toString() : label + ": " + range;
    }
}
