package valkka.rtsp;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether to trust a camera's certificate. It trusts the pinned certificate; without a pin,
 * {@code roots} decide about the certificate and the host name. It remembers the camera's
 * certificate for the message of a refusal.
 */
public final class ServerTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager roots;
    private final @Nullable CertificatePin pin; // null where none is pinned
    private volatile @Nullable X509Certificate shown;

    /**
     * Trusts whom {@code roots} trust; where a certificate is pinned, that one alone.
     */
    public ServerTrust(X509ExtendedTrustManager roots, @Nullable CertificatePin pin) {
        this.roots = roots;
        this.pin = pin;
    }

    /** Returns the certificate that the camera showed, or {@code null}. */
    @Nullable
    public X509Certificate shown() {
        return shown;
    }

    /**
     * Returns the client's side of a TLS connection to a camera whose certificate this judges.
     *
     * @param host that the certificate must name, where none is pinned
     */
    SSLEngine engine(String host, int port) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {this}, null);
            SSLEngine engine = tls.createSSLEngine(host, port);
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate must name the host
            engine.setSSLParameters(parameters);
            return engine;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS, and takes one trust manager", e);
        }
    }

    /** The roots' say, when no certificate is pinned. */
    @FunctionalInterface
    private interface Check {
        void run() throws CertificateException;
    }

    private void check(X509Certificate[] chain, Check byRoots) throws CertificateException {
        shown = chain[0];
        if (pin == null) {
            byRoots.run();
        } else if (!pin.matches(chain[0])) {
            throw new CertificateException("the certificate is not the pinned one");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain, () -> roots.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain, () -> roots.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain, () -> roots.checkServerTrusted(chain, type));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("nobody is a client here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("nobody is a client here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("nobody is a client here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return roots.getAcceptedIssuers();
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return pin == null ? "trusts the known authorities" : "trusts the pinned certificate";
    }
}
