package valkka.rtsp;

import java.util.function.Consumer;
import valkka.media.RecordingFuzz;
import valkka.media.SetsFuzz;
import valkka.onvif.OnvifFuzz;

/**
 * What takes bytes that a stranger wrote. Each target takes any bytes, ends, holds bounded memory and throws nothing
 * that its API does not declare; anything else is a finding.
 */
enum FuzzTarget {
    /** A session description, the choice of its tracks, and its parameter sets. */
    SDP(DescriptionFuzz::take),
    /** What a camera sends on its RTSP connection, in one piece and in many. */
    ANSWERS(AnswerFuzz::take),
    /** A whole client, whose camera sends the bytes. */
    CLIENT(ClientFuzz::take),
    /** RTP and RTCP packets of a track that an SDP describes, and the pictures made of them. */
    TRACK(TrackFuzz::take),
    /** NAL units of H.264 and H.265, with the times and marks of their packets. */
    PICTURES(PictureFuzz::take),
    /** Answers of an ONVIF device. */
    ONVIF(OnvifFuzz::take),
    /** What a client sends to a server of ours. */
    SERVER(ServerFuzz::take),
    /** The files of a recording: json, block table, dumpfile. */
    RECORDING(RecordingFuzz::take),
    /** Parameter sets of a key picture, and the records of an mp4 made of them. */
    SETS(SetsFuzz::take),
    /** A frame of AAC, and the configuration of a track. */
    ADTS(AudioConfigFuzz::take);

    private final Consumer<byte[]> target;

    FuzzTarget(Consumer<byte[]> target) {
        this.target = target;
    }

    void take(byte[] bytes) {
        target.accept(bytes);
    }
}
