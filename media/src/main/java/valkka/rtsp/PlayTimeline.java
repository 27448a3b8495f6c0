package valkka.rtsp;

import valkka.frame.GapRule;

/**
 * The times at which the units of a recording are shown: their own times, scaled, with gaps cut to
 * {@link GapRule#LONGEST_WAIT_MILLIS}. Each time is in ms and follows the one before.
 */
final class PlayTimeline {
    /** The distance of two pictures where the recording's time goes back. */
    private static final double STEP_BACK_MS = 40;

    /** Times jitter, and sound comes a little early or late. */
    private static final double TOLERANCE_MS = 1000;

    /** What key frames are apart before their distance is known. */
    private static final double USUAL_KEY_DISTANCE_MS = 2000;

    private final double scale;
    private double anchorTime; // of the recording
    private double anchorShown;
    private double latest; // the time of the recording of the furthest unit
    private double usual; // distance of two pictures, ms of the recording; 0 before it is known
    private double lastGap; // when the step before was one; else 0
    private long lastPicture = Long.MIN_VALUE;
    private boolean begun;

    PlayTimeline(double scale) {
        this.scale = scale;
        boolean keyFramesAlone = scale < 0 || scale >= RtspPlayRequest.KEY_FRAMES_FROM;
        this.usual = keyFramesAlone ? USUAL_KEY_DISTANCE_MS : 0;
    }

    /** Returns when a unit is shown; the first one at its own time. */
    long shown(RtpAccessUnit unit) {
        double time = unit.mstimestamp();
        if (!begun) {
            begun = true;
            anchorTime = time;
            anchorShown = time;
            latest = time;
        }
        double step = Math.signum(scale) * (time - latest);
        if (step < -TOLERANCE_MS) {
            anchor(time, STEP_BACK_MS);
        } else if (GapRule.isGap((long) step, (long) usual)) {
            anchor(time, GapRule.LONGEST_WAIT_MILLIS);
            if (lastGap > 0 && step < 2 * lastGap && lastGap < 2 * step) {
                usual = step; // a camera that sends seldom
            }
            lastGap = step;
        } else if (step > 0) {
            latest = time;
            lastGap = 0;
            if (unit.subsession() == Subsession.VIDEO) {
                usual = usual == 0 ? step : (7 * usual + step) / 8;
            }
        }
        long shown = Math.round(shownAt(time));
        if (unit.subsession() == Subsession.VIDEO) {
            // Players take two pictures of one time for one.
            shown = Math.max(shown, lastPicture + 1);
            lastPicture = shown;
        }
        return shown;
    }

    /** Lets a time be shown so long after the furthest unit. */
    private void anchor(double time, double distance) {
        anchorShown = shownAt(latest) + distance / Math.abs(scale);
        anchorTime = time;
        latest = time;
    }

    private double shownAt(double time) {
        return anchorShown + (time - anchorTime) / scale;
    }
}
