package valkka.live;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import valkka.rtsp.CertificatePin;

/** Why a camera's certificate was refused, and what to do about it. */
final class TlsRefusal {
    private TlsRefusal() {}

    /** @param shown the certificate that the camera showed */
    static String words(Throwable refusal, LiveConnectionContext context, X509Certificate shown) {
        CertificatePin fingerprint = CertificatePin.of(shown);
        if (context.pin() != null) {
            return "the camera shows another certificate than the pinned one, of SHA-256 fingerprint " + fingerprint
                    + ": has the camera a new certificate, or does somebody stand between?";
        }
        return "the camera's certificate is not trusted ("
                + reason(refusal, context.rtspAddress().host(), shown)
                + "); its SHA-256 fingerprint is " + fingerprint
                + ": compare that with the camera's own pages, and pin it by withPinnedCertificate(...)";
    }

    private static String reason(Throwable refusal, String host, X509Certificate shown) {
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (cause instanceof CertificateExpiredException) {
                return "it expired on " + shown.getNotAfter().toInstant();
            }
            if (cause instanceof CertificateNotYetValidException) {
                return "it is valid from " + shown.getNotBefore().toInstant() + " on";
            }
            if (message.contains("subject alternative") || message.contains("no name matching")) {
                return "it is for another host than '" + host + "'";
            }
        }
        return shown.getIssuerX500Principal().equals(shown.getSubjectX500Principal())
                ? "it has signed itself"
                : "nobody whom this Java trusts has signed it";
    }
}
