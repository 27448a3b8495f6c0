package valkka.graph;

import java.util.Objects;
import valkka.filter.ValkkaThread;
import valkka.play.ValkkaFSManager;

/**
 * A node of a graph that is built.
 *
 * @param name by which {@link FilterGraph#node} finds it
 * @param object the thread or the filter
 */
public record Node(String name, Object object) {
    public Node {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(object, "object");
    }

    /** Whether it has a thread of its own, so that what flows into it is handed over. */
    public boolean isThread() {
        return isThread(object.getClass());
    }

    /** Whether objects of a type have threads of their own. */
    static boolean isThread(Class<?> type) {
        return ValkkaThread.class.isAssignableFrom(type) || ValkkaFSManager.class.isAssignableFrom(type);
    }

    /** The name of its class; a lambda is a {@code FrameFilter}. */
    public String type() {
        return typeName(object.getClass());
    }

    static String typeName(Class<?> type) {
        String name = type.getSimpleName();
        return type.isSynthetic() || type.isHidden() || name.isEmpty() ? "FrameFilter" : name;
    }

    static String label(Class<?> type, String name) {
        String text = typeName(type) + ":" + name;
        return isThread(type) ? "(" + text + ")" : "{" + text + "}";
    }

    /** As the lessons draw it: {@code (ValkkaFSWriterThread:writer)}, <code>{InfoFrameFilter:info}</code>. */
    @Override
    public String toString() {
        return label(object.getClass(), name);
    }
}
