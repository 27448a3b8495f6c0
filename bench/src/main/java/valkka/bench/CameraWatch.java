package valkka.bench;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;

/**
 * Stands between a camera and its writer, and finds missing pictures: the camera stamps its
 * pictures by one clock, 40 ms apart.
 */
final class CameraWatch implements FrameFilter {
    private static final double PICTURE_MS = 1000.0 / CameraProcess.PICTURES_PER_SECOND;

    private final FrameFilter next;
    private long pictures;
    private long lost;
    private @Nullable Instant taken; // null before the first picture
    private long arrived;
    private long longestRun;
    private long longestSilence;

    CameraWatch(FrameFilter next) {
        this.next = next;
    }

    @Override
    public void run(Frame frame) {
        long now = System.nanoTime();
        if (frame instanceof BasicFrame basic && basic.senderTime().isPresent()) {
            picture(basic.senderTime().get(), now);
        }
        next.run(frame);
        ran(System.nanoTime() - now);
    }

    private synchronized void ran(long nanos) {
        longestRun = Math.max(longestRun, nanos);
    }

    private synchronized void picture(Instant senderTime, long now) {
        if (senderTime.equals(taken)) {
            return;
        }
        if (taken != null) {
            double spacing = (senderTime.toEpochMilli() - taken.toEpochMilli()) / PICTURE_MS;
            lost += Math.max(0, Math.round(spacing) - 1);
            longestSilence = Math.max(longestSilence, now - arrived);
        }
        taken = senderTime;
        arrived = now;
        pictures++;
    }

    /** Forgets all earlier pictures, so that no camera's start counts. */
    synchronized void reset() {
        pictures = 0;
        lost = 0;
        longestRun = 0;
        longestSilence = 0;
    }

    synchronized long pictures() {
        return pictures;
    }

    /** Returns how many of the camera's pictures did not come. */
    synchronized long lost() {
        return lost;
    }

    /** Returns the longest time that the writer's filter has kept a frame. */
    synchronized double longestRunMs() {
        return longestRun / 1e6;
    }

    /** Returns the longest time between two pictures. */
    synchronized double longestSilenceMs() {
        return longestSilence / 1e6;
    }
}
