package valkka.rtsp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import valkka.rtsp.RtpSession.Track;
import valkka.rtsp.RtspTransportHeader.Pair;

/**
 * Which track the packets of a channel of the RTSP connection belong to. A camera may choose other
 * channels than it was asked for, may say so and use those asked for, or may give two tracks the
 * same.
 */
final class RtspRoutes {
    private static final int CHANNELS = 256;

    /** Where packets of a channel go. */
    record Route(Track track, boolean rtcp) {}

    private record Mapped(Track track, Pair channels) {}

    private final @Nullable Route[] granted = new Route[CHANNELS];
    private final @Nullable Route[] asked = new Route[CHANNELS];
    private final List<Mapped> tracks = new ArrayList<>();
    private boolean shared; // two tracks have the same channel

    void add(Track track, Pair askedFor, Pair given) {
        shared |= granted[given.first()] != null;
        put(granted, track, given);
        put(asked, track, askedFor);
        tracks.add(new Mapped(track, given));
    }

    private static void put(@Nullable Route[] table, Track track, Pair pair) {
        if (table[pair.second()] == null) {
            table[pair.second()] = new Route(track, true);
        }
        if (table[pair.first()] == null) {
            table[pair.first()] = new Route(track, false);
        }
    }

    boolean isKnown(int channel) {
        return granted[channel] != null || asked[channel] != null;
    }

    /** Returns where a packet goes, or {@code null}. */
    @Nullable
    Route find(int channel, ByteBuf packet) {
        Route route = granted[channel] != null ? granted[channel] : asked[channel];
        if (route == null || route.rtcp() || !shared || packet.readableBytes() < 2) {
            return route;
        }
        int payloadType = packet.getByte(packet.readerIndex() + 1) & 0x7f;
        for (Mapped one : tracks) {
            if (one.channels().first() == channel && one.track().description().payloadType() == payloadType) {
                return new Route(one.track(), false);
            }
        }
        return route;
    }

    /** Returns the channel of a track's reports; negative for a track that does not come this way. */
    int rtcpChannel(Track track) {
        for (Mapped one : tracks) {
            if (one.track().equals(track)) {
                return one.channels().second();
            }
        }
        return -1;
    }

    void clear() {
        Arrays.fill(granted, null);
        Arrays.fill(asked, null);
        tracks.clear();
        shared = false;
    }
}
