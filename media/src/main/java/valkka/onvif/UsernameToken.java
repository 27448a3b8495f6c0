package valkka.onvif;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import valkka.onvif.CameraSearch.Login;

/**
 * The proof of knowing the password that ONVIF wants in the header of a message: a
 * {@code UsernameToken} with {@code PasswordDigest} (WS-Security UsernameToken Profile 1.0).
 */
final class UsernameToken {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_BYTES = 16;
    private static final String SECURITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-";

    private UsernameToken() {}

    /**
     * Returns the header element.
     *
     * @param now the time by the device's clock: a device refuses a proof that is old
     */
    static String header(Login login, Instant now) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        String created = now.truncatedTo(ChronoUnit.SECONDS).toString();
        return "<w:Security s:mustUnderstand=\"1\" xmlns:w=\"" + SECURITY + "wssecurity-secext-1.0.xsd\" xmlns:u=\""
                + SECURITY + "wssecurity-utility-1.0.xsd\"><w:UsernameToken><w:Username>"
                + Soap.escape(login.user()) + "</w:Username><w:Password Type=\"" + SECURITY
                + "username-token-profile-1.0#PasswordDigest\">" + digest(nonce, created, login.password())
                + "</w:Password><w:Nonce EncodingType=\"" + SECURITY + "soap-message-security-1.0#Base64Binary\">"
                + Base64.getEncoder().encodeToString(nonce) + "</w:Nonce><u:Created>" + created
                + "</u:Created></w:UsernameToken></w:Security>";
    }

    /** Returns {@code Base64(SHA-1(nonce + created + password))}. */
    static String digest(byte[] nonce, String created, String password) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(nonce);
            sha1.update(created.getBytes(StandardCharsets.UTF_8));
            sha1.update(password.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(sha1.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK lacks SHA-1, which every JDK must have", e);
        }
    }
}
