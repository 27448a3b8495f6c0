package valkka.rtsp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tracks of a stream that are received: its first picture and its first sound that can be
 * recorded. A back channel to the camera's loudspeaker is no sound of the camera.
 *
 * @param video {@code null} where there is none
 * @param audio {@code null} where there is none, or where none is wanted
 * @param notes what is left out although the camera offers it, and why
 */
record TrackChoice(
        @Nullable MediaDescription video, @Nullable MediaDescription audio, List<String> notes) {
    TrackChoice {
        notes = List.copyOf(notes);
    }

    /** Chooses; may find nothing. */
    static TrackChoice of(SdpDocument description, boolean audioWanted) {
        List<MediaDescription> pictures = description.media().stream()
                .filter(track -> isPicture(track) && track.comesFromCamera())
                .toList();
        List<MediaDescription> sounds = description.media().stream()
                .filter(track -> track.media().equals("audio") && track.comesFromCamera() && audioWanted)
                .toList();
        MediaDescription video = first(pictures);
        MediaDescription audio = first(sounds);
        List<String> notes = new ArrayList<>();
        if (video == null) {
            pictures.forEach(
                    one -> notes.add("the picture (" + one + ") is left out: only H.264 and H.265 can be recorded"));
        }
        if (audio == null) {
            sounds.forEach(one -> notes.add("the sound (" + one + ") is left out: its codec cannot be recorded"));
        }
        return new TrackChoice(video, audio, notes);
    }

    private static boolean isPicture(MediaDescription track) {
        return track.media().equals("video") || isVideoCodec(track);
    }

    private static boolean isVideoCodec(MediaDescription track) {
        return track.encoding().equals("H264") || track.encoding().equals("H265");
    }

    private static @Nullable MediaDescription first(List<MediaDescription> tracks) {
        return tracks.stream().filter(TrackChoice::isRecordable).findFirst().orElse(null);
    }

    /** Returns whether there is a depacketizer for the track's encoding. */
    static boolean isRecordable(MediaDescription track) {
        return (isVideoCodec(track) || !track.media().equals("video"))
                && Depacketizer.of(track).isPresent();
    }

    /** Returns those that were chosen, the picture first. */
    List<MediaDescription> tracks() {
        return Stream.of(video, audio).flatMap(Stream::ofNullable).toList();
    }

    TrackChoice withoutAudio(String note) {
        return new TrackChoice(
                video, null, Stream.concat(notes.stream(), Stream.of(note)).toList());
    }
}
