package valkka.player;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import valkka.camera.VirtualCamera;
import valkka.frame.ValkkaException;
import valkka.graph.FilterGraph;
import valkka.media.LiveSource;
import valkka.media.MediaNodes;

/**
 * Shows in a web page what cameras send now: the pictures, and under each its state, pictures and
 * bits a second, and losses. In a notebook a live picture shows itself as the value of a cell.
 * libValkka has no such class.
 *
 * <pre>{@code LivePicture picture = session.keep("picture", () -> LivePicture.of(recording)); }</pre>
 *
 * <p>The pictures go to the page as the camera sends them, and the browser decodes them. No camera
 * and no recording waits for a page. A page that is too slow goes on at the next key frame. Any
 * thread may call all methods.
 */
public final class LivePicture implements Widget {
    private final LiveStreams streams;
    private final LiveDesk desk;
    private final WidgetServer server;
    private final @Nullable FilterGraph own;

    private LivePicture(FilterGraph graph, boolean ownsGraph) {
        this.streams = new LiveStreams(graph);
        this.desk = new LiveDesk(streams);
        this.server = new WidgetServer("the live picture", View.LIVE, this::answer);
        this.own = ownsGraph ? graph : null;
    }

    /**
     * Returns a picture of what flows through a graph. All its cameras are shown, or else what it
     * plays. The graph may start later, and stays open when the picture is closed.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when the graph has neither a camera nor a part
     *     that plays, {@code CLOSED} when it was closed
     */
    public static LivePicture of(FilterGraph graph) {
        return new LivePicture(Objects.requireNonNull(graph, "graph"), false);
    }

    /** Connects to a camera, such as {@code live(address)}, until the picture is closed. */
    public static LivePicture of(LiveSource camera) {
        FilterGraph graph = camera.to(frame -> {});
        boolean started = false;
        try {
            LivePicture picture = new LivePicture(graph, true);
            graph.start();
            started = true;
            return picture;
        } finally {
            if (!started) {
                graph.close();
            }
        }
    }

    /** Connects to the camera at an RTSP address, until the picture is closed. */
    public static LivePicture of(String address) {
        return of(MediaNodes.live(address));
    }

    /** Connects to a virtual camera, until the picture is closed. */
    public static LivePicture of(VirtualCamera camera) {
        return of(MediaNodes.live(camera));
    }

    @Override
    public View view() {
        return View.LIVE;
    }

    @Override
    public String address() {
        return server.address();
    }

    @Override
    public Answer answer(String question) {
        return desk.answer(question);
    }

    /**
     * Returns the newest key frame of a slot as a JPEG file; empty before the first key frame.
     *
     * @param width in pixels, from 16 to 1280
     */
    public Optional<byte[]> still(int slot, int width) {
        byte[] jpeg = desk.still(slot, width).bytes();
        return jpeg.length == 0 ? Optional.empty() : Optional.of(jpeg.clone());
    }

    /** Returns the slots of the streams that are shown. */
    public List<Integer> slots() {
        return List.copyOf(streams.bySlot().keySet());
    }

    /** Returns whether the graph has run, and runs no longer: no more pictures come. */
    public boolean hasEnded() {
        return streams.hasEnded();
    }

    /** Returns the work so far. */
    public Stats stats() {
        long pictures = 0;
        long dropped = 0;
        int pages = 0;
        for (LiveStream stream : streams.bySlot().values()) {
            LiveStream.Figures figures = stream.figures();
            pictures += figures.pictures();
            dropped += figures.dropped();
            pages = Math.max(pages, figures.pages());
        }
        return new Stats(
                pictures,
                pages,
                dropped,
                streams.leftOut(),
                desk.questions().answers(),
                desk.questions().errors(),
                server.refused());
    }

    /**
     * The counts of a live picture.
     *
     * @param pictures how many pictures have come
     * @param pages how many pages watch
     * @param dropped pictures that a page has not fetched in time, and pictures that were not whole
     * @param leftOut frames of more streams than can be shown
     * @param answers how many questions of pages were answered
     * @param errors how many of these answers are errors
     * @param refused how many requests to the server had the wrong token, host or origin, or were
     *     too large
     */
    public record Stats(
            long pictures, int pages, long dropped, long leftOut, long answers, long errors, long refused) {}

    @Override
    public boolean isClosed() {
        return desk.questions().isClosed();
    }

    /** Ends the picture, and its own connection to a camera. A second call does nothing. */
    @Override
    public void close() {
        streams.close();
        desk.questions().close();
        server.close();
        if (own != null) {
            own.close();
        }
    }

    /** Returns one line with the cameras' addresses, without passwords; never the page's address. */
    @Override
    public String toString() {
        List<String> names = new ArrayList<>();
        streams.cameras().forEach(camera -> names.add(camera.address()));
        return "LivePicture of " + (names.isEmpty() ? "slots " + slots() : names);
    }
}
