package valkka.player;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import valkka.fs.Subscription;

/** Listeners to a player. An exception of a listener is logged and counted. */
final class Listeners<T> {
    private static final System.Logger LOG = System.getLogger("valkka.player");

    private final String what;
    private final List<Consumer<? super T>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong failures = new AtomicLong();

    /** @param what they hear of, as in "the time" */
    Listeners(String what) {
        this.what = what;
    }

    Subscription add(Consumer<? super T> listener) {
        listeners.add(listener);
        AtomicBoolean added = new AtomicBoolean(true);
        return () -> {
            if (added.getAndSet(false)) {
                listeners.remove(listener);
            }
        };
    }

    void tell(T told) {
        for (Consumer<? super T> listener : listeners) {
            try {
                listener.accept(told);
            } catch (RuntimeException e) {
                failures.incrementAndGet();
                LOG.log(Level.WARNING, "a listener to " + what + " of a player failed: " + e, e);
            }
        }
    }

    long failures() {
        return failures.get();
    }
}
