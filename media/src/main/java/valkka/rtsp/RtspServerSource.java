package valkka.rtsp;

import java.util.function.Consumer;

/**
 * A live stream that an {@link RtspServer} sends under one of its paths: a camera, a played
 * recording, a clip. One source may be mounted under many paths.
 *
 * <p>The server calls these methods on its own thread, for every client again: they return at once
 * and throw nothing.
 */
public non-sealed interface RtspServerSource extends RtspServerMount {
    /**
     * Delivers to {@code subscriber}, from any thread but one at a time, all access units from now
     * on. The subscriber returns at once, whatever its client does; the server itself waits for a
     * key frame before it sends.
     */
    void subscribe(Consumer<RtpAccessUnit> subscriber);

    /**
     * A client did not get an access unit, because the client, or the server itself, did not keep
     * up. Called by any thread; each client counts.
     */
    default void skipped(RtpAccessUnit unit) {}

    /** Delivers nothing more to that subscriber. Does nothing when it is not subscribed. */
    void unsubscribe(Consumer<RtpAccessUnit> subscriber);
}
