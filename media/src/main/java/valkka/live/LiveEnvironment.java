package valkka.live;

import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * The surroundings of a {@link LiveThread}, which tests can replace.
 *
 * @param resolver finds a host's addresses
 * @param roots who may sign cameras' certificates; asked at each connection
 * @param clock the wall clock that frames are stamped by
 * @param openPatience how long a look-up may take, and an attempt to open a camera
 * @param keyFramePatience how long a connection may go without a first key frame
 * @param firstPause the pause behind the first failed attempt
 * @param refusedPause the pause behind the first refused password; this long, so that no account
 *     gets locked
 * @param longestRefusedPause what that grows to
 * @param filterPatience how long a stop waits for a filter that does not return
 * @param starter starts threads
 */
record LiveEnvironment(
        NameLookup.Resolver resolver,
        Supplier<X509ExtendedTrustManager> roots,
        InstantSource clock,
        Duration openPatience,
        Duration keyFramePatience,
        Duration firstPause,
        Duration refusedPause,
        Duration longestRefusedPause,
        Duration filterPatience,
        Consumer<Thread> starter) {
    static LiveEnvironment usual() {
        return new LiveEnvironment(
                InetAddress::getAllByName,
                LiveEnvironment::rootsOfThisJava,
                InstantSource.system(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(30),
                Duration.ofSeconds(5),
                Thread::start);
    }

    /** Returns the surroundings of a simulation, which has a clock of its own and starts no thread. */
    static LiveEnvironment withoutThreads(InstantSource clock) {
        LiveEnvironment usual = usual();
        return new LiveEnvironment(
                usual.resolver,
                usual.roots,
                clock,
                usual.openPatience,
                usual.keyFramePatience,
                usual.firstPause,
                usual.refusedPause,
                usual.longestRefusedPause,
                usual.filterPatience,
                thread -> {});
    }

    LiveEnvironment withResolver(NameLookup.Resolver v) {
        return new LiveEnvironment(
                v,
                roots,
                clock,
                openPatience,
                keyFramePatience,
                firstPause,
                refusedPause,
                longestRefusedPause,
                filterPatience,
                starter);
    }

    LiveEnvironment withOpenPatience(Duration v) {
        return new LiveEnvironment(
                resolver,
                roots,
                clock,
                v,
                keyFramePatience,
                firstPause,
                refusedPause,
                longestRefusedPause,
                filterPatience,
                starter);
    }

    LiveEnvironment withKeyFramePatience(Duration v) {
        return new LiveEnvironment(
                resolver,
                roots,
                clock,
                openPatience,
                v,
                firstPause,
                refusedPause,
                longestRefusedPause,
                filterPatience,
                starter);
    }

    LiveEnvironment withFirstPause(Duration v) {
        return new LiveEnvironment(
                resolver,
                roots,
                clock,
                openPatience,
                keyFramePatience,
                v,
                refusedPause,
                longestRefusedPause,
                filterPatience,
                starter);
    }

    LiveEnvironment withFilterPatience(Duration v) {
        return new LiveEnvironment(
                resolver,
                roots,
                clock,
                openPatience,
                keyFramePatience,
                firstPause,
                refusedPause,
                longestRefusedPause,
                v,
                starter);
    }

    LiveEnvironment withStarter(Consumer<Thread> v) {
        return new LiveEnvironment(
                resolver,
                roots,
                clock,
                openPatience,
                keyFramePatience,
                firstPause,
                refusedPause,
                longestRefusedPause,
                filterPatience,
                v);
    }

    /**
     * Starts a thread that does not keep the process alive.
     *
     * @throws ValkkaException {@code IO} when the system has no thread left
     */
    void start(Thread thread) {
        thread.setDaemon(true);
        try {
            starter.accept(thread);
        } catch (OutOfMemoryError e) {
            throw new ValkkaException(
                    Kind.IO,
                    "the thread '" + thread.getName() + "' cannot start: the system gives no further thread ("
                            + e.getMessage() + ")",
                    e);
        }
    }

    LiveEnvironment withRoots(Supplier<X509ExtendedTrustManager> v) {
        return new LiveEnvironment(
                resolver,
                v,
                clock,
                openPatience,
                keyFramePatience,
                firstPause,
                refusedPause,
                longestRefusedPause,
                filterPatience,
                starter);
    }

    private static X509ExtendedTrustManager rootsOfThisJava() {
        return trustManager(null);
    }

    /** Trusts who is in the key store, or whom this Java trusts where it is null. */
    static X509ExtendedTrustManager trustManager(@Nullable KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager found) {
                    return found;
                }
            }
            throw new IllegalStateException("this Java has no X.509 trust manager");
        } catch (GeneralSecurityException e) {
            throw new ValkkaException(
                    Kind.IO, "the certificates that this Java trusts cannot be read: " + e.getMessage(), e);
        }
    }
}
