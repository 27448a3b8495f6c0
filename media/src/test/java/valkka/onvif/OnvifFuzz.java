package valkka.onvif;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;

/**
 * Any bytes as answers of an ONVIF device. The bytes are parted by {@code 1e}. The first part is the answer to the
 * probe, the others are those of its service over HTTP; one that begins with {@code Digest} or {@code Basic} and a
 * blank is a refusal with such a demand.
 */
public final class OnvifFuzz {
    private static final AnsweringSoap SOAP = new AnsweringSoap();
    private static final CameraSearch.Login LOGIN = new CameraSearch.Login("us\u00e9r", "s3cret");

    private OnvifFuzz() {}

    /** Takes any bytes. */
    public static void take(byte[] bytes) {
        Deque<byte[]> parts = parts(bytes);
        InetAddress sender = InetAddress.getLoopbackAddress();
        try {
            List<ProbeMatch> matches = ProbeMatch.of(XmlElement.parse(parts.removeFirst()), sender);
            for (ProbeMatch match : matches) {
                assertThat(match.scope("name")).hasSizeLessThan(300).doesNotContain("\n");
                assertThat(match.merge(match).isSameDevice(match)).isTrue();
                ask(match, new ArrayDeque<>(parts));
            }
        } catch (ValkkaException e) {
            assertThat(e.getMessage()).doesNotContain("s3cret");
        }
    }

    private static void ask(ProbeMatch match, Deque<byte[]> answers) {
        CameraHost host = new CameraHost(match.sender());
        SOAP.answers = answers;
        for (URI service : match.services()) {
            CameraQuestions questions = new CameraQuestions(
                    host, host.here(service), new OnvifService(SOAP, LOGIN, InstantSource.system()));
            try {
                questions.ask();
            } catch (ValkkaException e) {
                assertThat(e.getMessage()).doesNotContain("s3cret");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertThat(questions.model()).hasSizeLessThan(500);
            for (CameraProfile profile : questions.profiles()) {
                assertThat(profile.toString()).hasSizeLessThan(3000).doesNotContain("\n");
                assertThat(profile.address("a", "b")).startsWithIgnoringCase("rtsp");
            }
        }
    }

    private static Deque<byte[]> parts(byte[] bytes) {
        Deque<byte[]> parts = new ArrayDeque<>();
        int from = 0;
        for (int at = 0; at <= bytes.length; at++) {
            if (at == bytes.length || bytes[at] == 0x1e) {
                parts.add(Arrays.copyOfRange(bytes, from, at));
                from = at + 1;
            }
        }
        return parts;
    }

    private static final class AnsweringSoap extends Soap {
        private Deque<byte[]> answers = new ArrayDeque<>();

        AnsweringSoap() {
            super(Runnable::run);
        }

        @Override
        HttpResponse<byte[]> post(URI service, String envelope, @Nullable String authorization) {
            byte[] answer = answers.pollFirst();
            if (answer == null) {
                throw new ValkkaException(ValkkaException.Kind.TIMEOUT, "no answer is left");
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(service);
            if (authorization != null) {
                request.header("Authorization", authorization);
            }
            XmlElement.parse(envelope.getBytes(StandardCharsets.UTF_8));
            String text = new String(answer, StandardCharsets.ISO_8859_1);
            boolean refuses = text.startsWith("Digest ") || text.startsWith("Basic ");
            return new Answer(request.build(), refuses ? 401 : 200, refuses ? text : "", answer);
        }
    }

    private record Answer(HttpRequest request, int statusCode, String demand, byte[] body)
            implements HttpResponse<byte[]> {
        @Override
        public Optional<HttpResponse<byte[]>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public HttpHeaders headers() {
            return HttpHeaders.of(Map.of("WWW-Authenticate", List.of(demand)), (name, value) -> true);
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return request.uri();
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }
}
