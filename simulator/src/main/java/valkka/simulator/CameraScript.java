package valkka.simulator;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a simulated camera sends, and how it behaves.
 *
 * @param udp whether its packets go by UDP
 * @param interval the milliseconds between two pictures
 * @param group how many pictures from key frame to key frame
 * @param keyBytes the size of a key picture, about
 * @param bytes the size of any other picture, about
 * @param packet the most bytes of a packet's payload
 * @param quirks what is strange about it
 */
record CameraScript(boolean udp, int interval, int group, int keyBytes, int bytes, int packet, Set<Quirk> quirks) {
    /** What cameras do. */
    enum Quirk {
        /** The parameter sets stand in the session description alone. */
        SETS_ANNOUNCED,
        /** A picture has three slices. */
        SLICES,
        /** An access unit delimiter and SEI stand in front of each picture. */
        DELIMITERS,
        /** No packet has the marker bit. */
        NO_MARKER,
        /** The sequence numbers wrap soon. */
        SEQUENCE_WRAPS,
        /** The timestamps wrap soon. */
        TIMES_WRAP,
        /** The timestamps stand still. */
        TIMES_STAND,
        /** Its clock is a percent fast. */
        FAST_CLOCK,
        /** The parameter sets of a picture come in one packet. */
        AGGREGATES,
        /** Now and then a key picture is larger than any block. */
        HUGE_KEYS,
        /** All its slices have one size, so that a lap of the ring lies over the lap before, frame over frame. */
        EQUAL_SIZES,
        /** It has sound too. */
        SOUND
    }

    /** Writes {@code udp/40/10/1000/300/500/SLICES+SOUND}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s/%d/%d/%d/%d/%d/%s",
                udp ? "udp" : "tcp",
                interval,
                group,
                keyBytes,
                bytes,
                packet,
                String.join("+", quirks.stream().map(Enum::name).sorted().toList()));
    }

    static CameraScript parse(String text) {
        String[] parts = text.split("/", -1);
        Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);
        for (String name : parts[6].split("\\+")) {
            if (!name.isEmpty()) {
                quirks.add(Quirk.valueOf(name));
            }
        }
        return new CameraScript(
                parts[0].equals("udp"),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]),
                Integer.parseInt(parts[4]),
                Integer.parseInt(parts[5]),
                quirks);
    }

    boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }

    /** Returns the same camera without its strange sides. */
    CameraScript plain() {
        return new CameraScript(udp, interval, group, keyBytes, bytes, packet, Set.of());
    }
}
