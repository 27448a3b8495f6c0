package valkka.rtsp;

/**
 * Something that an {@link RtspServer} offers under a path: a live stream, which all clients see at
 * the same moment, or a recorded stream, in which each client has a place and a speed of its own.
 */
public sealed interface RtspServerMount permits RtspServerSource, RecordedStream {
    /** Returns the description of the stream, as far as it is known now. Returns at once. */
    SessionDescription description();
}
