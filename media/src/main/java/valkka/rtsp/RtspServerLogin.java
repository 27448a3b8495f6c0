package valkka.rtsp;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.rtsp.RtspHeaderNames;
import io.netty.handler.codec.rtsp.RtspResponseStatuses;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The login of one client: the nonce that the client was given, and whether the client has proved
 * that it may come. On the server's thread.
 */
final class RtspServerLogin {
    private static final int NONCE_BYTES = 16;

    private final RtspServer server;
    private final InetAddress from;
    private final SecureRandom random;
    private final Ticker ticker;
    private String nonce;
    private long nonceSince;
    private boolean known;

    RtspServerLogin(RtspServer server, InetAddress from, SecureRandom random, Ticker ticker) {
        this.server = server;
        this.from = from;
        this.random = random;
        this.ticker = ticker;
        this.nonce = newNonce();
        this.nonceSince = ticker.nanoTime();
    }

    private String newNonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Returns whether the client may come: the client has proved it, or nobody has to. */
    boolean isKnown() {
        return known;
    }

    /** Returns whether a request may pass. From the first such request on, the client is known. */
    boolean admits(FullHttpRequest request) {
        String authorization = request.headers().get(RtspHeaderNames.AUTHORIZATION);
        boolean allowed = (!isNonceOld() || !server.access().wantsProof())
                && server.access().allows(request.method().name(), authorization, nonce);
        known |= allowed;
        return allowed;
    }

    private boolean isNonceOld() {
        return ticker.nanoTime() - nonceSince > server.nonceLife().toNanos();
    }

    /** Asks the client for a proof, in the answer to a request that may not pass. */
    void challenge(FullHttpRequest request, FullHttpResponse response) {
        RtspServerAccess access = server.access();
        String authorization = request.headers().get(RtspHeaderNames.AUTHORIZATION);
        boolean stale = access.isStale(request.method().name(), authorization);
        if (authorization != null && !stale) {
            server.guests().guessed(from);
        }
        if (isNonceOld()) {
            nonce = newNonce();
            nonceSince = ticker.nanoTime();
        }
        server.counters().unauthorized.increment();
        response.setStatus(RtspResponseStatuses.UNAUTHORIZED);
        response.headers()
                .set(RtspHeaderNames.WWW_AUTHENTICATE, stale ? access.staleChallenge(nonce) : access.challenge(nonce));
    }

    /** Returns whether a proof is the next guess of an address that guesses; a known client never waits. */
    boolean mustWait(FullHttpRequest request) {
        return !known
                && server.access().wantsProof()
                && request.headers().contains(RtspHeaderNames.AUTHORIZATION)
                && server.guests().isGuessing(from);
    }

    /** Returns whether one more proof may wait; then {@link #waited} must follow. */
    boolean mayWait() {
        return server.guests().mayWait(from);
    }

    /** A proof has waited. */
    void waited() {
        server.guests().waited(from);
    }
}
