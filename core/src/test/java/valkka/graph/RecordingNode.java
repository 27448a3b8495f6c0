package valkka.graph;

import java.util.List;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** A thread that writes into a diary when it starts and ends. */
final class RecordingNode extends ValkkaThread {
    private final List<String> diary;
    private final boolean broken;

    private RecordingNode(String name, List<String> diary, boolean broken) {
        super(name);
        this.diary = diary;
        this.broken = broken;
    }

    static Pipe pipe(String name, List<String> diary) {
        return new Pipe("node", name, RecordingNode.class, (node, next) -> parts(node, diary, false, next));
    }

    static Sink broken(String name, List<String> diary) {
        return new Sink("node", name, RecordingNode.class, (node, next) -> parts(node, diary, true, next));
    }

    private static NodeParts parts(String name, List<String> diary, boolean broken, FrameFilter next) {
        return NodeParts.thread(new RecordingNode(name, diary, broken), next);
    }

    @Override
    protected void beforeStart() {
        if (broken) {
            throw new ValkkaException(Kind.IO, name() + " cannot start");
        }
        diary.add("start " + name());
    }

    @Override
    protected void runBody() throws InterruptedException {
        synchronized (this) {
            while (!isStopRequested()) {
                wait();
            }
        }
    }

    @Override
    protected synchronized void onStopRequested() {
        notifyAll();
    }

    @Override
    protected void afterEnd() {
        diary.add("end " + name());
    }

    /** Nothing to count. */
    record Stats() {}

    @Override
    public Stats stats() {
        return new Stats();
    }
}
