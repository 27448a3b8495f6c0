package valkka.kernel;

import java.util.Locale;
import java.util.function.DoubleConsumer;
import java.util.function.LongSupplier;

/** A bar that fills as work is done, made by {@link Notebook#progress}. Any thread may report. */
public final class Progress implements DoubleConsumer {
    /** A browser draws only some ten outputs a second. */
    private static final long BETWEEN_UPDATES = 200_000_000;

    private final String label;
    private final LongSupplier nanoTime;
    private final long begin;
    private final Surface.Place place;
    private long updated;

    Progress(String label, Surface surface, LongSupplier nanoTime) {
        this.label = label;
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
        this.updated = begin;
        this.place = surface.open(at(0, begin));
    }

    /**
     * Says how much is done.
     *
     * @param done from 0 to 1
     */
    @Override
    public synchronized void accept(double done) {
        long now = nanoTime.getAsLong();
        if (done >= 1 || now - updated >= BETWEEN_UPDATES) {
            updated = now;
            place.update(at(Math.max(0, Math.min(1, done)), now));
        }
    }

    private Output at(double done, long now) {
        double seconds = (now - begin) / 1e9;
        String time = done == 0
                ? ""
                : done == 1
                        ? String.format(Locale.ROOT, "%.1f s", seconds)
                        : String.format(Locale.ROOT, "%.0f s left", seconds * (1 - done) / done);
        String text = String.format(Locale.ROOT, "%s %3.0f %%  %s", label, Math.floor(100 * done), time);
        return Output.html(
                text,
                String.format(
                        Locale.ROOT,
                        "<div><progress max=\"1\" value=\"%.3f\" style=\"width:320px;vertical-align:middle\"></progress> %s</div>",
                        done,
                        Html.escape(text)));
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return label + ": progress";
    }
}
