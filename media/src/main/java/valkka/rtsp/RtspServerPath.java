package valkka.rtsp;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import valkka.frame.ValkkaException;

/**
 * The paths under which a server's sources stand, and how they are found in the addresses that
 * clients write.
 */
public final class RtspServerPath {
    private static final Pattern VALID = Pattern.compile("(/[A-Za-z0-9._~-]+)+");
    private static final Pattern ADDRESS = Pattern.compile("rtsps?://[\\x21-\\x7e]{1,1000}");
    /** Behind what ends TLS for this server, clients write {@code rtsps}. */
    private static final Pattern ANY_SCHEME = Pattern.compile("(?i)rtsps?://");

    private static final String SCHEME = "rtsp://";
    private static final Pattern TRACK = Pattern.compile("/" + SessionDescription.TRACK + "(\\d)$");

    private RtspServerPath() {}

    /**
     * Returns a path that is fit to be mounted.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} otherwise
     */
    public static String check(String path) {
        if (!VALID.matcher(path).matches() || TRACK.matcher(path).find()) {
            throw ValkkaException.badArgument("\"" + path + "\" is no path of an RTSP server: write it as /camera or"
                    + " /house/door, of letters, digits and the signs . _ ~ -");
        }
        return path;
    }

    /**
     * Returns the path in a request's address, which may be whole or a path alone, and may name the
     * track.
     */
    static String of(String address) {
        String path = address;
        Matcher scheme = ANY_SCHEME.matcher(address);
        if (scheme.lookingAt()) {
            int slash = address.indexOf('/', scheme.end());
            path = slash < 0 ? "" : address.substring(slash);
        }
        int query = path.indexOf('?');
        path = query < 0 ? path : path.substring(0, query);
        path = TRACK.matcher(withoutEnd(path, "/")).replaceFirst("");
        return withoutEnd(path, "/");
    }

    /** Returns the number of the track that a request's address names; 0 where it names none. */
    static int track(String address) {
        Matcher track = TRACK.matcher(withoutEnd(address, "/"));
        return track.find() ? Integer.parseInt(track.group(1)) : Subsession.VIDEO;
    }

    /**
     * Returns the base of a track's address: the address as the client knows it, with a slash at
     * the end.
     */
    static String base(String address, InetSocketAddress server) {
        boolean usable = ADDRESS.matcher(address.toLowerCase(Locale.ROOT)).matches() && !address.contains("?");
        String whole =
                usable ? address : SCHEME + server.getAddress().getHostAddress() + ":" + server.getPort() + of(address);
        return whole.endsWith("/") ? whole : whole + "/";
    }

    private static String withoutEnd(String path, String end) {
        return path.endsWith(end) ? path.substring(0, path.length() - end.length()) : path;
    }
}
