package valkka.play;

/** What a {@link FileCacheThread} is doing. */
public enum PlayState {
    /** No seek has been asked for, so there is no time to play from. */
    NO_TIME,
    /** A seek is kept until the frames of its time arrive. */
    SEEKING,
    /** It has a time, and stands still there. */
    STOPPED,
    /** The time runs, and frames pass at their times. */
    PLAYING,
    /** It would play, but there is no further frame in the cache; it goes on when one comes. */
    WAITING
}
