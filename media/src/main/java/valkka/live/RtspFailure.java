package valkka.live;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_FORBIDDEN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_NOT_FOUND;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_UNAUTHORIZED;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;

import java.io.EOFException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import valkka.ffmpeg.Av;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.rtsp.Durations;
import valkka.rtsp.RtspAddress;
import valkka.rtsp.ServerTrust;

/** Translates FFmpeg's error codes for a camera's user: what went wrong, where, and what to do. */
final class RtspFailure {
    private RtspFailure() {}

    /**
     * Returns whether another address of the same host may do better: nobody is there, or no way
     * leads there.
     */
    static boolean isNobodyThere(int code) {
        return switch (-code) {
            // ECONNREFUSED, ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL, EAFNOSUPPORT: Linux, then
            // macOS
            case 111, 101, 113, 99, 97, 61, 51, 65, 49, 47 -> true;
            default -> false;
        };
    }

    /** Why the camera could not be opened. */
    static ValkkaException onOpen(int code, LiveConnectionContext context, boolean overdue, Duration patience) {
        if (context.type() == LiveConnectionType.SDP) {
            return notAnSdp(context, "FFmpeg says " + Av.errorText(code) + " (" + code + ")");
        }
        if (overdue || code == -110 || code == -60) {
            return noAnswer(context, patience);
        }
        if (code == AVERROR_HTTP_UNAUTHORIZED() || code == AVERROR_HTTP_FORBIDDEN()) {
            return error(
                    Kind.UNAUTHORIZED,
                    context,
                    context.rtspAddress().hasCredentials()
                            ? "the camera refuses the user name or the password: check both in the address"
                            : "the camera wants a user name and a password: write them into the address, "
                                    + RtspAddress.EXAMPLE);
        }
        if (code == AVERROR_HTTP_NOT_FOUND()) {
            return error(
                    Kind.NOT_FOUND, context, "the camera has no stream at this path: look the path up in its manual");
        }
        if (isNobodyThere(code)) {
            return error(
                    Kind.IO,
                    context,
                    "nobody answers at " + context.rtspAddress().host() + " port "
                            + context.rtspAddress().port() + " (" + Av.errorText(code)
                            + "): is the camera on, and is the port right?");
        }
        if (code == -93 || code == -43) { // EPROTONOSUPPORT
            return error(
                    Kind.IO,
                    context,
                    "the camera does not send over " + (context.requestTcp() ? "TCP" : "UDP") + ": use withRequestTcp("
                            + !context.requestTcp() + ")");
        }
        if (code == AVERROR_INVALIDDATA() || code == AVERROR_EOF()) {
            return error(
                    Kind.IO,
                    context,
                    "what answers there does not speak RTSP or broke off: is the port right? (FFmpeg says "
                            + Av.errorText(code) + ")");
        }
        return error(
                Kind.IO,
                context,
                "the camera could not be opened: FFmpeg says " + Av.errorText(code) + " (" + code
                        + "): try the address in another player");
    }

    static ValkkaException noAnswer(LiveConnectionContext context, Duration patience) {
        return error(
                Kind.TIMEOUT,
                context,
                "no answer within " + Durations.text(patience)
                        + ": is the camera on, and does a firewall stand between?");
    }

    static ValkkaException sdpMissing(LiveConnectionContext context) {
        return error(
                Kind.NOT_FOUND, context, "there is no such SDP file: write the path of one that describes a stream");
    }

    static ValkkaException notAnSdp(LiveConnectionContext context, String fault) {
        return error(
                Kind.IO,
                context,
                "what the file describes cannot be received (" + fault
                        + "): it must be an SDP (RFC 4566) with a port of this machine that nobody else has");
    }

    /** Why there is no encrypted connection. */
    static ValkkaException onTls(Throwable cause, LiveConnectionContext context, ServerTrust trust)
            throws CameraOpener.NobodyThereException {
        if (trust.shown() != null && cause instanceof SSLException) {
            return error(Kind.IO, context, TlsRefusal.words(cause, context, trust.shown()));
        }
        if (cause instanceof SSLException || cause instanceof EOFException) {
            return error(
                    Kind.IO,
                    context,
                    "what answers there does not speak TLS (" + cause.getMessage()
                            + "): is it rtsp:// and not rtsps://?");
        }
        RtspAddress address = context.rtspAddress();
        throw new CameraOpener.NobodyThereException(error(
                Kind.IO,
                context,
                "nobody answers at " + address.host() + " port " + address.port() + " (" + cause.getMessage()
                        + "): is the camera on, and is the port right?"));
    }

    /** Why a stream ended that had begun. */
    static ValkkaException onRead(int code, LiveConnectionContext context, boolean overdue, Duration patience) {
        if (overdue || code == -110 || code == -60) {
            return error(
                    Kind.TIMEOUT,
                    context,
                    "the camera has sent no picture for " + Durations.text(patience)
                            + ": is it on, and is the network up?");
        }
        return error(
                Kind.IO,
                context,
                "the camera ended the stream (" + (code == AVERROR_EOF() ? "end of stream" : Av.errorText(code))
                        + "): was it switched off or restarted?");
    }

    static ValkkaException nothingToPlay(LiveConnectionContext context, String offered) {
        return error(
                Kind.IO,
                context,
                "the camera offers no H.264 or H.265 video and no sound, but " + offered
                        + ": set it to H.264 or H.265");
    }

    /** Why nothing could be passed on, although packets came. */
    static ValkkaException noStart(LiveConnectionContext context, Duration patience) {
        if (context.timeCorrection() == TimeCorrectionType.NONE) {
            return error(
                    Kind.TIMEOUT,
                    context,
                    "the camera has not told its time (RTCP sender report), or sent no key frame, within "
                            + Durations.text(patience) + ": take the time of arrival, TimeCorrectionType.SMART");
        }
        return error(
                Kind.TIMEOUT,
                context,
                "the camera sends video but no key frame (with its parameter sets) within " + Durations.text(patience)
                        + ": set its key frame interval to a second or two");
    }

    static ValkkaException tooLarge(LiveConnectionContext context) {
        return error(
                Kind.IO,
                context,
                "the camera sent a picture of more than " + (PictureBuffer.MAX_BYTES >> 20) + " MiB or "
                        + NalFramer.MOST_UNITS + " NAL units, which cannot be one: restart it");
    }

    private static ValkkaException error(Kind kind, LiveConnectionContext context, String words) {
        return new ValkkaException(kind, context.address() + ": " + words);
    }
}
