package valkka.kernel;

import java.util.List;
import java.util.stream.Collectors;
import valkka.fs.ValkkaFS;
import valkka.player.InlinedPlayer;
import valkka.player.LivePicture;
import valkka.player.Player;
import valkka.player.Widget;
import valkka.view.Plots;

/**
 * The output of a widget's cell. It is an element that names the widget's model, with a picture in
 * it: the page's module shows the widget in place of the picture. Where there is no kernel, as in a
 * saved notebook, nothing knows the element, and the picture stays.
 *
 * <p>The output does not name the widgets' own MIME type: JupyterLab prefers that to HTML, and would
 * say in a saved notebook that there is no such model.
 */
final class WidgetOutput {
    private static final int STILL_WIDTH = 640;

    private WidgetOutput() {}

    /** Returns a widget within a page that has its model. */
    static Output of(Widget widget, String model) {
        Output picture = of(widget);
        return Output.html(
                picture.text(), "<valkka-widget model=\"" + model + "\">" + picture.asHtml() + "</valkka-widget>");
    }

    /** Returns a picture that stands for a widget. */
    static Output of(Widget widget) {
        return widget instanceof Player player ? ofPlayer(player) : stills(widget);
    }

    private static Output ofPlayer(Player player) {
        List<byte[]> stills = player.stills(STILL_WIDTH);
        if (stills.isEmpty()) {
            return blocks(player.toString(), player.recordings());
        }
        return Output.html(player.toString(), sideBySide(stills) + facts(player.recordings()));
    }

    private static String facts(List<ValkkaFS> recordings) {
        return recordings.stream().map(RecordingOutput::line).collect(Collectors.joining());
    }

    /** Two pictures a line, as the page shows them. */
    private static String sideBySide(List<byte[]> stills) {
        String width = stills.size() == 1 ? "" : " width=\"49%\"";
        return stills.stream()
                .map(jpeg -> Output.picture("", Output.JPEG, jpeg, 0).asHtml().replace("<img", "<img" + width))
                .collect(Collectors.joining(" "));
    }

    static Output of(InlinedPlayer page) {
        return Output.html(page.toString(), page.html());
    }

    /** Returns a picture of the recordings' blocks. */
    static Output blocks(String text, List<ValkkaFS> recordings) {
        Output plot = PictureOutput.of(Plots.blocks(recordings.toArray(ValkkaFS[]::new)));
        Output timeline = plot.still().orElse(plot);
        return Output.html(text, facts(recordings) + timeline.asHtml());
    }

    /** Returns the newest key frame of each camera. */
    private static Output stills(Widget widget) {
        String pictures = widget instanceof LivePicture live
                ? sideBySide(live.slots().stream()
                        .flatMap(slot -> live.still(slot, STILL_WIDTH).stream())
                        .toList())
                : "";
        return Output.html(widget.toString(), Html.title(widget, "") + pictures);
    }
}
