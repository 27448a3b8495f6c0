package valkka.media;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;

/**
 * Hands the frames of a pull from the reader's thread to another one, in batches: so both work at
 * once. It holds {@value #BATCHES} batches of {@value #BATCH_BYTES} bytes, and of one frame more;
 * then the reader waits.
 */
final class FrameHandover implements FrameFilter {
    private static final int BATCHES = 8;
    private static final int BATCH_BYTES = 1 << 19;
    private static final int BATCH_FRAMES = 1000;
    private static final int LOOK_UP_MS = 100;

    /** Behind the last batch of a pull. */
    static final List<BasicFrame> END = List.of();

    private final BlockingQueue<List<BasicFrame>> batches = new ArrayBlockingQueue<>(BATCHES);
    private volatile boolean closed;
    private List<BasicFrame> open = new ArrayList<>();
    private int bytes;

    @Override
    public void run(Frame frame) {
        if (frame instanceof BasicFrame basic) {
            open.add(basic);
            bytes += basic.size();
            if (bytes >= BATCH_BYTES || open.size() >= BATCH_FRAMES) {
                hand();
            }
        } else if (frame instanceof MarkerFrame marker && marker.kind() == MarkerFrame.Kind.END) {
            hand();
            put(END);
        }
    }

    private void hand() {
        if (!open.isEmpty()) {
            put(open);
        }
        open = new ArrayList<>();
        bytes = 0;
    }

    private void put(List<BasicFrame> batch) {
        boolean interrupted = false;
        boolean done = false;
        while (!done && !closed) {
            try {
                done = batches.offer(batch, LOOK_UP_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true; // the reader ends by its stop() alone
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the next batch, {@link #END}, or {@code null} when no batch is there yet. */
    @Nullable
    List<BasicFrame> poll() throws InterruptedException {
        return batches.poll(LOOK_UP_MS, TimeUnit.MILLISECONDS);
    }

    /** Nobody takes batches any more: the reader waits no longer. */
    void close() {
        closed = true;
        batches.clear();
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return "the input of an export";
    }
}
