package valkka.kernel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import valkka.frame.ValkkaException;

/**
 * A message of a widget's page.
 *
 * @param method of the widgets' protocol: {@code request_state}, {@code update} or {@code custom}
 * @param from names the question, in a custom message; the answer goes there
 * @param question the page's question; empty in other messages
 */
record WidgetMessage(String method, String from, String question) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** @throws ValkkaException {@code BAD_ARGUMENT} for text that is no JSON */
    static WidgetMessage of(String json) {
        try {
            JsonNode data = MAPPER.readTree(json);
            JsonNode content = data.path("content");
            return new WidgetMessage(
                    data.path("method").asText(),
                    content.path("from").asText(),
                    content.path("question").asText());
        } catch (JsonProcessingException e) {
            throw ValkkaException.badArgument("a widget's page has sent no JSON: " + e.getOriginalMessage());
        }
    }
}
