package valkka.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Keeps what must be closed, under names, so that a notebook's cell can be run again: what it opened last time is closed first.
 *
 * <pre>{@code
 * Session session = new Session();
 * ValkkaSingleFS front = session.keep("front", () -> ValkkaSingleFS.loadFromDirectory("front-door"));
 * session.close();
 * }</pre>
 */
public final class Session implements AutoCloseable {
    private final Map<String, AutoCloseable> kept = new LinkedHashMap<>();
    private boolean closed;

    /**
     * Closes what it holds under the name, then opens.
     *
     * @return what {@code opener} gave, which this session closes from now on
     * @throws ValkkaException {@code CLOSED} when the session was closed; and what {@code opener} throws, or the closing of what was
     *     held: then it holds nothing under the name
     */
    public <T extends AutoCloseable> T keep(String name, Supplier<? extends T> opener) {
        Objects.requireNonNull(name, "name");
        closeEarlier(name, replace(name, null));
        T opened = Objects.requireNonNull(opener.get(), "what the opener returned");
        @Nullable AutoCloseable earlier = null;
        boolean held = false;
        try {
            earlier = replace(name, opened); // another thread's, of the same moment
            held = true;
        } finally {
            closeEarlier(name, held ? earlier : opened);
        }
        return opened;
    }

    /** Whoever closes something may have to wait for a callback that asks this session: so nothing is closed under its lock. */
    private synchronized @Nullable AutoCloseable replace(String name, @Nullable AutoCloseable opened) {
        if (closed) {
            throw new ValkkaException(Kind.CLOSED, "the session was closed, and keeps nothing more: make a new one");
        }
        AutoCloseable earlier = kept.remove(name);
        if (opened != null) {
            kept.put(name, opened);
        }
        return earlier;
    }

    private static void closeEarlier(String name, @Nullable AutoCloseable earlier) {
        if (earlier != null) {
            List<Exception> failures = new ArrayList<>();
            close(name, earlier, failures);
            rethrow(failures);
        }
    }

    /** What it holds of a type, in the order in which it was opened; some of it may have been closed by other hands. */
    public synchronized <T> List<T> kept(Class<T> type) {
        return kept.values().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /**
     * Closes all, what was opened last first. A second call does nothing.
     *
     * @throws ValkkaException what the first of them threw; the others are closed all the same
     */
    @Override
    public void close() {
        List<Map.Entry<String, AutoCloseable>> closing;
        synchronized (this) {
            closed = true;
            closing = new ArrayList<>(kept.entrySet());
            kept.clear();
        }
        Collections.reverse(closing);
        List<Exception> failures = new ArrayList<>();
        closing.forEach(entry -> close(entry.getKey(), entry.getValue(), failures));
        rethrow(failures);
    }

    private static void close(String name, AutoCloseable closeable, List<Exception> failures) {
        try {
            closeable.close();
        } catch (ValkkaException e) {
            failures.add(e);
        } catch (Exception e) {
            failures.add(new ValkkaException(Kind.IO, "closing '" + name + "': " + e, e));
        }
    }

    private static void rethrow(List<Exception> failures) {
        if (!failures.isEmpty()) {
            ValkkaException first = (ValkkaException) failures.get(0);
            failures.stream().skip(1).filter(other -> other != first).forEach(first::addSuppressed);
            throw first;
        }
    }

    /** What it holds. */
    @Override
    public synchronized String toString() {
        return "Session " + kept.keySet();
    }
}
