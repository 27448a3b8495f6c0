package valkka.proof;

/**
 * The first bytes of a clip that are not as they were.
 *
 * @param from the first byte that may differ, counted from 0
 * @param to the last byte that may be the first one that differs; the same as {@code from} when it
 *     is known
 * @param was the value that the byte had; -1 when it is not known
 * @param is the value that the byte has; -1 when the clip ends in front of it
 */
public record ByteDifference(long from, long to, int was, int is) {
    /** Returns as in {@code byte 4711 differs: it was 3f and is 40}. */
    @Override
    public String toString() {
        if (from != to) {
            return "several bytes differ between bytes " + from + " and " + to
                    + ", and the first of them is one of these";
        }
        if (is < 0) {
            return "byte " + from + " is missing: the clip was cut there";
        }
        return "byte " + from + " differs: it "
                + (was < 0 ? "is " + String.format("%02x", is) : String.format("was %02x and is %02x", was, is));
    }
}
