package valkka.play;

/** How far a stream of the reference has been played, a time and a place among the frames of that time: all before it has passed. */
record ReferenceCursor(long time, int place) {
    static ReferenceCursor inFrontOf(Recorded frame) {
        return new ReferenceCursor(frame.time(), frame.place() - 1);
    }

    static ReferenceCursor behind(Recorded frame) {
        return new ReferenceCursor(frame.time(), frame.place());
    }

    boolean isBefore(Recorded frame) {
        return time < frame.time() || (time == frame.time() && place < frame.place());
    }
}
