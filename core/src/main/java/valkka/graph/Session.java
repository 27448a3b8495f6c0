package valkka.graph;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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
 * Keeps closeable objects under names, so that a notebook's cell can run again: the session first
 * closes the object of the last run.
 *
 * <pre>{@code
 * Session session = new Session();
 * ValkkaSingleFS front = session.keep("front", () -> ValkkaSingleFS.loadFromDirectory("front-door"));
 * session.close();
 * }</pre>
 */
public final class Session implements AutoCloseable {
    @GuardedBy("this")
    private final Map<String, AutoCloseable> kept = new LinkedHashMap<>();

    @GuardedBy("this")
    private boolean closed;

    /**
     * Closes the object under the name, then opens a new one.
     *
     * @return the object from {@code opener}, which this session closes from now on
     * @throws ValkkaException {@code CLOSED} when the session was closed; any exception of
     *     {@code opener}, or of closing the earlier object: the session then holds nothing under
     *     the name
     */
    public <T extends AutoCloseable> T keep(String name, Supplier<? extends T> opener) {
        Objects.requireNonNull(name, "name");
        closeEarlier(name, replace(name, null));
        T opened = Objects.requireNonNull(opener.get(), "what the opener returned");
        @Nullable AutoCloseable earlier = null;
        boolean held = false;
        try {
            earlier = replace(name, opened); // another thread's object, of the same moment
            held = true;
        } finally {
            closeEarlier(name, held ? earlier : opened);
        }
        return opened;
    }

    /**
     * Swaps the object under a name. Nothing is closed under this session's lock, since a close may
     * wait for a callback that asks this session.
     */
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

    /**
     * Returns the objects of a type, in the order of their opening. Other callers may have closed
     * some of them.
     */
    public synchronized <T> List<T> kept(Class<T> type) {
        return kept.values().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Returns the objects of a type under their names, in the order of their opening. */
    public synchronized <T> Map<String, T> named(Class<T> type) {
        Map<String, T> named = new LinkedHashMap<>();
        kept.forEach((name, object) -> {
            if (type.isInstance(object)) {
                named.put(name, type.cast(object));
            }
        });
        return named;
    }

    /**
     * Closes all objects, the newest first. A second call does nothing.
     *
     * @throws ValkkaException the first exception of a close; the other objects close all the same
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

    /** Returns the names and the objects under them. */
    @Override
    public synchronized String toString() {
        return "Session " + kept.keySet();
    }
}
