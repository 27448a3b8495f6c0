package valkka.onvif;

import java.util.regex.Pattern;

/** Makes a stranger's words fit to be shown. */
final class PlainText {
    private static final int MAX_LENGTH = 200;
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Pattern HARMLESS =
            Pattern.compile("[(]?(?:\\p{L}[\\p{Ll}'-]{0,20}|\\p{Lu}{1,6}|[KM]iB|\\d{1,3})[).,:;!?]{0,2}|[-/&]");

    private PlainText() {}

    /**
     * Returns the text in one line of at most 200 characters. Control and format characters, which
     * could steer a terminal, become blanks.
     */
    static String of(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().limit(MAX_LENGTH).forEach(c -> plain.appendCodePoint(isPlain(c) ? c : ' '));
        return plain.toString().strip();
    }

    /**
     * Returns a stranger's sentence with its plain words alone. What may be a piece of an address or
     * a token, because it has digits or signs, becomes {@code ***}.
     */
    static String sentence(String text) {
        return WORD.matcher(of(text))
                .replaceAll(word -> HARMLESS.matcher(word.group()).matches() ? "$0" : "***");
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
