package valkka.kernel;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import valkka.player.Player;

/** A surface that keeps what is shown. */
final class TestSurface implements Surface {
    final List<Output> shown = new CopyOnWriteArrayList<>();

    @Override
    public void show(Output output) {
        shown.add(output);
    }

    @Override
    public Place open(Output first) {
        shown.add(first);
        return shown::add;
    }

    @Override
    public void show(Player player) {
        shown.add(PlayerOutput.of(player));
    }

    @Override
    public Optional<Place> open(Player player) {
        return Optional.empty();
    }

    Output last() {
        return shown.get(shown.size() - 1);
    }
}
