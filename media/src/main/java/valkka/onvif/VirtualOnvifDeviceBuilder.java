package valkka.onvif;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.onvif.CameraSearch.Login;

/** The settings of a new {@link VirtualOnvifDevice}. */
public final class VirtualOnvifDeviceBuilder {
    String endpoint = "urn:uuid:" + UUID.randomUUID();
    String name = "Virtual camera";
    String manufacturer = "jvalkka";
    String model = "Virtual camera";
    String hardware = "VC-1";

    @Nullable
    Login login; // null when everybody may ask

    Duration clockAhead = Duration.ZERO;
    boolean media2Only;
    boolean httpDigest;
    final List<CameraProfile> streams = new ArrayList<>();

    VirtualOnvifDeviceBuilder() {}

    /** Sets the name that stays the same, such as {@code urn:uuid:...}; by default a random one. */
    public VirtualOnvifDeviceBuilder endpoint(String endpoint) {
        this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
        return this;
    }

    /** Sets the name that its owner gave it. */
    public VirtualOnvifDeviceBuilder name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /** Sets the maker, the model and the hardware. */
    public VirtualOnvifDeviceBuilder model(String manufacturer, String model, String hardware) {
        this.manufacturer = Objects.requireNonNull(manufacturer, "manufacturer");
        this.model = Objects.requireNonNull(model, "model");
        this.hardware = Objects.requireNonNull(hardware, "hardware");
        return this;
    }

    /**
     * Sets the one user who may ask for streams; without this call everybody may.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when the name is empty or has a colon in it
     */
    public VirtualOnvifDeviceBuilder user(String user, String password) {
        this.login = new Login(user, password);
        return this;
    }

    /** Sets how far its clock is ahead of this machine's; negative for a clock that is late. */
    public VirtualOnvifDeviceBuilder clockAhead(Duration ahead) {
        this.clockAhead = Objects.requireNonNull(ahead, "ahead");
        return this;
    }

    /** Leaves out the older of the two media services, as some new cameras do. */
    public VirtualOnvifDeviceBuilder media2Only() {
        this.media2Only = true;
        return this;
    }

    /** Asks for the password by HTTP Digest, and understands no {@code UsernameToken}. */
    public VirtualOnvifDeviceBuilder httpDigest() {
        this.httpDigest = true;
        return this;
    }

    /**
     * Adds a stream.
     *
     * @param address an RTSP address. The device tells it without user and password
     * @throws ValkkaException {@code BAD_ARGUMENT} when it is no RTSP address
     */
    public VirtualOnvifDeviceBuilder stream(
            String streamName, String encoding, int width, int height, double framesPerSecond, String address) {
        String behindScheme = address.substring(address.indexOf("://") + 3);
        int slash = behindScheme.indexOf('/');
        int at = behindScheme.lastIndexOf('@', slash < 0 ? behindScheme.length() : slash);
        String plain = address.substring(0, address.length() - behindScheme.length()) + behindScheme.substring(at + 1);
        if (CameraHost.parse(plain, "rtsp", "rtsps").isEmpty()) {
            throw ValkkaException.badArgument("the address of the stream \"" + streamName + "\" is no RTSP address");
        }
        streams.add(new CameraProfile(streamName, encoding, width, height, framesPerSecond, plain));
        return this;
    }

    /**
     * Starts the device.
     *
     * @throws ValkkaException {@code IO} when no port is free
     */
    public VirtualOnvifDevice start() {
        return new VirtualOnvifDevice(this);
    }

    /** One line, without the password. */
    @Override
    public String toString() {
        return "VirtualOnvifDeviceBuilder \"" + name + "\", " + streams.size() + " streams";
    }
}
