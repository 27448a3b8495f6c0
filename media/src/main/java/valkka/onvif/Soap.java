package valkka.onvif;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** Sends SOAP 1.2 messages over HTTP: straight to the camera, through no proxy and no redirect. */
class Soap {
    private static final int MAX_ANSWER = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final HttpClient http;

    Soap(Executor executor) {
        http = HttpClient.newBuilder()
                .executor(executor)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .proxy(HttpClient.Builder.NO_PROXY)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** Returns a message. */
    static String envelope(String header, String body) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                + "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\">"
                + (header.isEmpty() ? "" : "<s:Header>" + header + "</s:Header>") + "<s:Body>" + body
                + "</s:Body></s:Envelope>";
    }

    /** Returns the text as the text of an element. */
    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /**
     * Sends a message, and returns the answer, whatever its status is.
     *
     * @param authorization the HTTP header of that name; {@code null} for none
     * @throws ValkkaException {@code TIMEOUT} when there is no whole answer in 4 s, {@code IO} when
     *     nobody answers or the answer is over 1 MiB
     */
    HttpResponse<byte[]> post(URI service, String envelope, @Nullable String authorization)
            throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(service)
                .timeout(PATIENCE)
                .header("Content-Type", "application/soap+xml; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(envelope));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request.build(), info -> new BoundedBody(MAX_ANSWER));
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ValkkaException(
                    Kind.TIMEOUT, "its service does not answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            // Without the cause: it quotes what the camera sent, and a stack trace would show it.
            throw new ValkkaException(Kind.IO, "its service cannot be asked: " + reason(e));
        } finally {
            answer.cancel(true);
        }
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return PlainText.sentence(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
    }
}
