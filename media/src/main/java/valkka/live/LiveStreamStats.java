package valkka.live;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import valkka.live.StreamState.State;

/**
 * The counts of one stream of a {@link LiveThread} since its registration.
 *
 * @param slot the stream's slot
 * @param address the camera's address, the password hidden
 * @param state the present state
 * @param frames frames of its picture given to its filter (NAL units; setup frames not counted)
 * @param bytes payload bytes of its picture and its sound
 * @param keyFrames pictures among them that playing can start at
 * @param audioFrames frames of its sound given to its filter
 * @param droppedBeforeKey frames that came before a connection's first key frame and were left out
 * @param droppedInQueue frames that were left out because the filter had not returned for long
 * @param sentPackets RTP packets that the camera has sent by its own count, up to its newest sender
 *     reports (RTCP); 0 when it has told none
 * @param packets RTP packets that came; counted every five seconds, as these two beside it
 * @param lostPackets RTP packets that were lost on the way, by the gaps of their sequence numbers
 * @param damagedPictures pictures that were left out because a part of them was lost on the way
 * @param overUdp whether the packets of the newest connection come as datagrams (UDP, multicast) and
 *     not through the RTSP connection
 * @param reconnects connections that frames came from, behind the first
 * @param errors failed attempts to connect, lost connections, frames that the filter threw on
 * @param clockOffset how far the camera's own clock was ahead of this machine's when its newest
 *     frame came, the way through the network counted as behind; empty while the camera has not
 *     told its time
 * @param lastError the newest of these in words, empty when there was none
 */
public record LiveStreamStats(
        int slot,
        String address,
        State state,
        long frames,
        long bytes,
        long keyFrames,
        long audioFrames,
        long droppedBeforeKey,
        long droppedInQueue,
        long sentPackets,
        long packets,
        long lostPackets,
        long damagedPictures,
        boolean overUdp,
        long reconnects,
        long errors,
        Optional<Duration> clockOffset,
        String lastError) {
    /** Returns one line, with columns aligned to other streams' lines. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "slot %3d %-12s frames %9d  bytes %13d  key %7d  audio %7d  before key %5d  queue full %5d  lost %6d  damaged %5d  reconnects %4d  errors %4d  %s%s",
                slot,
                state.name().toLowerCase(Locale.ROOT),
                frames,
                bytes,
                keyFrames,
                audioFrames,
                droppedBeforeKey,
                droppedInQueue,
                lostPackets,
                damagedPictures,
                reconnects,
                errors,
                address,
                lastError.isEmpty() ? "" : "  last error: " + lastError);
    }
}
