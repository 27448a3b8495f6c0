package valkka.rtsp;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * What went wrong with a camera, and what its user can do, in one plain sentence for each cause.
 *
 * @param address the camera's, without its password
 */
record RtspClientFailures(RtspAddress address) {
    private ValkkaException error(Kind kind, String words) {
        return error(kind, words, null);
    }

    private ValkkaException error(Kind kind, String words, @Nullable Throwable cause) {
        return new ValkkaException(kind, address.redacted() + ": " + words, cause);
    }

    /** Returns the words of an error of the connection. */
    static String words(Throwable cause) {
        return cause.getMessage() == null ? "it closed the connection" : cause.getMessage();
    }

    ValkkaException nobodyThere(Throwable cause) {
        return error(
                Kind.IO,
                "nobody answers at " + place() + " (" + reason(cause) + "): is the camera on, and is the port right?");
    }

    private String place() {
        return address.isPlaceKnown() ? address.host() + " port " + address.port() : PublicPath.HIDDEN;
    }

    /** Netty adds the address to the system's words. */
    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        boolean system = cause instanceof ConnectException
                || cause instanceof NoRouteToHostException
                || cause instanceof SocketException;
        return system ? message.replaceFirst(": \\S*/.*", "") : message;
    }

    ValkkaException noAnswer(Duration patience) {
        return error(
                Kind.TIMEOUT,
                "no answer within " + Durations.text(patience)
                        + ": is the camera on, and does a firewall stand between?");
    }

    ValkkaException notRtsp(String fault) {
        return error(
                Kind.IO, "what answers there does not speak RTSP or broke off: is the port right? (" + fault + ")");
    }

    ValkkaException refusedPassword(RtspCredentials.Outcome outcome) {
        return error(
                Kind.UNAUTHORIZED,
                switch (outcome) {
                    case NONE_GIVEN ->
                        "the camera wants a user name and a password: write them into the address, "
                                + RtspAddress.EXAMPLE;
                    case UNKNOWN ->
                        "the camera wants a way of authentication that is not known here: set it to Digest or Basic";
                    default -> "the camera refuses the user name or the password: check both in the address";
                });
    }

    /** A request was refused by an answer other than 401. */
    ValkkaException refused(String method, RtspMessage answer) {
        return switch (answer.status()) {
            case RtspMessage.FORBIDDEN ->
                refusedPassword(
                        address.hasCredentials()
                                ? RtspCredentials.Outcome.REFUSED
                                : RtspCredentials.Outcome.NONE_GIVEN);
            case RtspMessage.NOT_FOUND ->
                error(Kind.NOT_FOUND, "the camera has no stream at this path: look the path up in its manual");
            default ->
                error(
                        Kind.IO,
                        "the camera refuses " + method + " (" + answer.statusLine()
                                + "): restart it, or try the address in another player");
        };
    }

    ValkkaException noTransport(String wanted, boolean othersTried) {
        String also = othersTried ? ", nor any other way" : "";
        return error(
                Kind.IO,
                "the camera does not send over " + wanted + also + " (461): look for the transport in its settings");
    }

    ValkkaException redirectionLoop(int hops) {
        return error(Kind.IO, "the camera redirects again after " + hops + " times: look its address up in its manual");
    }

    ValkkaException badRedirection() {
        return error(Kind.IO, "the camera redirects to an address that is no RTSP address: look its address up");
    }

    ValkkaException redirectionToPlain() {
        return error(
                Kind.IO,
                "the camera redirects from rtsps:// to an address without encryption: write that address, if you trust"
                        + " the network");
    }

    ValkkaException badDescription(String fault) {
        return error(
                Kind.IO, "the camera's description of its stream (SDP) cannot be read (" + fault + "): restart it");
    }

    ValkkaException nothingToPlay(SdpDocument description, boolean audioWanted) {
        String sound = audioWanted ? " and no sound" : "";
        return error(
                Kind.IO,
                "the camera offers no H.264 or H.265 video" + sound + ", but " + description.offered()
                        + ": set it to H.264 or H.265");
    }

    ValkkaException noPorts(Throwable cause) {
        return error(
                Kind.IO,
                "no two UDP ports of this machine are free (" + reason(cause) + "): close some programs",
                cause);
    }

    ValkkaException noGroup(String group, Throwable cause) {
        return error(
                Kind.IO,
                "the multicast group " + group + " cannot be joined (" + reason(cause) + "): take TCP or UDP instead",
                cause);
    }

    ValkkaException ended(String how) {
        return error(Kind.IO, "the camera ended the stream (" + how + "): was it switched off or restarted?");
    }

    ValkkaException sentElsewhere(RtspAddress next) {
        return error(Kind.IO, "the camera sends its viewers to " + next + ": the next attempt goes there");
    }

    ValkkaException unexpected(Throwable cause) {
        return error(Kind.IO, "unexpected error " + cause, cause);
    }

    ValkkaException noTls(String fault) {
        return error(Kind.IO, "what answers there does not speak TLS (" + fault + "): is it rtsp:// and not rtsps://?");
    }

    /** @param shown the certificate that the camera showed */
    ValkkaException untrusted(Throwable refusal, X509Certificate shown, @Nullable CertificatePin pin) {
        CertificatePin fingerprint = CertificatePin.of(shown);
        if (pin != null) {
            return error(
                    Kind.IO,
                    "the camera shows another certificate than the pinned one, of SHA-256 fingerprint " + fingerprint
                            + ": has the camera a new certificate, or does somebody stand between?");
        }
        return error(
                Kind.IO,
                "the camera's certificate is not trusted (" + distrust(refusal, shown)
                        + "); its SHA-256 fingerprint is " + fingerprint
                        + ": compare that with the camera's own pages, and pin it by withPinnedCertificate(...)");
    }

    private String distrust(Throwable refusal, X509Certificate shown) {
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (cause instanceof CertificateExpiredException) {
                return "it expired on " + shown.getNotAfter().toInstant();
            }
            if (cause instanceof CertificateNotYetValidException) {
                return "it is valid from " + shown.getNotBefore().toInstant() + " on";
            }
            if (message.contains("subject alternative") || message.contains("no name matching")) {
                return "it is for another host than "
                        + (address.isPlaceKnown() ? "'" + address.host() + "'" : PublicPath.HIDDEN);
            }
        }
        return shown.getIssuerX500Principal().equals(shown.getSubjectX500Principal())
                ? "it has signed itself"
                : "nobody whom this Java trusts has signed it";
    }
}
