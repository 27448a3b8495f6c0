package valkka.media;

import java.nio.file.Path;
import valkka.camera.VirtualCamera;
import valkka.graph.Sink;

/**
 * The nouns of filtergraphs that need FFmpeg; {@code import static valkka.media.MediaNodes.*}
 * brings them.
 */
public final class MediaNodes {
    private MediaNodes() {}

    /**
     * Returns a camera, by its RTSP address.
     *
     * <pre>{@code FilterGraph recording = live("rtsp://admin:12345@192.168.0.157").slot(1).
     * to(writer(fs).slotId(1, 925412)); System.out.println(recording);   // (LiveThread:live) -->>
     * (ValkkaFSWriterThread:writer) recording.start(); }</pre>
     */
    public static LiveSource live(String address) {
        return new LiveSource(address);
    }

    /** Returns a virtual camera, which the graph does not close. */
    public static LiveSource live(VirtualCamera camera) {
        return new LiveSource(camera.address());
    }

    /**
     * Lets any RTSP player watch the frames that flow here: a played recording, or a camera.
     * Several players can watch at once. {@link RtspServerFrameFilter} tells the addresses: {@code
     * graph.node("serve", RtspServerFrameFilter.class).address()}.
     *
     * @param port on this machine; 0 for any that is free
     * @throws valkka.frame.ValkkaException {@code BAD_ARGUMENT} when it is not 0 to 65535;
     *     {@code IO} when the graph's objects are made and the port cannot be had
     */
    public static ServeSink serve(int port) {
        return new ServeSink(port);
    }

    /**
     * Writes the frames of one camera into a matroska file, from the first key frame until the
     * graph is closed, or the branch disconnected: a {@link FileFrameFilter}. Setup frames must
     * come to it, so behind a reader, and in a branch that is connected while frames flow,
     * {@code initStream()} stands in front:
     *
     * <pre>{@code
     * FilterGraph g = reader(fs).slotId(1, 925412).to(initStream()).to(file("kokkelis.mkv"));
     * g.start();
     * g.reader().pullBlocks(0, 1).get();
     * g.close();   // the file is whole
     * }</pre>
     */
    public static Sink file(Path path) {
        return new FileSink(path);
    }

    /** {@link #file(Path)}. */
    public static Sink file(String path) {
        return file(Path.of(path));
    }
}
