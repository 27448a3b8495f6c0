package valkka.frame;

import java.time.Instant;

/**
 * An item that travels through a filtergraph: a piece of media ({@link BasicFrame}), the
 * announcement of a stream ({@link SetupFrame}), or a {@link MarkerFrame}: the bounds of a pull, a
 * seek, a stop. Frames are immutable: filters may keep them and hand them to other threads.
 */
public sealed interface Frame permits BasicFrame, SetupFrame, MarkerFrame {
    /**
     * Returns the number by which a filtergraph tells streams apart. A recording stores an id
     * instead.
     */
    int slot();

    /** Returns the stream within the slot; 0 is the leading stream (video). */
    int subsession();

    /** Returns the Unix time in milliseconds. */
    long mstimestamp();

    /** Returns {@link #mstimestamp()} as an {@code Instant}. */
    default Instant timestamp() {
        return Instant.ofEpochMilli(mstimestamp());
    }

    /** Returns this frame with another slot. */
    Frame withSlot(int slot);
}
