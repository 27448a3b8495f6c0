package valkka.kernel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first paragraph of a Javadoc comment, as plain text. */
final class Paragraph {
    private static final Pattern END = Pattern.compile("(?m)^\\s*@|<p>|<pre>|<ul>|<ol>|<table|\\n\\s*\\n");
    private static final Pattern LABELLED_LINK =
            Pattern.compile("\\{@link(?:plain)?\\s+[^\\s}(]+(?:\\([^)]*\\))?\\s+([^}]+)}");
    private static final Pattern INLINE = Pattern.compile("\\{@(\\w+)\\s+([^}]*)}");

    private Paragraph() {}

    static String firstOf(String javadoc) {
        String text = END.split(javadoc.strip(), 2)[0];
        text = LABELLED_LINK.matcher(text).replaceAll("$1");
        text = INLINE.matcher(text)
                .replaceAll(tag ->
                        Matcher.quoteReplacement(tag.group(1).startsWith("link") ? name(tag.group(2)) : tag.group(2)));
        return text.replaceAll("</?[a-zA-Z][^>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .replaceAll("\\s+", " ")
                .strip();
    }

    /** {@code TimeRange#EMPTY} as Java writes it. */
    private static String name(String reference) {
        return reference.replaceFirst("^#", "").replace('#', '.');
    }
}
