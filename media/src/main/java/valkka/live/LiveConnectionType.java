package valkka.live;

/**
 * How a camera is reached. libValkka: {@code LiveConnectionType_rtsp},
 * {@code LiveConnectionType_sdp}.
 */
public enum LiveConnectionType {
    /** The camera serves RTSP at an address {@code rtsp://...}. */
    RTSP,
    /**
     * A file describes a stream that is sent anyway. Not there yet:
     * {@link LiveThread#registerStream} refuses it.
     */
    SDP
}
