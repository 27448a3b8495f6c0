package valkka.live;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import valkka.filter.FrameFilter;
import valkka.rtsp.Subsession;

/**
 * Turns the packets of one connection into frames of video and of sound. Video leads: sound passes
 * only after the first key frame, unless the camera sends only sound.
 */
final class StreamPlayer {
    private final @Nullable LiveTrack videoTrack;
    private final @Nullable LiveTrack audioTrack;
    private final @Nullable VideoPlayer video; // null where there is no picture
    private final @Nullable AudioPlayer audio; // null where there is no sound

    StreamPlayer(LiveStream stream, RtspSource source, FrameFilter output) {
        this.videoTrack = source.video();
        this.audioTrack = source.audio();
        this.video = videoTrack == null ? null : new VideoPlayer(stream, videoTrack, output);
        this.audio = audioTrack == null ? null : new AudioPlayer(stream, audioTrack, output);
    }

    /** The use of a packet. */
    enum Outcome {
        /** It was of the leading track: the camera lives. */
        LEADING,
        /** It was of another track. */
        OTHER,
        /** Its picture is larger than any can be. */
        TOO_LARGE
    }

    /** Takes the packet that came now. */
    Outcome packet(RtspSource source) {
        LiveTrack track = source.track();
        if (track == null) {
            return Outcome.OTHER;
        }
        if (video != null && track.subsession() == Subsession.VIDEO) {
            return video.packet(source) ? Outcome.LEADING : Outcome.TOO_LARGE;
        }
        if (video != null && !video.hasStarted()) {
            return Outcome.OTHER;
        }
        if (audio != null) {
            audio.packet(source);
        }
        return video == null ? Outcome.LEADING : Outcome.OTHER;
    }

    /** Returns whether frames have come. */
    boolean hasStarted() {
        return video != null ? video.hasStarted() : audio != null && audio.hasStarted();
    }

    /** Returns the played tracks, as in {@code H264 video, PCMA audio}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ");
        if (videoTrack != null) {
            text.add(videoTrack.codec() + " video");
        }
        if (audioTrack != null) {
            text.add(audioTrack.codec() + " audio");
        }
        return text.toString();
    }
}
