package valkka.rtsp;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.nal.NalSyntax;
import valkka.nal.NalUnits;

/**
 * The description of a stream for clients, before the stream begins. The server makes its answer to
 * an RTSP DESCRIBE from this description.
 *
 * @param codec how it is encoded: {@link Codec#H264} or {@link Codec#H265}
 * @param parameterSets SPS and PPS, of H.265 the VPS too, without start codes; empty when they are
 *     known from the stream alone
 * @param framesPerSecond the usual number of pictures a second; 0 when unknown
 * @param audio the sound that goes with it, {@link Codec#PCMA} so far; {@code null} for none
 */
public record SessionDescription(
        Codec codec,
        List<byte[]> parameterSets,
        double framesPerSecond,
        @Nullable Codec audio) {
    /**
     * The RTP payload type that the description binds to the picture's codec: the first dynamic
     * one.
     */
    static final int PAYLOAD_TYPE = 96;
    /** The last part of a track's address, in front of its number. */
    static final String TRACK = "trackID=";

    private static final int SHORTEST_SPS = 4;

    /** A stream without sound. */
    public SessionDescription(Codec codec, List<byte[]> parameterSets, double framesPerSecond) {
        this(codec, parameterSets, framesPerSecond, null);
    }

    /** Makes a description of a stream that the RTSP server can send. */
    public SessionDescription {
        if (!Codec.H264.equals(codec) && !Codec.H265.equals(codec)) {
            throw ValkkaException.badArgument("the RTSP server sends H264 and H265, and not " + codec);
        }
        if (audio != null && !Codec.PCMA.equals(audio)) {
            throw ValkkaException.badArgument("the RTSP server sends PCMA sound, and not " + audio);
        }
        if (!(framesPerSecond >= 0)) {
            throw ValkkaException.badArgument("frames per second are 0 (unknown) or more, and not " + framesPerSecond);
        }
        parameterSets = List.copyOf(parameterSets);
    }

    /**
     * Returns whether it has a track of that number: {@link Subsession#VIDEO},
     * {@link Subsession#AUDIO}.
     */
    boolean hasTrack(int track) {
        return track == Subsession.VIDEO || (track == Subsession.AUDIO && audio != null);
    }

    /** Returns how a track's access units become RTP payloads. */
    RtpPacketizer packetizer(int track) {
        if (track == Subsession.AUDIO) {
            return new RtpPcmaPacketizer();
        }
        return new RtpVideoPacketizer(NalSyntax.of(codec));
    }

    private boolean isH265() {
        return Codec.H265.equals(codec);
    }

    /**
     * Returns the description in SDP (RFC 4566), with the format parameters of RFC 6184, section
     * 8.2, or RFC 7798, section 7.1.
     */
    String toSdp() {
        return toSdp(List.of("npt=now-"));
    }

    /** @param ranges the times that a client can ask for, each as a {@code Range} header has it */
    String toSdp(List<String> ranges) {
        StringBuilder sdp = new StringBuilder();
        line(sdp, "v=0");
        line(sdp, "o=- 1 1 IN IP4 127.0.0.1");
        line(sdp, "s=jvalkka");
        line(sdp, "c=IN IP4 0.0.0.0");
        line(sdp, "t=0 0");
        line(sdp, "a=control:*");
        ranges.forEach(range -> line(sdp, "a=range:" + range));
        line(sdp, "m=video 0 RTP/AVP " + PAYLOAD_TYPE);
        line(sdp, "a=rtpmap:" + PAYLOAD_TYPE + " " + codec + "/90000");
        String parameters = isH265() ? h265Parameters() : "packetization-mode=1" + h264Parameters();
        if (!parameters.isEmpty()) {
            line(sdp, "a=fmtp:" + PAYLOAD_TYPE + " " + parameters);
        }
        if (framesPerSecond > 0) {
            line(sdp, String.format(Locale.ROOT, "a=framerate:%.2f", framesPerSecond));
        }
        line(sdp, "a=control:" + TRACK + Subsession.VIDEO);
        if (audio != null) {
            line(sdp, "m=audio 0 RTP/AVP " + RtpPcmaPacketizer.PAYLOAD_TYPE);
            line(sdp, "a=rtpmap:" + RtpPcmaPacketizer.PAYLOAD_TYPE + " PCMA/8000");
            line(sdp, "a=control:" + TRACK + Subsession.AUDIO);
        }
        return sdp.toString();
    }

    private String h264Parameters() {
        if (parameterSets.isEmpty()) {
            return "";
        }
        String profile = parameterSets.stream()
                .filter(set -> set.length >= SHORTEST_SPS && NalUnits.type(set[0]) == NalUnits.SPS)
                .findFirst()
                .map(sps -> String.format(Locale.ROOT, ";profile-level-id=%02X%02X%02X", sps[1], sps[2], sps[3]))
                .orElse("");
        Base64.Encoder base64 = Base64.getEncoder();
        return profile
                + parameterSets.stream()
                        .map(base64::encodeToString)
                        .collect(Collectors.joining(",", ";sprop-parameter-sets=", ""));
    }

    private String h265Parameters() {
        Base64.Encoder base64 = Base64.getEncoder();
        List<String> kinds = List.of("sprop-vps=", "sprop-sps=", "sprop-pps=");
        List<String> parameters = new ArrayList<>();
        for (int kind = 0; kind < kinds.size(); kind++) {
            int wanted = kind;
            String sets = parameterSets.stream()
                    .filter(set -> NalSyntax.H265.parameterSetKind(NalSyntax.H265.type(set[0])) == wanted)
                    .map(base64::encodeToString)
                    .collect(Collectors.joining(","));
            if (!sets.isEmpty()) {
                parameters.add(kinds.get(kind) + sets);
            }
        }
        return String.join(";", parameters);
    }

    private static void line(StringBuilder sdp, String line) {
        sdp.append(line).append("\r\n");
    }
}
