package valkka.onvif;

import java.util.List;

/**
 * Finds ONVIF cameras in the local network.
 *
 * <pre>{@code
 * Cameras.discover().forEach(System.out::println);
 * Cameras.search().user("admin", "12345").discover().forEach(System.out::println);
 * }</pre>
 *
 * <p>A discovery asks the multicast group of WS-Discovery, 239.255.255.250 port 3702, and never
 * scans addresses. Multicast stays within one network: {@link CameraSearch#at} asks a camera behind
 * a router. libValkka has no such class.
 */
public final class Cameras {
    private Cameras() {}

    /**
     * Returns the cameras that answer within 3 s, with names and without their streams, sorted by
     * address.
     *
     * @throws valkka.frame.ValkkaException {@code IO} when no network can be asked, {@code CLOSED}
     *     when the thread is interrupted
     */
    public static List<DiscoveredCamera> discover() {
        return search().discover();
    }

    /** Returns a search, for more than {@link #discover()}: streams, a longer time, one camera. */
    public static CameraSearch search() {
        return new CameraSearch();
    }
}
