package valkka.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedTrustManager;
import valkka.rtsp.ExternalPrograms;

/** A key and its certificate, made by the JDK's keytool, and who has signed it. */
public final class TlsCertificate {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String CAMERA = "camera";
    private static final String AUTHORITY = "authority";

    private final KeyStore store;

    private TlsCertificate(KeyStore store) {
        this.store = store;
    }

    /**
     * Makes one that an authority of its own has signed.
     *
     * @param names whom it is for, as in {@code dns:localhost}
     * @param options further ones of keytool, as in {@code -startdate -10d}
     */
    public static TlsCertificate make(Path directory, String names, String... options) throws Exception {
        Path file = Files.createTempDirectory(directory, "tls").resolve("store.p12");
        keytool(file, AUTHORITY, "-ext", "bc:critical");
        List<String> all = new ArrayList<>(List.of("-signer", AUTHORITY, "-ext", "san=" + names));
        all.addAll(List.of(options));
        keytool(file, CAMERA, all.toArray(String[]::new));
        return new TlsCertificate(KeyStore.getInstance(file.toFile(), PASSWORD));
    }

    /** Makes one that has signed itself, as cameras come from the shop. */
    public static TlsCertificate selfSigned(Path directory) throws Exception {
        Path file = Files.createTempDirectory(directory, "tls").resolve("store.p12");
        keytool(file, CAMERA);
        return new TlsCertificate(KeyStore.getInstance(file.toFile(), PASSWORD));
    }

    private static void keytool(Path file, String alias, String... options) throws Exception {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(keytool.toString(), "-genkeypair", "-keyalg", "EC"));
        command.addAll(List.of("-alias", alias, "-dname", "CN=" + alias));
        command.addAll(List.of("-keystore", file.toString(), "-storepass", new String(PASSWORD)));
        command.addAll(List.of(options));
        ExternalPrograms.Result result = ExternalPrograms.run(Duration.ofSeconds(60), command.toArray(String[]::new));
        if (result.exitCode() != 0) {
            throw new AssertionError(result.output());
        }
    }

    public SSLContext serverContext() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
        own.load(null, null);
        own.setKeyEntry(CAMERA, store.getKey(CAMERA, PASSWORD), PASSWORD, store.getCertificateChain(CAMERA));
        keys.init(own, PASSWORD); // and not the authority's key
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    public X509Certificate certificate() throws Exception {
        return (X509Certificate) store.getCertificate(CAMERA);
    }

    /** Trusts its authority alone; of one that has signed itself, nobody else. */
    public X509ExtendedTrustManager roots() {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            String root = store.containsAlias(AUTHORITY) ? AUTHORITY : CAMERA;
            trusted.setCertificateEntry(root, store.getCertificate(root));
            return LiveEnvironment.trustManager(trusted);
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }
}
