package valkka.fs;

import valkka.filter.FrameFilter;
import valkka.frame.Frame;

/** One of the two inputs of a writer's queue. It is a class so that a shell prints its owner. */
record WriterInput(ValkkaFSWriterThread writer, String method, FrameFilter target) implements FrameFilter {
    @Override
    public void run(Frame frame) {
        target.run(frame);
    }

    @Override
    public String toString() {
        return writer + "." + method + "()";
    }
}
