package valkka.ffmpeg;

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
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParserContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.nal.NalSyntax;

/**
 * FFmpeg's parser of H.264 and H.265, which reads the headers of a stream's pictures and decodes
 * nothing. The parser remembers the parameter sets of earlier pictures. One thread at a time may
 * use it.
 */
public final class PictureParser implements AutoCloseable {
    /**
     * Parameter sets and the beginning of the first slice are far shorter; the rest of a picture
     * tells nothing.
     */
    private static final int MOST_BYTES_OF_A_UNIT = 4096;

    private static final int MOST_BYTES = 1 << 20;

    private final Codec codec;
    private final BytePointer input;
    private final ByteBuffer bytes;
    private final PointerPointer<BytePointer> output;
    private final IntPointer outputSize;
    private final AVCodecParserContext parser;
    private final AVCodecContext context;

    /**
     * @throws ValkkaException {@code IO} when FFmpeg cannot be loaded, or has no parser of
     * {@code codec}
     */
    public PictureParser(Codec codec) {
        AvNatives.load();
        this.codec = codec;
        input = new BytePointer(MOST_BYTES + AV_INPUT_BUFFER_PADDING_SIZE);
        bytes = input.asByteBuffer();
        output = new PointerPointer<>(1);
        outputSize = new IntPointer(1);
        parser = av_parser_init(codec.id());
        context = avcodec_alloc_context3(null);
        if (parser == null || context == null) {
            close();
            throw new ValkkaException(Kind.IO, "this FFmpeg has no parser for " + codec);
        }
        parser.flags(parser.flags() | AVCodecParserContext.PARSER_FLAG_COMPLETE_FRAMES);
    }

    /**
     * Takes a picture.
     *
     * @param nalUnits its NAL units, a frame each, at least up to its first slice
     */
    public void parse(List<BasicFrame> nalUnits) {
        bytes.clear().limit(MOST_BYTES);
        for (BasicFrame unit : nalUnits) {
            int length = Math.min(unit.size(), MOST_BYTES_OF_A_UNIT);
            if (bytes.remaining() < length) {
                break;
            }
            unit.copyTo(bytes, 0, length);
            if (NalSyntax.of(codec).isSlice(unit.nalUnitType())) {
                break;
            }
        }
        int length = bytes.position();
        bytes.limit(bytes.capacity()).put(new byte[AV_INPUT_BUFFER_PADDING_SIZE]);
        av_parser_parse2(parser, context, output, outputSize, input, length, AV_NOPTS_VALUE, AV_NOPTS_VALUE, 0);
    }

    /**
     * Pixels, as shown, without the pixels that the encoder crops; 0 before the first parsed
     * picture.
     */
    public int width() {
        return parser.width();
    }

    /** Pixels, as shown; 0 while no picture could be parsed. */
    public int height() {
        return parser.height();
    }

    /** Returns the profile's name, as in {@code "Main"}; empty where FFmpeg knows none. */
    public String profile() {
        BytePointer name = avcodec_profile_name(codec.id(), context.profile());
        return name == null ? "" : name.getString();
    }

    /**
     * Returns the place of the picture in the order of showing, counted from the last IDR picture:
     * its picture order count.
     */
    public int pictureOrderCount() {
        return parser.output_picture_number();
    }

    /** Frees the native memory. May be called twice. */
    @Override
    public void close() {
        if (context != null) {
            avcodec_free_context(context); // makes its pointer null, and does nothing where it is
        }
        if (parser != null && !parser.isNull()) {
            av_parser_close(parser);
            parser.setNull();
        }
        input.close();
        output.close();
        outputSize.close();
    }
}
