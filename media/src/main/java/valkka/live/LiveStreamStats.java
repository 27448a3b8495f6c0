package valkka.live;

import java.util.Locale;
import valkka.live.StreamState.State;

/**
 * What one stream of a {@link LiveThread} has done since it was registered.
 *
 * @param slot the stream's slot
 * @param address the camera's address, the password hidden
 * @param state what it does now
 * @param frames frames given to its filter (NAL units; setup frames not counted)
 * @param bytes payload bytes of these
 * @param keyFrames pictures among them that playing can start at
 * @param droppedBeforeKey frames that came before a connection's first key frame and were left out
 * @param reconnects connections that frames came from, behind the first
 * @param errors failed attempts to connect, lost connections, frames that the filter threw on
 * @param lastError the newest of these in words, empty when there was none
 */
public record LiveStreamStats(
        int slot,
        String address,
        State state,
        long frames,
        long bytes,
        long keyFrames,
        long droppedBeforeKey,
        long reconnects,
        long errors,
        String lastError) {
    /** One line, its columns aligned with those of other streams. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "slot %3d %-12s frames %9d  bytes %13d  key %7d  before key %5d  reconnects %4d  errors %4d  %s%s",
                slot,
                state.name().toLowerCase(Locale.ROOT),
                frames,
                bytes,
                keyFrames,
                droppedBeforeKey,
                reconnects,
                errors,
                address,
                lastError.isEmpty() ? "" : "  last error: " + lastError);
    }
}
