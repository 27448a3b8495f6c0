package valkka.onvif;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A camera that answered a search. All texts are the camera's own words, cut and freed of control
 * characters; a text is empty when the camera did not tell it.
 *
 * @param endpoint the name of the device that stays the same, such as {@code urn:uuid:...}
 * @param host the address from which the camera answered
 * @param name its name, as its owner gave it
 * @param model its maker and model; only told with a password
 * @param hardware its hardware, which often is the model
 * @param services the addresses of its ONVIF service, as the camera tells them
 * @param profiles its streams; only told with a password
 * @param problem why the camera was not asked, or not wholly; empty when all went well
 */
public record DiscoveredCamera(
        String endpoint,
        String host,
        String name,
        String model,
        String hardware,
        List<URI> services,
        List<CameraProfile> profiles,
        String problem) {

    /** Makes a camera, with copies of the lists. */
    public DiscoveredCamera {
        services = List.copyOf(services);
        profiles = List.copyOf(profiles);
    }

    /** Returns the model, or else the hardware: the best known word for the kind of camera. */
    public String kind() {
        return model.isEmpty() ? hardware : model;
    }

    /** Returns one line. */
    @Override
    public String toString() {
        String streams = profiles.stream().map(CameraProfile::toString).collect(Collectors.joining("; "));
        return host + " \"" + name + "\"" + (kind().isEmpty() ? "" : " " + kind())
                + (streams.isEmpty() ? "" : ": " + streams) + (problem.isEmpty() ? "" : " (" + problem + ")");
    }
}
