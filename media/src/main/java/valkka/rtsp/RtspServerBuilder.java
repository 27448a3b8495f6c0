package valkka.rtsp;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.ValkkaFS;

/** The settings of a new {@link RtspServer}. */
public final class RtspServerBuilder {
    private static final String REALM = "jvalkka";
    private static final int LAST_PORT = 65535;

    private int port;
    private @Nullable String user;
    private @Nullable String password;
    private RtspServerAuth auth = RtspServerAuth.DIGEST;
    /**
     * Each client may hold some MB and two or three file handles. A program that opens more than a
     * thousand connections is no viewer.
     */
    private int mostConnections = 1_000;

    private int mostOfOneAddress = 750;
    /** A client that is no viewer by then is disconnected. */
    private Duration loginTime = Duration.ofSeconds(10);
    /** How long a proof of an address that guesses passwords waits. */
    private Duration guessDelay = Duration.ofSeconds(2);

    private Duration nonceLife = Duration.ofMinutes(5);

    private Duration sessionTimeout = Duration.ofSeconds(60);

    private BooleanSupplier packetLoss = () -> false;
    private Map<String, RtspServerMount> sources = Map.of();
    private Duration closeWithin = Duration.ofSeconds(5);

    RtspServerBuilder() {}

    private RtspServerBuilder(RtspServerBuilder other) {
        port = other.port;
        user = other.user;
        password = other.password;
        auth = other.auth;
        mostConnections = other.mostConnections;
        mostOfOneAddress = other.mostOfOneAddress;
        loginTime = other.loginTime;
        guessDelay = other.guessDelay;
        nonceLife = other.nonceLife;
        sessionTimeout = other.sessionTimeout;
        packetLoss = other.packetLoss;
        sources = other.sources;
        closeWithin = other.closeWithin;
    }

    /**
     * The TCP port; 0 (the default) takes any that is free.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when it is not 0 to 65535
     */
    public RtspServerBuilder port(int port) {
        if (port < 0 || port > LAST_PORT) {
            throw ValkkaException.badArgument("a port is 0 (any) to " + LAST_PORT + ", and not " + port);
        }
        this.port = port;
        return this;
    }

    /**
     * The one user who may use the server; without this call everybody on this machine may.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when the name is empty or has a colon or a
     *     quotation mark in it
     */
    public RtspServerBuilder user(String user, String password) {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        if (user.isEmpty() || user.contains(":") || user.contains("\"")) {
            throw ValkkaException.badArgument(
                    "a user's name is not empty and has no colon and no quotation mark in it");
        }
        this.user = user;
        this.password = password;
        return this;
    }

    /** How the user proves to know the password; {@link RtspServerAuth#DIGEST} when not said. */
    public RtspServerBuilder auth(RtspServerAuth auth) {
        this.auth = Objects.requireNonNull(auth, "auth");
        return this;
    }

    /**
     * Sets how long a client may stay silent and take no packet before the server disconnects the
     * client; 60 s by default.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when it is not more than nothing and at most a
     *     day
     */
    public RtspServerBuilder sessionTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofDays(1)) > 0) {
            throw ValkkaException.badArgument("a session's timeout is more than nothing and at most a day");
        }
        this.sessionTimeout = timeout;
        return this;
    }

    /**
     * Serves a stream of a recording under a path, each client at its own place and speed. May be
     * called several times. The recording must stay open.
     *
     * @param path as in {@code /door}
     * @param id of the stream in the recording
     * @throws ValkkaException {@code NOT_FOUND} when the recording has no key frame of that stream,
     *     {@code BAD_ARGUMENT} when it is no path, {@code EXISTS} when there is one under that path
     */
    public RtspServerBuilder recording(String path, ValkkaFS fs, long id) {
        Map<String, RtspServerMount> more = new HashMap<>(sources);
        if (more.put(RtspServerPath.check(path), RecordedStream.of(fs, id)) != null) {
            throw new ValkkaException(
                    Kind.EXISTS, "there is a recording under " + path + " already: take another path");
        }
        this.sources = more;
        return this;
    }

    /**
     * Starts the server.
     *
     * @throws ValkkaException {@code IO} when the port cannot be had, {@code BUSY} in the callback
     *     of a writer, which waits for nobody
     */
    public RtspServer start() {
        return new RtspServer(this);
    }

    /** Sets the largest numbers of connected clients, in all and of one address. */
    RtspServerBuilder mostConnections(int most, int ofOneAddress) {
        this.mostConnections = most;
        this.mostOfOneAddress = ofOneAddress;
        return this;
    }

    /** Sets the time within which a client must prove that it may come. */
    RtspServerBuilder loginTime(Duration time) {
        this.loginTime = time;
        return this;
    }

    /** Sets how long a proof waits when its address has given too many wrong proofs. */
    RtspServerBuilder guessDelay(Duration delay) {
        this.guessDelay = delay;
        return this;
    }

    /** Sets how long a nonce is valid. */
    RtspServerBuilder nonceLife(Duration life) {
        this.nonceLife = life;
        return this;
    }

    /**
     * Says of each RTP packet that goes out by UDP whether it is lost; asked by the server's
     * thread.
     */
    public RtspServerBuilder packetLoss(BooleanSupplier losesNext) {
        this.packetLoss = losesNext;
        return this;
    }

    /** Mounts a source under a path before the server begins to listen. */
    public RtspServerBuilder sources(Map<String, ? extends RtspServerMount> mounted) {
        this.sources = Map.copyOf(mounted);
        return this;
    }

    /** How long a close waits for the server's thread. */
    RtspServerBuilder closeWithin(Duration patience) {
        this.closeWithin = patience;
        return this;
    }

    BooleanSupplier packetLoss() {
        return packetLoss;
    }

    Map<String, RtspServerMount> sources() {
        return sources;
    }

    Duration closeWithin() {
        return closeWithin;
    }

    int mostOfOneAddress() {
        return mostOfOneAddress;
    }

    Duration loginTime() {
        return loginTime.compareTo(sessionTimeout) < 0 ? loginTime : sessionTimeout;
    }

    Duration guessDelay() {
        return guessDelay;
    }

    Duration nonceLife() {
        return nonceLife;
    }

    int mostConnections() {
        return mostConnections;
    }

    RtspServerAccess access() {
        return new RtspServerAccess(auth, REALM, user, password);
    }

    /**
     * The part of an address that holds user and password, with the at sign; empty when everybody
     * may come.
     */
    public String userInfo() {
        return user == null || password == null
                ? ""
                : RtspServer.encode(user) + ":" + RtspServer.encode(password) + "@";
    }

    Duration sessionTimeout() {
        return sessionTimeout;
    }

    /** Returns the port to listen at; 0 for any that is free. */
    public int port() {
        return port;
    }

    /** Returns a copy, which later changes of this builder do not reach. */
    public RtspServerBuilder copy() {
        return new RtspServerBuilder(this);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "RtspServerBuilder port " + port + (user == null ? "" : ", " + auth + " with a password");
    }
}
