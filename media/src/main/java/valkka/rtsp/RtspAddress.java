package valkka.rtsp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;

/**
 * An address {@code rtsp://user:password@host:port/path}, taken apart so that the password goes to
 * the camera and nowhere else: {@link #redacted()} is what messages, logs and {@code toString()}
 * show.
 *
 * <p>User and password may be percent-encoded and need not be: the last {@code @} in front of the
 * path ends them, and a {@code %} that begins no code stands for itself. Only {@code /}, {@code ?}
 * and {@code #} must be encoded.
 */
public final class RtspAddress {
    public static final String EXAMPLE = "rtsp://user:password@192.168.0.157/stream1";
    private static final int DEFAULT_PORT = 554;
    private static final int DEFAULT_TLS_PORT = 322;
    private static final int MAX_LENGTH = 2000;
    private static final Pattern SCHEME = Pattern.compile("(?i)(rtsps?)://");
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%[\\w.-]+)?)]|([\\p{L}\\p{N}._-]+))(?::(\\d{1,5}))?");
    private static final Pattern ANY_ADDRESS =
            Pattern.compile("(?i)((?:rtsps?|https?)://)([^/?#]*)((?:[/?#].*)?)", Pattern.DOTALL);
    /** User names that cameras come with. Any other may be a token, and is hidden. */
    private static final Set<String> USUAL_USERS =
            Set.of("admin", "administrator", "guest", "operator", "root", "service", "user", "viewer");

    private final String scheme;
    private final @Nullable String userName; // null where there is none
    private final @Nullable String password; // null where there is none
    private final String host; // without the brackets of IPv6
    private final int port;
    private final String path; // with its slash, query and fragment; may be empty

    private RtspAddress(
            String scheme, @Nullable String userName, @Nullable String password, String host, int port, String path) {
        this.scheme = scheme;
        this.userName = userName;
        this.password = password;
        this.host = host;
        this.port = port;
        this.path = path;
    }

    /**
     * Takes an address apart.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when the text is no such address; the message
     *     quotes nothing that may be a password
     */
    public static RtspAddress parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw bad("is longer than " + MAX_LENGTH + " characters");
        }
        if (text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw bad("contains a blank or a control character: write it as a percent code, %20 for a blank");
        }
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.lookingAt()) {
            throw bad("does not begin with rtsp://");
        }
        String rest = text.substring(scheme.end());
        int pathStart = firstOf(rest, "/?#");
        String authority = rest.substring(0, pathStart);
        int at = authority.lastIndexOf('@');
        Matcher place = HOST_AND_PORT.matcher(authority.substring(at + 1));
        if (!place.matches()) {
            throw bad("has no usable host and port where they should stand: a '/', '?' or '#' in a password is written"
                    + " %2F, %3F, %23, and an IPv6 address stands in brackets");
        }
        boolean secure = scheme.group(1).equalsIgnoreCase("rtsps");
        int port = place.group(3) == null ? defaultPort(secure) : Integer.parseInt(place.group(3));
        if (port < 1 || port > 65535) {
            throw bad("has a port that is not within 1 to 65535");
        }
        String userName = null;
        String password = null;
        if (at >= 0) {
            String userInfo = authority.substring(0, at);
            int colon = userInfo.indexOf(':');
            userName = decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
            password = colon < 0 ? null : decode(userInfo.substring(colon + 1));
        }
        String host = place.group(1) != null ? place.group(1) : place.group(2);
        return new RtspAddress(
                scheme.group(1).toLowerCase(Locale.ROOT), userName, password, host, port, rest.substring(pathStart));
    }

    private static ValkkaException bad(String fault) {
        return ValkkaException.badArgument("the camera's address " + fault
                + " (it is not shown, for its password's sake): write it like " + EXAMPLE);
    }

    private static int firstOf(String text, String characters) {
        int i = 0;
        while (i < text.length() && characters.indexOf(text.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    public boolean hasCredentials() {
        return userName != null;
    }

    /** Returns whether it is RTSP in TLS. */
    public boolean isSecure() {
        return scheme.equals("rtsps");
    }

    private static int defaultPort(boolean secure) {
        return secure ? DEFAULT_TLS_PORT : DEFAULT_PORT;
    }

    /**
     * Returns the address as requests name it: without user and password, and with the port. A
     * network interface behind an IPv6 address means nothing to the camera.
     */
    String uri() {
        String authority = bracketed(host.replaceFirst("%.*", "")) + ":" + port;
        return scheme + "://" + authority + (path.startsWith("/") ? path : "/" + path);
    }

    /** For the camera alone; {@code null} where there is none. */
    @Nullable
    String userName() {
        return userName;
    }

    /** For the camera alone; {@code null} where there is none. */
    @Nullable
    String password() {
        return password;
    }

    /**
     * Returns the address that a camera redirects to. User and password go along to the same host
     * only, and never from an encrypted connection to a plain one.
     *
     * @param location absolute, or a path of the same host
     * @throws ValkkaException {@code BAD_ARGUMENT} when it is no such address
     */
    RtspAddress redirected(String location) {
        if (location.startsWith("/")) {
            return new RtspAddress(scheme, userName, password, host, port, location);
        }
        RtspAddress other = parse(location);
        boolean mayKnow = other.host.equalsIgnoreCase(host) && (other.isSecure() || !isSecure());
        return other.userName != null || !mayKnow
                ? other
                : new RtspAddress(other.scheme, userName, password, other.host, other.port, other.path);
    }

    /**
     * Returns the address as it may be shown: {@code rtsp://admin:***@host/stream1}. Of user name,
     * path and query it shows only what is known to be harmless, and {@code ***} for the rest.
     */
    public String redacted() {
        if (!isPlaceKnown()) {
            return scheme + "://" + PublicPath.HIDDEN;
        }
        String user = userName == null ? "" : password == null ? "***@" : shownUser(userName) + ":***@";
        return scheme + "://" + user + place() + PublicPath.of(path);
    }

    /**
     * Returns any address as it may be shown, such as a camera's {@code http://} service: as {@link
     * #redacted()} does, and {@code ***} for a text that is no address.
     */
    public static String shown(String address) {
        Matcher parts = ANY_ADDRESS.matcher(address);
        if (!parts.matches() || parts.group(3).indexOf('@') >= 0) {
            return PublicPath.HIDDEN;
        }
        String userInfo = parts.group(2).indexOf('@') < 0 ? "" : PublicPath.HIDDEN + "@";
        String place = parts.group(2).substring(parts.group(2).lastIndexOf('@') + 1);
        boolean isPlace = HOST_AND_PORT.matcher(place).matches();
        return parts.group(1) + userInfo + (isPlace ? place : PublicPath.HIDDEN) + PublicPath.of(parts.group(3));
    }

    /**
     * Returns whether the apparent host and port are the camera's. With an {@code @} in the path
     * they may be a part of a password that has a slash, and so may the text behind the {@code @}.
     */
    public boolean isPlaceKnown() {
        return path.indexOf('@') < 0;
    }

    private static String shownUser(String name) {
        return USUAL_USERS.contains(name.toLowerCase(Locale.ROOT)) ? name : PublicPath.HIDDEN;
    }

    /** {@code host:port}, the port left out where it is the usual one. */
    private String place() {
        return bracketed(host) + (port == defaultPort(isSecure()) ? "" : ":" + port);
    }

    private static String bracketed(String host) {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    private static String decode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (bytes[i] == '%' && high >= 0 && low >= 0) {
                decoded.write(high * 16 + low);
                i += 2;
            } else {
                decoded.write(bytes[i]);
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return redacted();
    }
}
