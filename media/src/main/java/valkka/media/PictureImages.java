package valkka.media;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_AREA;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU601;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU709;
import static org.bytedeco.ffmpeg.global.swscale.SWS_FULL_CHR_H_INT;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCachedContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import java.awt.image.BufferedImage;
import java.nio.Buffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.Java2DFrameConverter;
import org.jspecify.annotations.Nullable;
import valkka.ffmpeg.Av;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Makes images of decoded pictures. Used by one thread at a time; its native memory is freed by
 * {@link #close()}.
 */
final class PictureImages implements AutoCloseable {
    private static final int CHANNELS = 3;
    /** Of this height and more, pictures that do not say so have the colours of HDTV. */
    private static final int HD_HEIGHT = 720;
    /** 1 in the fixed point numbers of swscale. */
    private static final int UNCHANGED = 1 << 16;

    private final int width;
    private @Nullable SwsContext scaler;
    private @Nullable AVFrame pixels;

    /** @param width of the images in pixels, their height follows; 0 for that of the pictures */
    PictureImages(int width) {
        this.width = width;
    }

    /** Returns a new image. Pixels that are not square in the stream are in it. */
    BufferedImage of(AVFrame picture) {
        int num = picture.sample_aspect_ratio().num();
        int den = picture.sample_aspect_ratio().den();
        boolean square = num <= 0 || den <= 0;
        double shownWidth = square ? picture.width() : (double) picture.width() * num / den;
        int toWidth = width == 0 ? (int) Math.round(shownWidth) : width;
        int toHeight = (int) Math.max(1, Math.round(picture.height() * toWidth / shownWidth));
        SwsContext current = sws_getCachedContext(
                scaler,
                picture.width(),
                picture.height(),
                picture.format(),
                toWidth,
                toHeight,
                AV_PIX_FMT_BGR24,
                SWS_AREA | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT,
                null,
                null,
                (DoublePointer) null);
        scaler = current;
        if (current == null) {
            throw new ValkkaException(
                    Kind.IO,
                    "FFmpeg cannot turn pictures of its format " + picture.format() + ", " + picture.width() + "x"
                            + picture.height() + ", into images");
        }
        setColours(current, picture);
        AVFrame room = prepare(toWidth, toHeight);
        Av.check(
                sws_scale(
                        current,
                        new PointerPointer<>(picture),
                        picture.linesize(),
                        0,
                        picture.height(),
                        new PointerPointer<>(room),
                        room.linesize()),
                "turning a picture into an image");
        BufferedImage image = new BufferedImage(toWidth, toHeight, BufferedImage.TYPE_3BYTE_BGR);
        Java2DFrameConverter.copy(asJavaCvFrame(room), image);
        return image;
    }

    private static void setColours(SwsContext scaler, AVFrame picture) {
        int matrix = picture.colorspace();
        if (matrix == AVCOL_SPC_UNSPECIFIED) {
            matrix = picture.height() >= HD_HEIGHT ? SWS_CS_ITU709 : SWS_CS_ITU601;
        }
        int fullRange = picture.color_range() == AVCOL_RANGE_JPEG ? 1 : 0;
        IntPointer from = sws_getCoefficients(matrix);
        IntPointer to = sws_getCoefficients(SWS_CS_ITU601);
        sws_setColorspaceDetails(scaler, from, fullRange, to, 1, 0, UNCHANGED, UNCHANGED);
    }

    /**
     * Makes room for the pixels of an image; FFmpeg aligns its rows, and writes beyond their ends.
     */
    private AVFrame prepare(int toWidth, int toHeight) {
        AVFrame before = pixels;
        if (before != null && before.width() == toWidth && before.height() == toHeight) {
            return before;
        }
        closePixels();
        AVFrame made = Av.allocated(av_frame_alloc());
        try {
            made.format(AV_PIX_FMT_BGR24);
            made.width(toWidth);
            made.height(toHeight);
            Av.check(av_frame_get_buffer(made, 0), "reserving memory for an image");
            pixels = made; // the next image is made in it, so not before it has its memory
            return made;
        } finally {
            if (pixels == null) {
                av_frame_free(made);
            }
        }
    }

    private static Frame asJavaCvFrame(AVFrame pixels) {
        Frame frame = new Frame();
        frame.imageWidth = pixels.width();
        frame.imageHeight = pixels.height();
        frame.imageDepth = Frame.DEPTH_UBYTE;
        frame.imageChannels = CHANNELS;
        frame.imageStride = pixels.linesize(0);
        long bytes = (long) pixels.linesize(0) * pixels.height();
        frame.image = new Buffer[] {pixels.data(0).capacity(bytes).asByteBuffer()};
        return frame;
    }

    private void closePixels() {
        if (pixels != null) {
            av_frame_free(pixels);
            pixels = null;
        }
    }

    @Override
    public void close() {
        closePixels();
        if (scaler != null) {
            sws_freeContext(scaler);
            scaler = null;
        }
    }
}
