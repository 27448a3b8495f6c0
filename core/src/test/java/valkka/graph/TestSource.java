package valkka.graph;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/** A noun as a user would write one: frames whose timestamps count up from 0, as fast as they are taken. */
final class TestSource extends Source {
    private final int slot;

    TestSource(int slot) {
        this(slot, NodeTraits.NONE);
    }

    private TestSource(int slot, NodeTraits traits) {
        super(
                "numbers",
                null,
                NumbersThread.class,
                traits.withSlots(Set.of(slot)),
                (name, next) -> NodeParts.source(new NumbersThread(name, slot, next)));
        this.slot = slot;
    }

    /** The same, which says that it has a callback. */
    TestSource calling(String callback) {
        return new TestSource(slot, NodeTraits.NONE.withCallback(callback, callback));
    }

    /** The noun's thread. */
    static final class NumbersThread extends ValkkaThread {
        private static final byte[] SLICE = {0, 0, 0, 1, 65, 1, 2, 3};

        private final int slot;
        private final FrameFilter next;
        private final AtomicLong sent = new AtomicLong();

        NumbersThread(String name, int slot, FrameFilter next) {
            super(name);
            this.slot = slot;
            this.next = next;
        }

        @Override
        protected void runBody() {
            while (!isStopRequested()) {
                next.run(BasicFrame.of(slot, 0, sent.getAndIncrement(), Codec.H264, SLICE));
            }
        }

        /** How many frames it has made. */
        record Stats(long sent) {}

        @Override
        public Stats stats() {
            return new Stats(sent.get());
        }
    }
}
