package valkka.kernel;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.Table;
import valkka.frame.BasicFrame;
import valkka.fs.BlockTable;
import valkka.fs.CheckReport;
import valkka.fs.FrameIndex;
import valkka.fs.RecordedFrame;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.graph.FilterGraph;
import valkka.media.Activity;
import valkka.media.Export;
import valkka.play.SeekAnatomy;
import valkka.player.Clip;
import valkka.player.InlinedPlayer;
import valkka.view.View;

/**
 * The only list of types that have a look of their own in a notebook, and in JShell's {@code show}.
 */
final class Outputs {
    private Outputs() {}

    /** How values of a type look. */
    record Look<T>(Class<T> type, Function<? super T, Output> output) {
        Output of(Object value) {
            return output.apply(type.cast(value));
        }
    }

    // Records last: each of the library's counters and results is one.
    private static final List<Look<?>> LOOKS = List.of(
            new Look<>(ValkkaFS.class, RecordingOutput::of),
            new Look<>(BlockTable.class, RecordingOutput::of),
            new Look<>(TimeRange.class, RecordingOutput::of),
            new Look<>(FrameIndex.class, FrameOutput::of),
            new Look<>(RecordedFrame.class, frame -> FrameOutput.of(frame, List.of())),
            new Look<>(BasicFrame.class, FrameOutput::of),
            new Look<>(FilterGraph.class, GraphOutput::of),
            new Look<>(View.class, PictureOutput::of),
            new Look<>(Chart.class, PictureOutput::of),
            new Look<>(BufferedImage.class, PictureOutput::of),
            new Look<>(byte[].class, ClipOutput::of),
            new Look<>(Clip.class, ClipOutput::of),
            new Look<>(Table.class, TableOutput::of),
            new Look<>(InlinedPlayer.class, WidgetOutput::of),
            new Look<>(CheckReport.class, RecordOutput::of),
            new Look<>(Export.Result.class, ClipOutput::of),
            new Look<>(SeekAnatomy.class, RecordOutput::ofTable),
            new Look<>(Activity.class, RecordOutput::ofTable),
            new Look<>(Record.class, RecordOutput::of));

    static void each(Consumer<Look<?>> action) {
        LOOKS.forEach(action);
    }

    /** Returns the look of a value; empty when a value has only its text. */
    static Optional<Output> of(Object value) {
        return LOOKS.stream()
                .filter(look -> look.type().isInstance(value))
                .findFirst()
                .map(look -> look.of(value));
    }
}
