package valkka.rtsp;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a stream's tracks (RFC 2326, section C.1.1), as other clients build them and
 * cameras therefore expect them: a relative {@code a=control} goes behind the whole base, its query
 * included, with one slash between.
 */
final class RtspUris {
    private static final Pattern ABSOLUTE = Pattern.compile("(?i)rtsp[su]?://.+");

    private RtspUris() {}

    /**
     * Returns what the controls of a description are relative to.
     *
     * @param requested the address that was described
     * @param given the answer's {@code Content-Base}, or {@code Content-Location}; anything that is
     *     no address does not count
     */
    static String base(String requested, String given) {
        String base = given.replaceAll("[\"<>\\s]", "");
        return ABSOLUTE.matcher(base).matches() ? base : requested;
    }

    static boolean isAbsolute(@Nullable String control) {
        return control != null && ABSOLUTE.matcher(control).matches();
    }

    /** Returns the address that a control names; {@code null} and {@code *} name the base itself. */
    static String resolve(String base, @Nullable String control) {
        if (control == null || control.equals("*")) {
            return base;
        }
        if (isAbsolute(control)) {
            return control;
        }
        boolean baseSlash = base.endsWith("/");
        if (control.startsWith("/")) {
            return baseSlash ? base + control.substring(1) : base + control;
        }
        return baseSlash ? base + control : base + "/" + control;
    }
}
