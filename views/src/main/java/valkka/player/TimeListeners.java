package valkka.player;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import valkka.fs.Subscription;

/** The listeners to a player's time. */
final class TimeListeners {
    private final Listeners<Long> listeners = new Listeners<>("the time");
    private final AtomicLong told = new AtomicLong();

    Subscription add(LongConsumer listener) {
        return listeners.add(listener::accept);
    }

    /** Tells a time that differs from the time before. */
    void tell(long time) {
        if (told.getAndSet(time) != time) {
            listeners.tell(time);
        }
    }

    long failures() {
        return listeners.failures();
    }
}
