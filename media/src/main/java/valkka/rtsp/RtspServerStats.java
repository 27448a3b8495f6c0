package valkka.rtsp;

/**
 * The counts of an {@link RtspServer} so far.
 *
 * @param connections clients connected now
 * @param playing clients that are being sent a stream now
 * @param sent access units sent, each client counted
 * @param skippedSlow access units not sent to a client that did not take them in time: pictures up
 *     to its next key frame, and the sound meanwhile
 * @param skippedBusy access units of a live source that the server's own thread did not send in
 *     time, up to the next key frame
 * @param unauthorized requests answered with 401; a client's first request is often such a request
 * @param refused requests that could not be understood, after which the connection was closed, and
 *     connections too many
 * @param timedOut clients given up because nothing was heard of them any more
 * @param memoryBytes memory held for all clients now: requests that are coming in, packets that are
 *     going out
 */
public record RtspServerStats(
        int connections,
        int playing,
        long sent,
        long skippedSlow,
        long skippedBusy,
        long unauthorized,
        long refused,
        long timedOut,
        long memoryBytes) {
    /** Returns the number of access units that were not sent, each client counted. */
    public long skipped() {
        return skippedSlow + skippedBusy;
    }

    @Override
    public String toString() {
        return connections + " connected, " + playing + " playing, " + sent + " access units sent, " + skippedSlow
                + " skipped for slow clients, " + skippedBusy + " for the busy server; " + unauthorized
                + " unauthorized, " + refused + " refused, " + timedOut
                + " timed out; " + memoryBytes + " bytes held";
    }
}
