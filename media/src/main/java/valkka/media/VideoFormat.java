package valkka.media;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import valkka.ffmpeg.PictureParser;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.live.LiveThread;

/**
 * The format of a video stream's pictures, from its parameter sets. libValkka has no such class.
 *
 * @param codec H.264 or H.265
 * @param profile the profile's name, as in {@code "Main"}; empty where the stream names one that is
 *     not known
 * @param width pixels, as shown, without the pixels that the encoder crops
 * @param height pixels, as shown
 */
public record VideoFormat(Codec codec, String profile, int width, int height) {
    /** Makes a format; the codec and the profile must not be null. */
    public VideoFormat {
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(profile, "profile");
    }

    /**
     * Reads the format from a key frame. Nothing is decoded.
     *
     * @param keyFrame its NAL units, a frame each as a {@link LiveThread} or a recording gives
     *     them: the parameter sets and at least one slice. Later frames are ignored.
     * @return empty when these are no key frame of H.264 or H.265
     * @throws ValkkaException {@code IO} when FFmpeg cannot be loaded
     */
    public static Optional<VideoFormat> of(List<BasicFrame> keyFrame) {
        if (keyFrame.isEmpty() || keyFrame.get(0).nalUnitType() < 0) {
            return Optional.empty();
        }
        Codec codec = keyFrame.get(0).codec();
        try (PictureParser parser = new PictureParser(codec)) {
            parser.parse(keyFrame);
            return parser.width() <= 0 || parser.height() <= 0
                    ? Optional.empty()
                    : Optional.of(new VideoFormat(codec, parser.profile(), parser.width(), parser.height()));
        }
    }

    /** As people say it: {@code H264 Main 1920x1080}. */
    @Override
    public String toString() {
        return codec + (profile.isEmpty() ? "" : " " + profile) + " " + width + "x" + height;
    }
}
