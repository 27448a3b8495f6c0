package valkka.onvif;

import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One device's answer to a probe (WS-Discovery, section 5.3).
 *
 * @param sender the address that the answer came from
 * @param endpoint the name of the device, lower case; the sender when it tells none
 * @param scopes what it says about itself, such as {@code onvif://www.onvif.org/name/Door}
 * @param services the addresses of its device service, http and https alone
 */
record ProbeMatch(InetAddress sender, String endpoint, List<String> scopes, List<URI> services) {
    private static final String SCOPE = "onvif://www.onvif.org/";
    private static final int MAX_SCOPES = 100;
    private static final int MAX_SERVICES = 16;

    /** Reads the matches of an answer; none when they are of devices that are no cameras. */
    static List<ProbeMatch> of(XmlElement envelope, InetAddress sender) {
        return envelope.all("ProbeMatch")
                .filter(ProbeMatch::isCamera)
                .map(match -> of(sender, match))
                .toList();
    }

    private static boolean isCamera(XmlElement match) {
        String types = match.textOf("Types");
        return types.contains("NetworkVideoTransmitter")
                || types.contains("Device")
                || match.textOf("Scopes").contains(SCOPE);
    }

    private static ProbeMatch of(InetAddress sender, XmlElement match) {
        String address = match.first("EndpointReference")
                .map(reference -> reference.textOf("Address"))
                .orElse("");
        String endpoint = PlainText.of(address).toLowerCase(Locale.ROOT);
        List<URI> services = new ArrayList<>();
        for (String text : words(match.textOf("XAddrs"), MAX_SERVICES)) {
            CameraHost.parse(text, "http", "https").ifPresent(services::add);
        }
        return new ProbeMatch(
                sender,
                endpoint.isEmpty() ? sender.getHostAddress() : endpoint,
                words(match.textOf("Scopes"), MAX_SCOPES),
                List.copyOf(services));
    }

    private static List<String> words(String text, int most) {
        return List.of(text.split("\\s+", 0)).stream()
                .filter(word -> !word.isEmpty())
                .limit(most)
                .toList();
    }

    /**
     * Returns whether both are answers of one device: they have the same name, and the same sender
     * or a service in common. The name alone does not tell, because cheap cameras of one batch share
     * theirs.
     */
    boolean isSameDevice(ProbeMatch other) {
        return endpoint.equals(other.endpoint)
                && (sender.equals(other.sender) || services.stream().anyMatch(other.services::contains));
    }

    /** Returns this answer with the services of another answer of the same device. */
    ProbeMatch merge(ProbeMatch other) {
        Set<URI> all = new LinkedHashSet<>(services);
        all.addAll(other.services);
        return new ProbeMatch(
                sender, endpoint, scopes, all.stream().limit(MAX_SERVICES).toList());
    }

    /** Returns what the device says of itself under a heading, such as {@code name}. */
    String scope(String heading) {
        String begin = SCOPE + heading + "/";
        return scopes.stream()
                .filter(scope -> scope.regionMatches(true, 0, begin, 0, begin.length()))
                .map(scope -> PlainText.of(PercentCode.decode(scope.substring(begin.length()))))
                .findFirst()
                .orElse("");
    }
}
