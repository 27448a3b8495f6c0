package valkka.graph;

import java.util.Objects;
import valkka.filter.ValkkaThread;
import valkka.play.ValkkaFSManager;

/**
 * A node of a graph that is built.
 *
 * @param name the name by which {@link FilterGraph#node} finds the node
 * @param object the thread or the filter
 */
public record Node(String name, Object object) {
    /** Makes a node; neither part may be null. */
    public Node {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(object, "object");
    }

    /**
     * Returns whether the node has a thread of its own, so that frames are handed over to this
     * thread.
     */
    public boolean isThread() {
        return isThread(object.getClass());
    }

    /** Returns whether objects of a type have threads of their own. */
    static boolean isThread(Class<?> type) {
        return ValkkaThread.class.isAssignableFrom(type) || ValkkaFSManager.class.isAssignableFrom(type);
    }

    /** Returns the name of the object's class; a lambda is a {@code FrameFilter}. */
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

    /**
     * Returns the node as the lessons draw it: {@code (ValkkaFSWriterThread:writer)},
     * <code>{InfoFrameFilter:info}</code>.
     */
    @Override
    public String toString() {
        return label(object.getClass(), name);
    }
}
