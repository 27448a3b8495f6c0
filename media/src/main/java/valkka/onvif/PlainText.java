package valkka.onvif;

/** Makes a stranger's words fit to be shown. */
final class PlainText {
    private static final int MAX_LENGTH = 200;

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
