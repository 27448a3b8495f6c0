package valkka.live;

/** Where frames get their times from. libValkka: {@code TimeCorrectionType}. */
public enum TimeCorrectionType {
    /**
     * The camera's own clock, as far as it goes forward: frames come from its first RTCP sender
     * report on, and a camera that sends none counts as lost. Cameras' clocks are often wrong.
     */
    NONE,
    /** The moment of arrival, as it is. */
    DUMMY,
    /** The moment of arrival, smoothed by the camera's own spacing. The default. */
    SMART
}
