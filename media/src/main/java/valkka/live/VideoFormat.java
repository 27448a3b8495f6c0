package valkka.live;

import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.av_parser_close;
import static org.bytedeco.ffmpeg.global.avcodec.av_parser_init;
import static org.bytedeco.ffmpeg.global.avcodec.av_parser_parse2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_profile_name;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParserContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import valkka.ffmpeg.AvNatives;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.nal.NalSyntax;

/**
 * What the parameter sets of a video stream say of its pictures. libValkka has none.
 *
 * @param codec H.264 or H.265
 * @param profile the profile's name, as in {@code "Main"}; empty where the stream names one that is not known
 * @param width pixels, as shown: what the encoder crops is not counted
 * @param height pixels, as shown
 */
public record VideoFormat(Codec codec, String profile, int width, int height) {
    /** Parameter sets and the beginning of the first slice are far shorter; the rest of a key frame tells nothing. */
    private static final int MOST_BYTES_OF_A_UNIT = 4096;

    private static final int MOST_BYTES = 1 << 20;

    public VideoFormat {
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(profile, "profile");
    }

    /**
     * Reads the format from a key frame. Nothing is decoded.
     *
     * @param keyFrame its NAL units, a frame each as a {@link LiveThread} or a recording gives them: the parameter sets and
     *     one slice at least. What follows is not looked at.
     * @return empty when these are no key frame of H.264 or H.265
     * @throws ValkkaException {@code IO} when FFmpeg cannot be loaded
     */
    public static Optional<VideoFormat> of(List<BasicFrame> keyFrame) {
        if (keyFrame.isEmpty() || keyFrame.get(0).nalUnitType() < 0) {
            return Optional.empty();
        }
        AvNatives.load();
        Codec codec = keyFrame.get(0).codec();
        AVCodecParserContext parser = av_parser_init(codec.id());
        AVCodecContext context = avcodec_alloc_context3(null);
        try {
            if (parser == null || context == null) {
                throw new ValkkaException(Kind.IO, "this FFmpeg has no parser for " + codec);
            }
            parser.flags(parser.flags() | AVCodecParserContext.PARSER_FLAG_COMPLETE_FRAMES);
            parse(parser, context, beginningOf(keyFrame));
            if (parser.width() <= 0 || parser.height() <= 0) {
                return Optional.empty();
            }
            BytePointer profile = avcodec_profile_name(codec.id(), context.profile());
            return Optional.of(new VideoFormat(
                    codec, profile == null ? "" : profile.getString(), parser.width(), parser.height()));
        } finally {
            if (context != null) {
                avcodec_free_context(context);
            }
            if (parser != null) {
                av_parser_close(parser);
            }
        }
    }

    /** The units up to the first slice, each cut where it is long, in Annex B form. */
    private static byte[] beginningOf(List<BasicFrame> keyFrame) {
        ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
        for (BasicFrame unit : keyFrame) {
            int length = Math.min(unit.size(), MOST_BYTES_OF_A_UNIT);
            if (bytes.remaining() < length) {
                break;
            }
            unit.copyTo(bytes, 0, length);
            if (NalSyntax.of(unit.codec()).isSlice(unit.nalUnitType())) {
                break;
            }
        }
        byte[] whole = new byte[bytes.position()];
        bytes.flip().get(whole);
        return whole;
    }

    private static void parse(AVCodecParserContext parser, AVCodecContext context, byte[] annexB) {
        try (BytePointer input = new BytePointer(annexB.length + AV_INPUT_BUFFER_PADDING_SIZE);
                PointerPointer<BytePointer> output = new PointerPointer<>(1);
                IntPointer outputSize = new IntPointer(1)) {
            input.put(annexB, 0, annexB.length);
            for (int i = annexB.length; i < input.capacity(); i++) {
                input.put(i, (byte) 0);
            }
            av_parser_parse2(
                    parser, context, output, outputSize, input, annexB.length, AV_NOPTS_VALUE, AV_NOPTS_VALUE, 0);
        }
    }

    /** As people say it: {@code H264 Main 1920x1080}. */
    @Override
    public String toString() {
        return codec + (profile.isEmpty() ? "" : " " + profile) + " " + width + "x" + height;
    }
}
