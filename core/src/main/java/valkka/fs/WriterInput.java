package valkka.fs;

import valkka.filter.FrameFilter;
import valkka.frame.Frame;

/** One of the two ways into a writer's queue; a class so that a shell prints whose it is. */
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
