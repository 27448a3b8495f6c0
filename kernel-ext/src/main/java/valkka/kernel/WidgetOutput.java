package valkka.kernel;

import java.util.List;
import java.util.stream.Collectors;
import valkka.fs.ValkkaFS;
import valkka.player.InlinedPlayer;
import valkka.player.LivePicture;
import valkka.player.Player;
import valkka.player.Widget;
import valkka.view.Plots;

/** Shows widgets where no widget can be shown: in a saved notebook, and in a terminal. */
final class WidgetOutput {
    private static final int STILL_WIDTH = 640;

    private WidgetOutput() {}

    /** Returns what stands for a widget in a page without widgets. */
    static Output of(Widget widget) {
        return widget instanceof Player player ? blocks(player.toString(), player.recordings()) : stills(widget);
    }

    static Output of(InlinedPlayer page) {
        return Output.html(page.toString(), page.html());
    }

    /** Returns a picture of the recordings' blocks. */
    static Output blocks(String text, List<ValkkaFS> recordings) {
        Output timeline = PictureOutput.of(Plots.blocks(recordings.toArray(ValkkaFS[]::new)));
        String facts = recordings.stream().map(RecordingOutput::line).collect(Collectors.joining());
        return Output.html(text, facts + timeline.asHtml());
    }

    /** Returns the newest key frame of each camera. */
    private static Output stills(Widget widget) {
        String pictures = widget instanceof LivePicture live
                ? live.slots().stream()
                        .flatMap(slot -> live.still(slot, STILL_WIDTH).stream())
                        .map(jpeg -> Output.picture("", Output.JPEG, jpeg, 0).asHtml())
                        .collect(Collectors.joining(" "))
                : "";
        return Output.html(widget.toString(), Html.title(widget, "") + pictures);
    }
}
