package valkka.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Looks for secrets in all that a program shows: plain, percent-encoded once and twice, with
 * characters of HTML, as bytes of a file, and in Base64, alone and in a proof of HTTP's Basic. Any
 * thread may add what was shown.
 */
public final class SecretSearch {
    private static final int SHOWN_BEFORE = 200;
    private static final int SHOWN_BEHIND = 100;
    /** The characters of Base64 whose bits belong to a neighbour, too. */
    private static final int SHARED = 4;

    private final String user;
    private final List<String> secrets;
    private final List<String> words = new ArrayList<>();
    private final Queue<Object> shown = new ConcurrentLinkedQueue<>();

    /**
     * Makes a search.
     *
     * @param user the name that goes with the secrets in a proof
     */
    public SecretSearch(String user, List<String> secrets) {
        this.user = user;
        this.secrets = List.copyOf(secrets);
    }

    /** Looks for these words too, as they are. */
    public SecretSearch alsoFor(String... more) {
        words.addAll(List.of(more));
        return this;
    }

    /**
     * Adds an object that was shown. Its text is taken at the search; of an exception it is the
     * trace.
     */
    public void add(Object object) {
        shown.add(object);
    }

    /** Returns all that was shown so far, as text. */
    public String text() {
        StringBuilder all = new StringBuilder();
        shown.forEach(object -> all.append(text(object)).append('\n'));
        return all.toString();
    }

    static String text(Object object) {
        if (object instanceof Throwable error) {
            StringWriter trace = new StringWriter();
            error.printStackTrace(new PrintWriter(trace));
            return trace.toString();
        }
        return String.valueOf(object);
    }

    /** Returns what shows a secret, a text each; none when no secret shows. */
    public List<String> found() {
        String everything = text();
        String lower = everything.toLowerCase(Locale.ROOT);
        List<String> found = new ArrayList<>();
        for (String secret : secrets) {
            for (String form : forms(secret)) {
                tell(everything, lower.indexOf(form.toLowerCase(Locale.ROOT)), secret, form, found);
            }
        }
        words.forEach(word -> tell(everything, everything.indexOf(word), word, word, found));
        return found;
    }

    private static void tell(String everything, int at, String secret, String form, List<String> found) {
        if (at >= 0) {
            String place = everything.substring(
                    Math.max(0, at - SHOWN_BEFORE), Math.min(everything.length(), at + SHOWN_BEHIND));
            found.add(secret + " in the form " + form + ": ..." + place + "...");
        }
    }

    private List<String> forms(String secret) {
        String encoded = encoded(secret);
        List<String> forms = new ArrayList<>(List.of(
                secret,
                encoded,
                encoded.replace("%2F", "/").replace("%3A", ":"),
                encoded(encoded),
                secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
                new String(secret.getBytes(UTF_8), ISO_8859_1)));
        // A piece that no other word has: a message may show only one side of a separator.
        forms.add(secret.split("[^A-Za-z0-9]")[0]);
        for (String prefix : List.of("", user + ":", "x", "xy")) {
            String base64 = Base64.getEncoder().encodeToString((prefix + secret).getBytes(UTF_8));
            forms.add(
                    base64.substring(prefix.isEmpty() || prefix.endsWith(":") ? 0 : SHARED, base64.length() - SHARED));
        }
        return forms;
    }

    /** Returns a text as it stands in an address. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
