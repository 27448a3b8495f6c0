package valkka.rtsp;

/**
 * The counts of an {@link RtspServer} so far.
 *
 * @param connections clients connected now
 * @param playing clients that are being sent a stream now
 * @param sent access units sent, each client counted
 * @param skipped access units not sent to a client that was too slow for them, up to its next key
 *     frame
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
        long skipped,
        long unauthorized,
        long refused,
        long timedOut,
        long memoryBytes) {
    @Override
    public String toString() {
        return connections + " connected, " + playing + " playing, " + sent + " access units sent, " + skipped
                + " skipped for slow clients; " + unauthorized + " unauthorized, " + refused + " refused, " + timedOut
                + " timed out; " + memoryBytes + " bytes held";
    }
}
