package valkka.kernel;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import valkka.camera.VirtualCamera;
import valkka.filter.ValkkaThread;
import valkka.frame.ValkkaException;
import valkka.fs.ValkkaFS;
import valkka.graph.FilterGraph;
import valkka.media.LiveSource;
import valkka.player.LivePicture;
import valkka.player.Player;
import valkka.player.Widget;

/**
 * Shows what happens now, under the cell that made this object, also while other cells run:
 *
 * <ul>
 *   <li>{@code watch}: recordings during recording, as a timeline that can be zoomed and follows
 *       the recordings four times a second. Where there are no widgets it is a picture of the
 *       blocks, drawn anew every second when the blocks have changed.
 *   <li>{@code picture}: what cameras send. Outside of notebooks the picture opens in the browser.
 * </ul>
 *
 * {@code close()} ends it, and so does the end of what it shows. A still picture stays.
 *
 * <pre>{@code Live watch = session.keep("watch", () -> Live.watch(fs));
 * Live picture = session.keep("picture", () -> Live.picture(camera)); }</pre>
 */
public final class Live extends ValkkaThread {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Widget widget;
    private final Surface.Place place;
    private final boolean showsWidget;
    private final boolean redraws;
    private final Supplier<Output> drawing;
    private final BooleanSupplier ended;
    private String drawn = "";
    private final AtomicLong pictures = new AtomicLong(1);

    /**
     * The counts of this drawing.
     *
     * @param pictures how many times it was drawn
     */
    public record Stats(long pictures) {}

    private Live(String name, Surface surface, Widget widget, Supplier<Output> drawing, BooleanSupplier ended) {
        super(name);
        this.widget = widget;
        this.drawing = drawing;
        this.ended = ended;
        Optional<Surface.Place> opened = surface.open(widget);
        this.showsWidget = opened.isPresent();
        this.redraws = opened.isEmpty() && widget instanceof Player;
        this.place = opened.orElseGet(() -> withoutWidgets(surface));
    }

    private Surface.Place withoutWidgets(Surface surface) {
        if (!redraws) {
            surface.show(widget);
            return output -> {};
        }
        Output first = drawing.get();
        drawn = first.content();
        return surface.open(first);
    }

    private static Live shown(
            String name, Surface surface, Widget widget, Supplier<Output> drawing, BooleanSupplier ended) {
        boolean started = false;
        try {
            Live live = new Live(name, surface, widget, drawing, ended);
            live.start();
            started = true;
            return live;
        } finally {
            if (!started) {
                widget.close();
            }
        }
    }

    /**
     * Shows recordings until they have ended: until each was closed, or its writer was.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when no recording is given
     */
    public static Live watch(ValkkaFS... recordings) {
        return watch(Notebook.surface(), recordings);
    }

    static Live watch(Surface surface, ValkkaFS... recordings) {
        if (recordings.length == 0) {
            throw ValkkaException.badArgument("Live.watch was given no recording: give one or more");
        }
        List<ValkkaFS> all = List.copyOf(Arrays.asList(recordings));
        Player timeline = Player.timeline(recordings);
        return shown(
                "watch", surface, timeline, () -> WidgetOutput.blocks(timeline.toString(), all), new RecordingEnd(all));
    }

    /**
     * Shows what a camera sends, such as {@code live(address)}. It has a connection of its own to
     * the camera, until it is closed.
     */
    public static Live picture(LiveSource camera) {
        return picture(Notebook.surface(), LivePicture.of(camera));
    }

    /** Shows what the camera at an RTSP address sends. See {@link #picture(LiveSource)}. */
    public static Live picture(String address) {
        return picture(Notebook.surface(), LivePicture.of(address));
    }

    /** Shows what a virtual camera sends. See {@link #picture(LiveSource)}. */
    public static Live picture(VirtualCamera camera) {
        return picture(Notebook.surface(), LivePicture.of(camera));
    }

    /**
     * Shows what flows through a graph, without a further connection: its cameras, or else what it
     * plays. It ends with the graph.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when the graph has neither a camera nor a part
     *     that plays
     */
    public static Live picture(FilterGraph graph) {
        return picture(Notebook.surface(), LivePicture.of(graph));
    }

    static Live picture(Surface surface, LivePicture picture) {
        return shown("picture", surface, picture, () -> WidgetOutput.of(picture), picture::hasEnded);
    }

    @Override
    protected void runBody() {
        while (!ended.getAsBoolean() && !awaitStopRequest(BETWEEN_LOOKS)) {
            if (redraws) {
                redraw();
            }
        }
        if (showsWidget) {
            redraw();
        }
    }

    @Override
    protected void afterEnd() {
        widget.close();
    }

    private void redraw() {
        Output next = drawing.get();
        if (!next.content().equals(drawn)) {
            drawn = next.content();
            place.update(next);
            pictures.incrementAndGet();
        }
    }

    @Override
    public Stats stats() {
        return new Stats(pictures.get());
    }

    /** Returns one line: what it shows. */
    @Override
    public String toString() {
        return "live: " + widget;
    }
}
