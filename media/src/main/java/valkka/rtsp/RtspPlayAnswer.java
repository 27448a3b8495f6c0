package valkka.rtsp;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * The answer of a feed to PLAY.
 *
 * @param status {@code OK} when it can be played
 * @param range the {@code Range} header
 * @param scale which the client gets
 * @param speed which the client gets
 * @param beginning what the first unit is
 */
record RtspPlayAnswer(HttpResponseStatus status, String range, double scale, double speed, Beginning beginning) {
    /** How play begins. */
    enum Beginning {
        /** The first picture must be a key frame. */
        AT_A_KEY_FRAME,
        /** The client has the picture in front of the first one. */
        WHERE_IT_PAUSED,
        /** It plays already, and goes on. */
        NOT_AT_ALL
    }

    static RtspPlayAnswer refused(HttpResponseStatus status) {
        return new RtspPlayAnswer(status, "", 1, 1, Beginning.NOT_AT_ALL);
    }
}
