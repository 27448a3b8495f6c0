package valkka.play;

/** The state of a {@link FileCacheThread}. */
public enum PlayState {
    /** No seek has been requested, so there is no time to play from. */
    NO_TIME,
    /** A seek waits until the frames of its time arrive. */
    SEEKING,
    /** Play has a time, and stands still there. */
    STOPPED,
    /** The time runs, and frames pass at their times. */
    PLAYING,
    /** Play has no further frame in the cache. It goes on when a frame comes. */
    WAITING
}
