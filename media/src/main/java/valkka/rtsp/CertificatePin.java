package valkka.rtsp;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import valkka.frame.ValkkaException;

/**
 * The SHA-256 fingerprint of a certificate, as {@code openssl x509 -fingerprint -sha256} prints it.
 */
public final class CertificatePin {
    private static final Pattern FORM =
            Pattern.compile("(?i)(?:sha-?256)?(?: fingerprint)?\\s*[:=]?\\s*((?:[0-9a-f]{2}:?){31}[0-9a-f]{2})");

    private final byte[] digest;

    private CertificatePin(byte[] digest) {
        this.digest = digest;
    }

    /**
     * Reads a fingerprint: 64 hexadecimal digits, with colons between the pairs or without.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when the text is no fingerprint
     */
    public static CertificatePin parse(String text) {
        var matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw ValkkaException.badArgument(
                    "a certificate is pinned by its SHA-256 fingerprint, 64 hexadecimal digits"
                            + " as openssl x509 -fingerprint -sha256 prints them, and not by '" + text + "'");
        }
        return new CertificatePin(
                HexFormat.of().parseHex(matcher.group(1).replace(":", "").toLowerCase(Locale.ROOT)));
    }

    public static CertificatePin of(X509Certificate certificate) {
        try {
            return new CertificatePin(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(
                    "every JDK has SHA-256, and a certificate that was received has its bytes", e);
        }
    }

    public boolean matches(X509Certificate certificate) {
        return MessageDigest.isEqual(digest, of(certificate).digest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CertificatePin pin && Arrays.equals(digest, pin.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    /** {@code AB:CD:...}, as {@link #parse} reads it. */
    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
    }
}
