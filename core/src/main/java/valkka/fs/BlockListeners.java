package valkka.fs;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who is told when a block has been closed: the user's one callback, and parts of the library beside it. */
final class BlockListeners {
    private final List<Runnable> ours = new CopyOnWriteArrayList<>();
    private volatile Runnable users;

    /** Replaces the user's callback; {@code null} for none. */
    void setUsers(Runnable callback) {
        users = callback;
    }

    void add(Runnable listener) {
        ours.add(listener);
    }

    void remove(Runnable listener) {
        ours.remove(listener);
    }

    /** Tells ours, and leaves the user's callback, which may throw, to {@code caller}. */
    void tell(Consumer<Runnable> caller) {
        ours.forEach(Runnable::run);
        Runnable callback = users;
        if (callback != null) {
            caller.accept(callback);
        }
    }
}
