package valkka.kernel;

import java.util.stream.Collectors;
import valkka.fs.ValkkaFS;
import valkka.player.InlinedPlayer;
import valkka.player.Player;
import valkka.view.Plots;

/** Shows players. Where no widget can be shown, a player is a picture of its recordings' blocks. */
final class PlayerOutput {
    private PlayerOutput() {}

    /** Returns what stands for a player in a page without widgets. */
    static Output of(Player player) {
        Output timeline = PictureOutput.of(Plots.blocks(player.recordings().toArray(ValkkaFS[]::new)));
        String facts = player.recordings().stream().map(RecordingOutput::line).collect(Collectors.joining());
        return Output.html(player.toString(), facts + timeline.asHtml());
    }

    static Output of(InlinedPlayer page) {
        return Output.html(page.toString(), page.html());
    }
}
