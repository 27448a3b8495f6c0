package valkka.onvif;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent codes in scopes, as cameras write them: not always well. */
final class PercentCode {
    private static final int CODE = 3; // characters of a code

    private PercentCode() {}

    /** Returns the text with its codes replaced; a {@code %} that begins no code stays. */
    static String decode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            boolean room = i + CODE <= bytes.length;
            int high = room ? Character.digit(bytes[i + 1], 16) : -1;
            int low = room ? Character.digit(bytes[i + 2], 16) : -1;
            if (bytes[i] == '%' && high >= 0 && low >= 0) {
                decoded.write(high * 16 + low);
                i += CODE - 1;
            } else {
                decoded.write(bytes[i]);
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }
}
