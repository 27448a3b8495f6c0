package valkka.rtsp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * A session description (SDP, RFC 4566) as cameras and files have it. The reader takes what real
 * descriptions hold: missing lines, lines in any order, line feeds alone, formats without an
 * {@code a=rtpmap}. It skips each line that it does not understand.
 *
 * @param control the {@code a=control} of the whole session, or {@code null}
 * @param media its tracks, one for each {@code m=} line
 */
record SdpDocument(@Nullable String control, List<MediaDescription> media) {
    /** The longest description that is read. */
    static final int MAX_BYTES = 64 << 10;

    private static final int MOST_TRACKS = 100;

    SdpDocument {
        media = List.copyOf(media);
    }

    /**
     * Reads a description.
     *
     * @param recordable chooses the format of a track with several: the first that passes, else the
     *     track's first
     * @throws ValkkaException {@code CORRUPT} when the bytes are no description, with the fault
     *     alone as its message
     */
    static SdpDocument parse(byte[] sdp, Predicate<MediaDescription> recordable) {
        if (sdp.length > MAX_BYTES) {
            throw corrupt("it has more than " + MAX_BYTES + " bytes");
        }
        SdpSection session = new SdpSection();
        SdpSection section = session;
        List<SdpSection> tracks = new ArrayList<>();
        boolean isSdp = false;
        for (String raw : new String(sdp, StandardCharsets.UTF_8).split("[\r\n]+")) {
            String line = raw.strip();
            if (line.length() < 2 || line.charAt(1) != '=') {
                continue;
            }
            char type = Character.toLowerCase(line.charAt(0));
            String value = line.substring(2).strip();
            isSdp |= "vmosct".indexOf(type) >= 0;
            if (type == 'm') {
                if (tracks.size() == MOST_TRACKS) {
                    throw corrupt("it has more than " + MOST_TRACKS + " tracks");
                }
                section = new SdpSection();
                section.media(value);
                tracks.add(section);
            } else {
                section.line(type, value);
            }
        }
        if (!isSdp) {
            throw corrupt("it has no line of an SDP");
        }
        List<MediaDescription> media = new ArrayList<>();
        for (SdpSection track : tracks) {
            track.describe(session, recordable).ifPresent(media::add);
        }
        return new SdpDocument(session.control(), media);
    }

    /** Returns the names of all encodings, for a message. */
    String offered() {
        List<String> names =
                media.stream().map(MediaDescription::toString).distinct().toList();
        return names.isEmpty() ? "nothing" : String.join(", ", names);
    }

    private static ValkkaException corrupt(String fault) {
        return new ValkkaException(Kind.CORRUPT, fault);
    }

    /** Returns a number of a description, or {@code otherwise} where it is none or out of range. */
    static int number(String text, int from, int to, int otherwise) {
        if (!text.matches("\\d{1,9}")) {
            return otherwise;
        }
        int number = Integer.parseInt(text);
        return number >= from && number <= to ? number : otherwise;
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
