package valkka.onvif;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * The questions to one camera: its model, its media service, its profiles, and the address of each.
 * Cameras of profile T have a newer media service (media2, ver20), which alone knows H.265.
 */
final class CameraQuestions {
    private static final String DEVICE = "xmlns=\"http://www.onvif.org/ver10/device/wsdl\"";
    private static final String MEDIA = "http://www.onvif.org/ver10/media/wsdl";
    private static final String MEDIA_2 = "http://www.onvif.org/ver20/media/wsdl";
    private static final int MOST_PROFILES = 64;

    private final CameraHost host;
    private final URI device;
    private final OnvifService service;
    private final List<CameraProfile> profiles = new ArrayList<>();
    private String model = "";

    CameraQuestions(CameraHost host, URI device, OnvifService service) {
        this.host = host;
        this.device = device;
        this.service = service;
    }

    /** Returns maker and model, as far as the camera told them. */
    String model() {
        return model;
    }

    /** Returns the streams that the camera told so far. */
    List<CameraProfile> profiles() {
        return List.copyOf(profiles);
    }

    /**
     * Asks everything.
     *
     * @throws ValkkaException what went wrong; what was told before stays
     */
    void ask() throws InterruptedException {
        service.learnClock(device);
        XmlElement information = service.ask(device, "<GetDeviceInformation " + DEVICE + "/>");
        model = Stream.of("Manufacturer", "Model")
                .map(name -> PlainText.of(information.textOf(name)))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
        MediaServices media = media();
        ValkkaException failure = null;
        if (media.ver20.isPresent()) {
            try {
                askProfiles(media.ver20.get(), true);
                return;
            } catch (ValkkaException e) {
                failure = e; // there may be the older service still
                profiles.clear();
            }
        }
        if (media.ver10.isPresent() && (failure == null || failure.kind() != Kind.UNAUTHORIZED)) {
            askProfiles(media.ver10.get(), false);
        } else {
            throw failure != null ? failure : new ValkkaException(Kind.NOT_FOUND, "it has no service for streams");
        }
    }

    // ---- the media services ----

    private record MediaServices(Optional<URI> ver20, Optional<URI> ver10) {}

    private MediaServices media() throws InterruptedException {
        try {
            XmlElement services = service.ask(
                    device, "<GetServices " + DEVICE + "><IncludeCapability>false</IncludeCapability></GetServices>");
            MediaServices found = new MediaServices(named(services, MEDIA_2), named(services, MEDIA));
            if (found.ver20.isPresent() || found.ver10.isPresent()) {
                return found;
            }
        } catch (ValkkaException e) {
            if (e.kind() == Kind.UNAUTHORIZED) {
                throw e;
            } // else a camera of before 2012, which knows the next question alone
        }
        XmlElement capabilities =
                service.ask(device, "<GetCapabilities " + DEVICE + "><Category>Media</Category></GetCapabilities>");
        return new MediaServices(
                Optional.empty(), capabilities.first("Media").flatMap(media -> address(media.textOf("XAddr"))));
    }

    private Optional<URI> named(XmlElement services, String namespace) {
        return services.all("Service")
                .filter(each -> each.textOf("Namespace").equals(namespace))
                .flatMap(each -> address(each.textOf("XAddr")).stream())
                .findFirst();
    }

    private Optional<URI> address(String text) {
        return CameraHost.parse(text, "http", "https").map(host::here);
    }

    // ---- profiles and their addresses ----

    private void askProfiles(URI media, boolean ver20) throws InterruptedException {
        String question = ver20
                ? "<GetProfiles xmlns=\"" + MEDIA_2 + "\"><Type>VideoEncoder</Type></GetProfiles>"
                : "<GetProfiles xmlns=\"" + MEDIA + "\"/>";
        List<XmlElement> told = service.ask(media, question)
                .all("Profiles")
                .limit(MOST_PROFILES)
                .toList();
        for (XmlElement profile : told) {
            String token = profile.attributes().getOrDefault("token", "");
            XmlElement answer = service.ask(media, ver20 ? streamUri2(token) : streamUri(token));
            address(answer).ifPresent(address -> profiles.add(profile(profile, token, address)));
        }
        if (profiles.isEmpty()) {
            throw new ValkkaException(Kind.NOT_FOUND, "it names no RTSP stream");
        }
    }

    private static String streamUri2(String token) {
        return "<GetStreamUri xmlns=\"" + MEDIA_2 + "\"><Protocol>RTSP</Protocol><ProfileToken>" + Soap.escape(token)
                + "</ProfileToken></GetStreamUri>";
    }

    private static String streamUri(String token) {
        return "<GetStreamUri xmlns=\"" + MEDIA + "\"><StreamSetup xmlns:t=\"http://www.onvif.org/ver10/schema\">"
                + "<t:Stream>RTP-Unicast</t:Stream><t:Transport><t:Protocol>RTSP</t:Protocol></t:Transport>"
                + "</StreamSetup><ProfileToken>" + Soap.escape(token) + "</ProfileToken></GetStreamUri>";
    }

    private Optional<String> address(XmlElement answer) {
        return CameraHost.parse(answer.textOf("Uri").replace(" ", "%20"), "rtsp", "rtsps")
                .map(uri -> host.here(uri).toString());
    }

    private static CameraProfile profile(XmlElement profile, String token, String address) {
        String name = PlainText.of(profile.textOf("Name"));
        Optional<XmlElement> encoder =
                profile.first("VideoEncoderConfiguration").or(() -> profile.first("VideoEncoder"));
        return new CameraProfile(
                name.isEmpty() ? PlainText.of(token) : name,
                encoder.map(each -> PlainText.of(each.textOf("Encoding")).toUpperCase(Locale.ROOT))
                        .orElse(""),
                (int) encoder.map(each -> number(each.textOf("Width")))
                        .orElse(0.0)
                        .doubleValue(),
                (int) encoder.map(each -> number(each.textOf("Height")))
                        .orElse(0.0)
                        .doubleValue(),
                encoder.map(each -> number(each.textOf("FrameRateLimit"))).orElse(0.0),
                address);
    }

    /** Returns a number that a stranger wrote; 0 for what is none, or none that can be. */
    private static double number(String text) {
        try {
            double number = Double.parseDouble(text);
            return number > 0 && number < 100_000 ? number : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
