package valkka.rtsp;

/**
 * How many packets a camera has sent by its own count, which its sender reports tell (RFC 3550,
 * section 6.4.1). A camera that began before this receiver, as in a multicast group, is counted from
 * here on.
 */
final class SentPackets {
    /** By so many packets a report may be ahead of the packets that came. */
    private static final long SLACK = 1_000;

    private boolean known;
    private int ssrc;
    private int last;
    private long sum;

    /**
     * Takes a report.
     *
     * @param packets the sender's count, which wraps
     * @param seen how many packets came or are known to be lost
     */
    void report(int sender, int packets, long seen) {
        long more = (packets - last) & 0xffffffffL;
        if (!known || sender != ssrc) {
            more = packets & 0xffffffffL;
            more = more > seen + SLACK ? Math.max(0, seen - sum) : more;
        } else if (sum + more > seen + SLACK) {
            more = 0; // its count began anew, or means something else
        }
        known = true;
        ssrc = sender;
        last = packets;
        sum += more;
    }

    /** Returns the packets of all senders so far; 0 when none has told. */
    long sum() {
        return sum;
    }
}
