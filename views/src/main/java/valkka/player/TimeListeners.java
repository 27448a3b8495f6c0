package valkka.player;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import valkka.fs.Subscription;

/** The listeners to a player's time. */
final class TimeListeners {
    private static final System.Logger LOG = System.getLogger("valkka.player");

    private final List<LongConsumer> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong told = new AtomicLong();

    Subscription add(LongConsumer listener) {
        listeners.add(listener);
        AtomicBoolean added = new AtomicBoolean(true);
        return () -> {
            if (added.getAndSet(false)) {
                listeners.remove(listener);
            }
        };
    }

    /** Tells a time that differs from the time before. */
    void tell(long time) {
        if (told.getAndSet(time) == time) {
            return;
        }
        for (LongConsumer listener : listeners) {
            try {
                listener.accept(time);
            } catch (RuntimeException e) {
                failures.incrementAndGet();
                LOG.log(Level.WARNING, "a listener to the time of a player failed: " + e, e);
            }
        }
    }

    long failures() {
        return failures.get();
    }
}
