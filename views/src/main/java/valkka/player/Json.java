package valkka.player;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import valkka.frame.ValkkaException;

/** Questions and answers as text. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw ValkkaException.badArgument("an answer of the player cannot be written: " + e.getOriginalMessage());
        }
    }

    /** Returns an object; {@code BAD_ARGUMENT} for anything else. */
    static JsonNode object(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw ValkkaException.badArgument("a question to the player is no JSON: " + e.getOriginalMessage());
        }
        throw ValkkaException.badArgument("a question to the player is no JSON object: ask with {\"ask\": ...}");
    }
}
