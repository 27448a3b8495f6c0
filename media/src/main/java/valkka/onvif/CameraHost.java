package valkka.onvif;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/**
 * The address at which a camera answered. All questions go to this address, whatever host the
 * camera names: cameras behind a router or with a wrong setting name a host that nobody reaches, and
 * a false camera could name somebody else's.
 */
record CameraHost(InetAddress address) {
    private static final int MAX_LENGTH = 1000;
    private static final int LAST_PORT = 65535;

    /**
     * Returns the text as an address of one of these schemes, in ASCII alone; empty when it is none.
     */
    static Optional<URI> parse(String text, String... schemes) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(new URI(text.strip()).toASCIIString());
            boolean known =
                    uri.getScheme() != null && List.of(schemes).stream().anyMatch(uri.getScheme()::equalsIgnoreCase);
            return known && uri.getHost() != null && uri.getPort() <= LAST_PORT && uri.getPort() != 0
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty(); // a stranger's text that is no address
        }
    }

    /** Returns the same address at this host, without user and password. */
    URI here(URI uri) {
        StringBuilder text = new StringBuilder(uri.getScheme()).append("://").append(literal());
        if (uri.getPort() > 0) {
            text.append(':').append(uri.getPort());
        }
        text.append(uri.getRawPath() == null ? "" : uri.getRawPath());
        if (uri.getRawQuery() != null) {
            text.append('?').append(uri.getRawQuery());
        }
        return URI.create(text.toString());
    }

    /** Returns whether the address names this host. */
    boolean isNamedIn(URI uri) {
        String host = uri.getHost();
        return literal().equalsIgnoreCase(host) || address.getHostAddress().equalsIgnoreCase(host);
    }

    /** Returns the address as a URI has it: IPv6 stands in brackets. */
    private String literal() {
        String text = address.getHostAddress();
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }

    @Override
    public String toString() {
        return address.getHostAddress();
    }
}
