package valkka.kernel;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import valkka.filter.ValkkaThread;
import valkka.frame.ValkkaException;
import valkka.fs.ValkkaFS;
import valkka.player.Player;
import valkka.view.Plots;

/**
 * Shows recordings during recording, under the cell that made this object: their blocks over time,
 * what they hold, bit rate and key frames. In a notebook it is a timeline that can be zoomed, which
 * follows the recordings four times a second, also while other cells run. Elsewhere it is a picture
 * that is drawn anew every second when the blocks have changed. {@code close()} ends it; a picture
 * of the last blocks stays.
 *
 * <pre>{@code Live watch = session.keep("watch", () -> Live.watch(fs)); }</pre>
 */
public final class Live extends ValkkaThread {
    private static final Duration BETWEEN_PICTURES = Duration.ofSeconds(1);

    private final List<ValkkaFS> recordings;
    private final Surface.Place place;
    private final @Nullable Player timeline;
    private String drawn = "";
    private final AtomicLong pictures = new AtomicLong(1);

    /**
     * The counts of this drawing.
     *
     * @param pictures how many times it was drawn
     */
    public record Stats(long pictures) {}

    private Live(List<ValkkaFS> recordings, Surface surface) {
        super("watch");
        this.recordings = recordings;
        Player player = Player.timeline(recordings.toArray(ValkkaFS[]::new));
        Optional<Surface.Place> widget = surface.open(player);
        this.timeline = widget.isPresent() ? player : null;
        this.place = widget.orElseGet(() -> surface.open(drawing()));
    }

    private Output drawing() {
        Output first = picture();
        drawn = first.content();
        return first;
    }

    /**
     * Shows recordings, and goes on doing so.
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
        Live live = new Live(List.copyOf(Arrays.asList(recordings)), surface);
        live.start();
        return live;
    }

    @Override
    protected void runBody() {
        while (!awaitStopRequest(BETWEEN_PICTURES)) {
            if (timeline == null) {
                redraw();
            }
        }
        if (timeline != null) {
            try {
                redraw();
            } finally {
                timeline.close();
            }
        }
    }

    private void redraw() {
        Output next = picture();
        if (!next.content().equals(drawn)) {
            drawn = next.content();
            place.update(next);
            pictures.incrementAndGet();
        }
    }

    private Output picture() {
        Output timeline = PictureOutput.of(Plots.blocks(recordings.toArray(ValkkaFS[]::new)));
        String facts = recordings.stream().map(RecordingOutput::line).collect(Collectors.joining());
        return Output.html(timeline.text(), facts + timeline.asHtml());
    }

    @Override
    public Stats stats() {
        return new Stats(pictures.get());
    }
}
