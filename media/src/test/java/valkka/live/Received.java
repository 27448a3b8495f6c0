package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.SetupFrame;
import valkka.frame.ValkkaException;
import valkka.live.StreamState.State;

/** Everything that a LiveThread gave away: frames, states, errors; and waits for what is to come, with a deadline. */
public final class Received implements FrameFilter {
    private static final long DEADLINE_NANOS = 30_000_000_000L;

    final List<Frame> frames = new CopyOnWriteArrayList<>();
    public final List<StreamState> states = new CopyOnWriteArrayList<>();
    final List<ValkkaException> errors = new CopyOnWriteArrayList<>();

    /** A thread whose states and errors come here. */
    public LiveThread listenTo(LiveThread thread) {
        thread.setStateCallback(this::onState);
        thread.setErrorCallback(this::onError);
        return thread;
    }

    private synchronized void onState(StreamState state) {
        states.add(state);
        notifyAll();
    }

    private synchronized void onError(ValkkaException error) {
        errors.add(error);
        notifyAll();
    }

    @Override
    public synchronized void run(Frame frame) {
        frames.add(frame);
        notifyAll();
    }

    public List<BasicFrame> basicFrames() {
        return frames.stream()
                .filter(BasicFrame.class::isInstance)
                .map(BasicFrame.class::cast)
                .toList();
    }

    public long keyFrames() {
        return basicFrames().stream().filter(BasicFrame::isSeekable).count();
    }

    /** How many pictures lie between a key frame and the next; the last one has none. No load of the machine changes that. */
    public List<Integer> gopSizes() {
        List<Integer> gops = new ArrayList<>();
        Set<Long> pictures = new HashSet<>();
        for (BasicFrame frame : basicFrames()) {
            if (frame.isSeekable() && !pictures.isEmpty()) {
                gops.add(pictures.size());
                pictures.clear();
            }
            pictures.add(frame.mstimestamp());
        }
        return gops;
    }

    public long count(State state) {
        return states.stream().filter(s -> s.state() == state).count();
    }

    public StreamState last(State state) {
        return states.stream()
                .filter(s -> s.state() == state)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** Waits until the state has been there {@code times} times. */
    public void await(State state, int times) throws InterruptedException {
        await(state + " x " + times, () -> count(state) >= times);
    }

    public synchronized void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            assertThat(left).as("waiting for %s; states %s", what, states).isPositive();
            wait(Math.min(left, 50));
        }
    }

    /** What a recording relies on, for every frame that came. */
    public void assertWellFormed() {
        List<Frame> all = List.copyOf(frames);
        assertThat(all.get(0)).isInstanceOf(SetupFrame.class);
        for (int i = 1; i < all.size(); i++) {
            Frame frame = all.get(i);
            Frame before = all.get(i - 1);
            assertThat(frame.mstimestamp()).isGreaterThanOrEqualTo(before.mstimestamp());
            if (before instanceof SetupFrame) {
                assertThat(typeOf(frame)).as("behind a setup frame").isEqualTo(7);
            }
            if (frame instanceof BasicFrame basic) {
                assertThat(basic.firstBytes(4)).isEqualTo("0 0 0 1");
            }
        }
        assertKeyFramesAreLedByParameterSets(all);
    }

    private static void assertKeyFramesAreLedByParameterSets(List<Frame> all) {
        for (int i = 0; i < all.size(); i++) {
            if (typeOf(all.get(i)) == 5 && typeOf(all.get(i - 1)) != 5) {
                List<Integer> picture = pictureBefore(all, i);
                assertThat(picture).as("in front of IDR at frame %d", i).startsWith(7, 8);
                assertThat(picture).filteredOn(type -> type == 7).hasSize(1);
                assertThat(picture).filteredOn(type -> type == 8).hasSize(1);
            }
        }
    }

    /** The types of the frames in front of frame {@code end} that belong to its picture. */
    private static List<Integer> pictureBefore(List<Frame> all, int end) {
        int start = end;
        while (start > 0
                && all.get(start - 1) instanceof BasicFrame before
                && before.nalUnitType() > 5
                && before.mstimestamp() == all.get(end).mstimestamp()) {
            start--;
        }
        return all.subList(start, end).stream().map(Received::typeOf).toList();
    }

    public static int typeOf(Frame frame) {
        return frame instanceof BasicFrame basic ? basic.nalUnitType() : -1;
    }
}
