package valkka.rtsp;

/** How an {@link RtspServer} makes its clients prove that they know the password (RFC 2617). */
public enum RtspServerAuth {
    /** The password travels readable. */
    BASIC,
    /** A hash over the password and the server's nonce, as most cameras ask for. */
    DIGEST,
    /** Digest that offers {@code qop="auth"}: the client adds a counter and a nonce of its own. */
    DIGEST_QOP
}
