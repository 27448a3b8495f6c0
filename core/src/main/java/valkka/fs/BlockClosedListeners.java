package valkka.fs;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The listeners for closed blocks: libValkka's one callback, and any number of further listeners.
 */
final class BlockClosedListeners {
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Runnable callback;

    /** Compared by identity: one function may be added twice. */
    private static final class Listener {
        private final Consumer<Block> told;

        private Listener(Consumer<Block> told) {
            this.told = told;
        }
    }

    /** Replaces the one callback; {@code null} removes the callback. */
    void setCallback(@Nullable Runnable newCallback) {
        callback = newCallback;
    }

    Subscription add(Consumer<Block> told) {
        Listener listener = new Listener(Objects.requireNonNull(told, "listener"));
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Tells all listeners of a block; {@code caller} runs each listener, which may throw. */
    void tell(Block closed, Consumer<Runnable> caller) {
        Runnable one = callback;
        if (one != null) {
            caller.accept(one);
        }
        listeners.forEach(listener -> caller.accept(() -> listener.told.accept(closed)));
    }
}
