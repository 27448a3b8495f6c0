package valkka.onvif;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** The settings of a search for cameras: {@link Cameras#search()}. */
public final class CameraSearch {
    /** The port of WS-Discovery. */
    public static final int PORT = 3702;

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final List<InetSocketAddress> targets = new ArrayList<>();
    private Duration time = Duration.ofSeconds(3);
    private @Nullable Login login;
    private @Nullable NetworkInterface network;

    CameraSearch() {}

    /**
     * Sets how long cameras may take to answer the first question; 3 s by default. With a password
     * the questions for the streams take further seconds, at most {@link CameraInterview#PATIENCE}.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when it is under 100 ms or over a minute
     */
    public CameraSearch within(Duration duration) {
        if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
            throw ValkkaException.badArgument("a search for cameras takes 0.1 s to 60 s, and not " + duration);
        }
        this.time = duration;
        return this;
    }

    /**
     * Sets the user of the cameras, so that the search asks each camera for its model and its
     * streams. Each device that answers gets a proof that this program knows the password, and
     * never the password itself. A false camera could try to guess a weak password from this proof.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when the name is empty or has a colon in it
     */
    public CameraSearch user(String user, String password) {
        this.login = new Login(user, password);
        return this;
    }

    /**
     * Asks one camera instead of the whole network, also behind a router. May be called several
     * times.
     *
     * @param host the camera's address or host name
     * @throws ValkkaException {@code NOT_FOUND} when there is no such host
     */
    public CameraSearch at(String host) {
        try {
            return at(new InetSocketAddress(InetAddress.getByName(host), PORT));
        } catch (UnknownHostException e) {
            throw new ValkkaException(Kind.NOT_FOUND, "there is no host of that name: give a camera's address", e);
        }
    }

    /** Does the same as {@link #at(String)}, for a camera that answers at another port. */
    public CameraSearch at(InetSocketAddress address) {
        if (address.isUnresolved() || address.getPort() == 0) {
            throw ValkkaException.badArgument(address + " is no address of a camera: give its number and its port");
        }
        targets.add(address);
        return this;
    }

    /**
     * Asks only the network at this interface of the machine, such as {@code eth0}. By default the
     * search asks all networks.
     *
     * @throws ValkkaException {@code NOT_FOUND} when there is no such interface
     */
    public CameraSearch network(String name) {
        try {
            network = NetworkInterface.getByName(name);
        } catch (SocketException e) {
            throw new ValkkaException(Kind.IO, "the system does not tell its networks: " + e.getMessage(), e);
        }
        if (network == null) {
            throw new ValkkaException(
                    Kind.NOT_FOUND, "this machine has no network interface of that name: \"ip addr\" lists them");
        }
        return this;
    }

    /**
     * Searches now. Returns the cameras that answered, sorted by address; an empty list when none
     * did. A camera that could not be asked for its streams is in the list, and says why:
     * {@link DiscoveredCamera#problem()}.
     *
     * @throws ValkkaException {@code IO} when no network can be asked, {@code CLOSED} when the
     *     thread is interrupted
     */
    public List<DiscoveredCamera> discover() {
        List<ProbeMatch> matches = new DiscoveryProbe(List.copyOf(targets), network).run(time);
        return CameraInterview.with(matches, login);
    }

    /** One line, without the password. */
    @Override
    public String toString() {
        String user = login == null ? "" : " as " + login.user();
        return "CameraSearch within " + time.toMillis() + " ms" + user + (targets.isEmpty() ? "" : " at " + targets);
    }

    /** A user of the cameras. */
    record Login(String user, String password) {
        Login {
            Objects.requireNonNull(password, "password");
            if (user.isEmpty() || user.contains(":")) {
                throw ValkkaException.badArgument("a user's name is not empty and has no colon in it");
            }
        }

        /** Without the password. */
        @Override
        public String toString() {
            return user + ":***";
        }
    }
}
