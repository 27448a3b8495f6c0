package valkka.kernel;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

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

    Output last() {
        return shown.get(shown.size() - 1);
    }
}
