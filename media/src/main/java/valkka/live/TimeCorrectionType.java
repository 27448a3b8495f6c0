package valkka.live;

/** Where frames get their times from. libValkka: {@code TimeCorrectionType}. */
public enum TimeCorrectionType {
    /** The camera's own clock. Not there yet: {@link LiveThread#registerStream} refuses it. */
    NONE,
    /** The moment of arrival, as it is. */
    DUMMY,
    /** The moment of arrival, smoothed by the camera's own spacing. The default. */
    SMART
}
