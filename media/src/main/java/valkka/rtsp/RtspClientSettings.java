package valkka.rtsp;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link RtspClient} reaches its camera.
 *
 * @param address the camera's
 * @param resolver finds the places of a host, the camera's or that of a redirection
 * @param transport how packets shall come; the client takes another way where the camera refuses
 *     this one
 * @param receiveBufferBytes of each UDP socket; 0 for {@link RtspNetwork#USUAL_RECEIVE_BUFFER}
 * @param audio the camera's sound is wanted too
 * @param pin the certificate that an {@code rtsps} camera must show; {@code null} where
 *     {@code roots} decide
 * @param roots who may sign cameras' certificates; asked at each connection
 * @param openPatience how long it may take from the start to the answer to PLAY
 * @param clock the wall clock, for a camera that says at what time it wants to be left
 */
public record RtspClientSettings(
        RtspAddress address,
        Resolver resolver,
        Transport transport,
        int receiveBufferBytes,
        boolean audio,
        @Nullable CertificatePin pin,
        Supplier<X509ExtendedTrustManager> roots,
        Duration openPatience,
        InstantSource clock) {
    /** A way for a camera's packets. */
    public enum Transport {
        /** Between the answers of the RTSP connection. */
        TCP,
        /** As datagrams to two ports of this machine. */
        UDP,
        /** As datagrams to a multicast group. */
        MULTICAST
    }

    /** Finds a host. */
    @FunctionalInterface
    public interface Resolver {
        /**
         * Returns at once; the event loop calls this. The addresses may come from any thread.
         *
         * @param address whose host is looked for
         * @return the host's addresses, at least one, in the order in which they are tried; or a
         *     {@link valkka.frame.ValkkaException} with all that a user needs to know
         */
        CompletionStage<List<InetAddress>> resolve(RtspAddress address);
    }
}
