package valkka.play;

import java.util.Objects;
import valkka.filter.FrameFilter;

/**
 * The filter for the played frames of one slot. libValkka: {@code FileStreamContext}.
 *
 * @param slot the slot number that the reader gives the stream
 * @param filter gets its frames, in the thread of the {@link FileCacheThread}
 */
public record FileStreamContext(int slot, FrameFilter filter) {
    /** Makes a context; the filter must not be null. */
    public FileStreamContext {
        Objects.requireNonNull(filter, "filter");
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return "slot " + slot + " -> " + (filter.getClass().isHidden() ? "a filter of your own" : filter.toString());
    }
}
