package valkka.frame;

import java.time.Instant;

/**
 * What travels through a filtergraph: a piece of media ({@link BasicFrame}), the announcement of a stream
 * ({@link SetupFrame}), or a {@link MarkerFrame}: the bounds of a pull, a seek, a stop. Frames are immutable: they may be kept, and handed
 * to other threads.
 */
public sealed interface Frame permits BasicFrame, SetupFrame, MarkerFrame {
    /** The number by which a filtergraph tells streams apart; a recording stores an id instead. */
    int slot();

    /** The stream within the slot: 0 is the leading one (video). */
    int subsession();

    /** Unix time in milliseconds. */
    long mstimestamp();

    /** {@link #mstimestamp()} as an {@code Instant}. */
    default Instant timestamp() {
        return Instant.ofEpochMilli(mstimestamp());
    }

    /** This frame with another slot. */
    Frame withSlot(int slot);
}
