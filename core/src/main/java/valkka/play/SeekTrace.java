package valkka.play;

import java.util.Collection;
import valkka.fs.PullPlan;

/** Is told of the stages of a manager's seek as they end, in the thread that seeks. */
interface SeekTrace {
    /** Takes no notice. */
    SeekTrace NONE = new SeekTrace() {
        @Override
        public void begins() {}

        @Override
        public void planned(Collection<PullPlan> plans) {}

        @Override
        public void read() {}
    };

    /** The seek begins. */
    void begins();

    /** The key frames and the blocks have been found. */
    void planned(Collection<PullPlan> plans);

    /** The blocks are in the cache, and the seek is answered. */
    void read();
}
