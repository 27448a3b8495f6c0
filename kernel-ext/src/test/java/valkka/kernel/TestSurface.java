package valkka.kernel;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import valkka.player.Widget;

/** A surface that keeps what is shown. */
final class TestSurface implements Surface {
    private final boolean widgets;
    final List<Output> shown = new CopyOnWriteArrayList<>();

    TestSurface() {
        this(false);
    }

    private TestSurface(boolean widgets) {
        this.widgets = widgets;
    }

    /** As in a notebook. */
    static TestSurface withWidgets() {
        return new TestSurface(true);
    }

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
    public void show(Widget widget) {
        shown.add(WidgetOutput.of(widget));
    }

    @Override
    public Optional<Place> open(Widget widget) {
        return widgets ? Optional.of(open(WidgetOutput.of(widget))) : Optional.empty();
    }

    Output last() {
        return shown.get(shown.size() - 1);
    }
}
