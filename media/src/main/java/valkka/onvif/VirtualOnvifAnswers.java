package valkka.onvif;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import valkka.onvif.CameraSearch.Login;

/** What a {@link VirtualOnvifDevice} answers to the questions that a search asks. */
final class VirtualOnvifAnswers {
    private static final Duration OLDEST_PROOF = Duration.ofSeconds(30);
    private static final int USES_OF_A_NONCE = 3;

    private final String endpoint;
    private final String name;
    private final String manufacturer;
    private final String model;
    private final String hardware;
    private final @Nullable Login login;
    private final Duration clockAhead;
    private final boolean media2Only;
    private final boolean httpDigest;
    private final List<CameraProfile> streams;
    private final String service;
    private String nonce = "";
    private int nonceUses;

    VirtualOnvifAnswers(VirtualOnvifDeviceBuilder settings, String service) {
        this.endpoint = settings.endpoint;
        this.name = settings.name;
        this.manufacturer = settings.manufacturer;
        this.model = settings.model;
        this.hardware = settings.hardware;
        this.login = settings.login;
        this.clockAhead = settings.clockAhead;
        this.media2Only = settings.media2Only;
        this.httpDigest = settings.httpDigest;
        this.streams = List.copyOf(settings.streams);
        this.service = service;
    }

    /**
     * An answer over HTTP.
     *
     * @param challenge the {@code WWW-Authenticate} header; empty for none
     */
    record Answer(int status, String challenge, String envelope) {}

    String name() {
        return name;
    }

    /** Returns the answer to a probe. */
    String toProbe(XmlElement probe) {
        String addressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
        String discovery = "http://schemas.xmlsoap.org/ws/2005/04/discovery";
        return Soap.envelope(
                "<a:MessageID xmlns:a=\"" + addressing + "\">urn:uuid:" + UUID.randomUUID() + "</a:MessageID>"
                        + "<a:RelatesTo xmlns:a=\"" + addressing + "\">" + Soap.escape(probe.textOf("MessageID"))
                        + "</a:RelatesTo><a:Action xmlns:a=\"" + addressing + "\">" + discovery
                        + "/ProbeMatches</a:Action>",
                "<d:ProbeMatches xmlns:d=\"" + discovery + "\"><d:ProbeMatch>"
                        + "<a:EndpointReference xmlns:a=\"" + addressing + "\"><a:Address>" + Soap.escape(endpoint)
                        + "</a:Address></a:EndpointReference>"
                        + "<d:Types xmlns:n=\"http://www.onvif.org/ver10/network/wsdl\">n:NetworkVideoTransmitter</d:Types>"
                        + "<d:Scopes>onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/name/" + code(name)
                        + " onvif://www.onvif.org/hardware/" + code(hardware) + "</d:Scopes><d:XAddrs>" + service
                        + "</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches>");
    }

    private static String code(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Returns the answer to a question over HTTP; called by one thread. */
    Answer to(byte[] question, @Nullable String authorization) {
        XmlElement envelope = XmlElement.parse(question);
        XmlElement body = envelope.first("Body").orElse(envelope);
        if (body.children().isEmpty()) {
            return fault(400, "ter:WellFormed", "no question");
        }
        XmlElement asked = body.children().get(0);
        if (asked.name().equals("GetSystemDateAndTime")) {
            return ok(time());
        }
        if (login != null && httpDigest && !isProven(authorization, login)) {
            nonce = UUID.randomUUID().toString();
            nonceUses = 0;
            return new Answer(401, "Digest realm=\"onvif\", qop=\"auth\", nonce=\"" + nonce + "\"", "");
        }
        if (login != null && !httpDigest && !isProven(envelope, login)) {
            return fault(400, "ter:NotAuthorized", "Sender not authorized");
        }
        return switch (asked.name()) {
            case "GetDeviceInformation" ->
                ok("<GetDeviceInformationResponse><Manufacturer>" + Soap.escape(manufacturer)
                        + "</Manufacturer><Model>" + Soap.escape(model) + "</Model><HardwareId>"
                        + Soap.escape(hardware) + "</HardwareId></GetDeviceInformationResponse>");
            case "GetServices" ->
                ok("<GetServicesResponse>" + (media2Only ? "" : service("ver10/media")) + service("ver20/media")
                        + "</GetServicesResponse>");
            case "GetProfiles" -> ok(profiles());
            case "GetStreamUri" -> streamUri(asked.textOf("ProfileToken"));
            default -> fault(500, "ter:ActionNotSupported", "the virtual device does not know " + asked.name());
        };
    }

    private static Answer ok(String body) {
        return new Answer(200, "", Soap.envelope("", body));
    }

    private static Answer fault(int status, String code, String reason) {
        return new Answer(
                status,
                "",
                Soap.envelope(
                        "",
                        "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>" + code
                                + "</s:Value></s:Subcode></s:Code><s:Reason><s:Text>" + Soap.escape(reason)
                                + "</s:Text></s:Reason></s:Fault>"));
    }

    private Instant now() {
        return Instant.now().plus(clockAhead);
    }

    private String time() {
        ZonedDateTime time = now().atZone(ZoneOffset.UTC);
        return String.format(
                Locale.ROOT,
                "<GetSystemDateAndTimeResponse><SystemDateAndTime><UTCDateTime><Time><Hour>%d</Hour><Minute>%d</Minute>"
                        + "<Second>%d</Second></Time><Date><Year>%d</Year><Month>%d</Month><Day>%d</Day></Date>"
                        + "</UTCDateTime></SystemDateAndTime></GetSystemDateAndTimeResponse>",
                time.getHour(),
                time.getMinute(),
                time.getSecond(),
                time.getYear(),
                time.getMonthValue(),
                time.getDayOfMonth());
    }

    private String service(String path) {
        return "<Service><Namespace>http://www.onvif.org/" + path + "/wsdl</Namespace><XAddr>" + service
                + "</XAddr></Service>";
    }

    private String profiles() {
        StringBuilder text = new StringBuilder("<GetProfilesResponse>");
        for (int i = 0; i < streams.size(); i++) {
            CameraProfile stream = streams.get(i);
            text.append("<Profiles token=\"profile" + i + "\"><Name>" + Soap.escape(stream.name())
                    + "</Name><VideoEncoderConfiguration><Encoding>" + stream.encoding()
                    + "</Encoding><Resolution><Width>" + stream.width() + "</Width><Height>" + stream.height()
                    + "</Height></Resolution><RateControl><FrameRateLimit>" + stream.framesPerSecond()
                    + "</FrameRateLimit></RateControl></VideoEncoderConfiguration></Profiles>");
        }
        return text.append("</GetProfilesResponse>").toString();
    }

    private Answer streamUri(String token) {
        for (int i = 0; i < streams.size(); i++) {
            if (token.equals("profile" + i)) {
                return ok("<GetStreamUriResponse><Uri>"
                        + Soap.escape(streams.get(i).address()) + "</Uri></GetStreamUriResponse>");
            }
        }
        return fault(400, "ter:NoProfile", "there is no such profile");
    }

    /** Checks the {@code UsernameToken}, by this device's clock. */
    private boolean isProven(XmlElement envelope, Login wanted) {
        try {
            String created = envelope.textOf("Created");
            byte[] random = Base64.getDecoder().decode(envelope.textOf("Nonce"));
            Duration age = Duration.between(Instant.parse(created), now()).abs();
            return age.compareTo(OLDEST_PROOF) <= 0
                    && envelope.textOf("Username").equals(wanted.user())
                    && HttpDigest.same(
                            envelope.textOf("Password"), UsernameToken.digest(random, created, wanted.password()));
        } catch (DateTimeParseException | IllegalArgumentException e) {
            return false; // no proof at all
        }
    }

    /** Checks an {@code Authorization} header; a nonce counts three times. */
    private boolean isProven(@Nullable String authorization, Login wanted) {
        return authorization != null
                && !nonce.isEmpty()
                && ++nonceUses <= USES_OF_A_NONCE
                && HttpDigest.isProof(authorization, nonce, wanted);
    }
}
