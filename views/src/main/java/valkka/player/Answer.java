package valkka.player;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The answer to a question of a player's page.
 *
 * @param json an object: what the page asked for, or {@code {"error": ...}}
 * @param bytes pictures or columns of numbers; empty when the answer has none
 */
public record Answer(String json, byte[] bytes) {
    static final byte[] NO_BYTES = {};

    /** Makes an answer; nobody may change the array afterwards. */
    public Answer {
        Objects.requireNonNull(json, "json");
        Objects.requireNonNull(bytes, "bytes");
    }

    /**
     * Returns the answer as one array: the length of the text in four bytes, the highest first, the
     * text in UTF-8, and the bytes.
     */
    public byte[] packed() {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + text.length + bytes.length)
                .putInt(text.length)
                .put(text)
                .put(bytes)
                .array();
    }

    /** Returns one line: the text, and the number of bytes. */
    @Override
    public String toString() {
        return json + (bytes.length == 0 ? "" : " and " + bytes.length + " bytes");
    }
}
