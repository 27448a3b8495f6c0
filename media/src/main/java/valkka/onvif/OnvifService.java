package valkka.onvif;

import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.onvif.CameraSearch.Login;

/**
 * The conversation with one camera. Each question has a proof of knowing the password: a
 * {@link UsernameToken} by the camera's clock, or, for a camera that asks for it, an
 * {@link HttpDigest}. The password itself is never sent. A refused proof ends the conversation, so
 * that no account gets locked.
 */
final class OnvifService {
    private static final System.Logger LOG = System.getLogger("valkka.live");
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final String DEVICE = "xmlns=\"http://www.onvif.org/ver10/device/wsdl\"";

    private final Soap soap;
    private final Login login;
    private final InstantSource clock;
    private Duration cameraAhead = Duration.ZERO;
    private @Nullable HttpDigest digest; // null until the camera asks for one

    OnvifService(Soap soap, Login login, InstantSource clock) {
        this.soap = soap;
        this.login = login;
        this.clock = clock;
    }

    /** Learns the camera's clock, which needs no password. A camera that tells none has ours. */
    void learnClock(URI device) throws InterruptedException {
        HttpResponse<byte[]> answer =
                soap.post(device, Soap.envelope("", "<GetSystemDateAndTime " + DEVICE + "/>"), null);
        if (answer.statusCode() == UNAUTHORIZED) {
            return;
        }
        try {
            time(XmlElement.parse(answer.body()))
                    .ifPresent(cameras -> cameraAhead = Duration.between(clock.instant(), cameras));
        } catch (ValkkaException e) {
            LOG.log(Level.DEBUG, () -> device.getHost() + " tells no time: " + e.getMessage());
        }
    }

    private static Optional<Instant> time(XmlElement answer) {
        return answer.first("UTCDateTime").flatMap(utc -> {
            try {
                return Optional.of(LocalDateTime.of(
                                number(utc, "Year"),
                                number(utc, "Month"),
                                number(utc, "Day"),
                                number(utc, "Hour"),
                                number(utc, "Minute"),
                                Math.min(59, number(utc, "Second")))
                        .toInstant(ZoneOffset.UTC));
            } catch (NumberFormatException | DateTimeException e) {
                return Optional.empty(); // the clock of a camera that was never set
            }
        });
    }

    private static int number(XmlElement time, String name) {
        return Integer.parseInt(time.textOf(name));
    }

    /**
     * Asks, and returns the answer's envelope.
     *
     * @throws ValkkaException {@code UNAUTHORIZED} when the camera refuses the user or the password;
     *     {@code IO}, {@code TIMEOUT} or {@code CORRUPT} when there is no usable answer
     */
    XmlElement ask(URI service, String body) throws InterruptedException {
        HttpDigest known = digest;
        HttpResponse<byte[]> answer =
                known == null ? soap.post(service, Soap.envelope(token(), body), null) : post(service, body, known);
        if (answer.statusCode() == UNAUTHORIZED && (known == null || known.isUsed())) {
            HttpDigest fresh = HttpDigest.of(answer.headers().allValues("WWW-Authenticate"))
                    .orElseThrow(OnvifService::refused);
            checkUserName();
            digest = fresh;
            answer = post(service, body, fresh);
        }
        if (answer.statusCode() == UNAUTHORIZED) {
            throw refused();
        }
        XmlElement envelope = parse(answer);
        Optional<XmlElement> fault = envelope.first("Fault");
        if (fault.isPresent()) {
            throw isRefusal(fault.get()) ? refused() : failed(fault.get());
        }
        return envelope;
    }

    /** A header of HTTP holds ASCII alone. */
    private void checkUserName() {
        if (!login.user().chars().allMatch(letter -> letter >= ' ' && letter < 0x7f)) {
            throw new ValkkaException(
                    Kind.UNAUTHORIZED,
                    "it wants HTTP Digest, whose header cannot hold the letters of this user name: add a user with a"
                            + " name of plain letters to the camera");
        }
    }

    private static XmlElement parse(HttpResponse<byte[]> answer) {
        try {
            return XmlElement.parse(answer.body());
        } catch (ValkkaException e) {
            throw answer.statusCode() == OK
                    ? e
                    : new ValkkaException(Kind.IO, "its service answers with HTTP status " + answer.statusCode(), e);
        }
    }

    private HttpResponse<byte[]> post(URI service, String body, HttpDigest proof) throws InterruptedException {
        return soap.post(service, Soap.envelope("", body), proof.authorization(login, service));
    }

    private String token() {
        return UsernameToken.header(login, clock.instant().plus(cameraAhead));
    }

    private static boolean isRefusal(XmlElement fault) {
        return fault.all("Value")
                .map(XmlElement::text)
                .anyMatch(code -> code.endsWith("NotAuthorized")
                        || code.endsWith("FailedAuthentication")
                        || code.endsWith("InvalidSecurity"));
    }

    private static ValkkaException refused() {
        return new ValkkaException(Kind.UNAUTHORIZED, "it refuses the user name or the password");
    }

    private static ValkkaException failed(XmlElement fault) {
        String reason = fault.first("Reason").map(text -> text.textOf("Text")).orElse("");
        return new ValkkaException(
                Kind.IO, "it answers: " + (reason.isEmpty() ? "an error" : PlainText.sentence(reason)));
    }
}
