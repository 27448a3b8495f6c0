package valkka.play;

import valkka.frame.BasicFrame;

/** A frame, and its place in the recording: the reference's view of it. */
record Recorded(int place, BasicFrame frame) {
    long time() {
        return frame.mstimestamp();
    }

    boolean isKey() {
        return frame.subsession() == 0 && frame.isSeekable();
    }
}
