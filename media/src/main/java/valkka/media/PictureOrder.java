package valkka.media;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import valkka.nal.AccessUnit;

/**
 * Finds the times of pictures whose decoding order differs from their order on the screen
 * (B-frames). A recording has one time a picture, in decoding order: the time of arrival, or the
 * time on the screen. In both cases these are the times of these pictures. So the n-th picture on
 * the screen gets the n-th time, and is decoded at the time of the picture that is shown
 * {@code delay} pictures earlier.
 *
 * <p>A few pictures wait here. Without delay a picture comes out at once, with its own time.
 */
final class PictureOrder {
    /** Takes the pictures, in the order of decoding. */
    @FunctionalInterface
    interface Output {
        /**
         * @param pts when it is shown, and {@code dts} when it is decoded, Unix ms; the latter
         * grows always
         */
        void picture(AccessUnit unit, long pts, long dts);
    }

    private static final int FIRST_GUESS_MS = 40;
    /**
     * More than any stream that keeps to its standard has on the way: a broken one cannot grow
     * memory.
     */
    private static final int MOST_WAITING = 64;

    private final int delay;
    private final Output output;

    private final PriorityQueue<Long> times = new PriorityQueue<>();
    private final PriorityQueue<Waiting> toShow = new PriorityQueue<>(Comparator.comparingLong(Waiting::place));
    private final Deque<Waiting> toWrite = new ArrayDeque<>();
    private final Deque<Long> shown = new ArrayDeque<>(); // the times of the last pictures shown, delay + 1 at most
    private long period;
    private long written; // of this run
    private long firstShown;
    private long interval = FIRST_GUESS_MS;
    private long lastShown = Long.MIN_VALUE;
    private long lastDecoded = Long.MIN_VALUE;

    private static final class Waiting {
        final AccessUnit unit;
        final long place;
        long pts = Long.MIN_VALUE;

        Waiting(AccessUnit unit, long place) {
            this.unit = unit;
            this.place = place;
        }

        long place() {
            return place;
        }
    }

    PictureOrder(int delay, Output output) {
        this.delay = delay;
        this.output = output;
    }

    /**
     * Takes the next picture.
     *
     * @param order its place among the pictures since the last {@code restarts}, in the order of
     *     showing
     * @param restarts whether the places are counted anew from here on
     */
    void add(AccessUnit unit, int order, boolean restarts) {
        if (delay == 0) {
            output.picture(unit, unit.mstimestamp(), unit.mstimestamp());
            return;
        }
        period += restarts ? 1 : 0;
        Waiting waiting = new Waiting(unit, (period << Integer.SIZE) + order);
        times.add(unit.mstimestamp());
        toShow.add(waiting);
        toWrite.add(waiting);
        if (toShow.size() > delay) {
            show();
        }
        if (toWrite.size() > MOST_WAITING) {
            flush();
        }
    }

    private void show() {
        long time = Math.max(times.remove(), lastShown + 1);
        if (written == 0 && shown.isEmpty()) {
            firstShown = time;
        } else {
            interval = time - lastShown;
        }
        lastShown = time;
        shown.add(time);
        toShow.remove().pts = time;
        while (!toWrite.isEmpty() && toWrite.peek().pts != Long.MIN_VALUE) {
            write(toWrite.remove());
        }
    }

    private void write(Waiting next) {
        long dts = written < delay ? firstShown - (delay - written) * interval : shown.remove();
        written++;
        lastDecoded = Math.max(dts, lastDecoded + 1);
        output.picture(next.unit, Math.max(next.pts, lastDecoded), lastDecoded);
    }

    /** Lets all go that wait here: what follows does not follow them. */
    void flush() {
        while (!toShow.isEmpty()) {
            show();
        }
        shown.clear();
        written = 0;
        period++;
    }
}
