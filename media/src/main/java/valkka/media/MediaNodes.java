package valkka.media;

import valkka.live.VirtualCamera;

/** The nouns of filtergraphs that need FFmpeg; {@code import static valkka.media.MediaNodes.*} brings them. */
public final class MediaNodes {
    private MediaNodes() {}

    /**
     * A camera, by its RTSP address.
     *
     * <pre>{@code
     * FilterGraph recording = live("rtsp://admin:12345@192.168.0.157").slot(1).
     *     to(writer(fs).slotId(1, 925412));
     * System.out.println(recording);   // (LiveThread:live) -->> (ValkkaFSWriterThread:writer)
     * recording.start();
     * }</pre>
     */
    public static LiveSource live(String address) {
        return new LiveSource(address);
    }

    /** A virtual camera, which the graph does not close. */
    public static LiveSource live(VirtualCamera camera) {
        return new LiveSource(camera.address());
    }
}
