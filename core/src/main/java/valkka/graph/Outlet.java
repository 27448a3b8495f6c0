package valkka.graph;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import valkka.filter.FrameFilter;
import valkka.frame.Frame;
import valkka.fs.Subscription;

/** The way out of a node: frames go to the next node, and then to the node's observers. */
final class Outlet implements FrameFilter {
    private final FrameFilter next;
    private final List<FrameFilter> observers = new CopyOnWriteArrayList<>();

    Outlet(FrameFilter next) {
        this.next = next;
    }

    Subscription observe(FrameFilter observer) {
        observers.add(observer);
        AtomicBoolean added = new AtomicBoolean(true);
        return () -> {
            if (added.getAndSet(false)) {
                observers.remove(observer);
            }
        };
    }

    @Override
    public void run(Frame frame) {
        next.run(frame);
        for (FrameFilter observer : observers) {
            observer.run(frame);
        }
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return next.toString();
    }
}
