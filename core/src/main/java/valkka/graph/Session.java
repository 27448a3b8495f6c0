package valkka.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
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
    public synchronized <T extends AutoCloseable> T keep(String name, Supplier<? extends T> opener) {
        Objects.requireNonNull(name, "name");
        if (closed) {
            throw new ValkkaException(Kind.CLOSED, "the session was closed, and keeps nothing more: make a new one");
        }
        AutoCloseable earlier = kept.remove(name);
        if (earlier != null) {
            List<Exception> failures = new ArrayList<>();
            close(name, earlier, failures);
            rethrow(failures);
        }
        T opened = Objects.requireNonNull(opener.get(), "what the opener returned");
        kept.put(name, opened);
        return opened;
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
    public synchronized void close() {
        closed = true;
        List<String> names = new ArrayList<>(kept.keySet());
        List<Exception> failures = new ArrayList<>();
        for (int i = names.size() - 1; i >= 0; i--) {
            close(names.get(i), kept.remove(names.get(i)), failures);
        }
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
