package valkka.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_OUTPUT_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import valkka.ffmpeg.Av;
import valkka.ffmpeg.AvNatives;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.nal.AccessUnit;

/**
 * Decodes runs of access units, each beginning with a key frame, and keeps one picture of each run: the last one up to a time.
 * Used by one thread at a time, for any number of runs; its native memory is freed by {@link #close()}.
 */
final class PictureDecoder implements AutoCloseable {
    private final Codec codec;
    private final PictureImages images;
    private final AVCodecContext context;
    private final AVPacket packet;
    private final AVFrame decoded;
    private final AVFrame best;
    private boolean hasBest;
    private long target = Long.MAX_VALUE;

    /** The result of a run: the time of the picture's access unit, and the pixels. */
    record Decoded(long mstimestamp, BufferedImage image, boolean damaged) {}

    /**
     * @param width of the images in pixels; 0 for that of the pictures
     * @throws ValkkaException {@code IO} when FFmpeg cannot be loaded or has no such decoder
     */
    PictureDecoder(Codec codec, int width) {
        AvNatives.load();
        this.codec = codec;
        this.images = new PictureImages(width);
        AVCodec decoder = avcodec_find_decoder(codec.id());
        if (decoder == null) {
            throw new ValkkaException(Kind.IO, "FFmpeg's libraries have no decoder for " + codec);
        }
        this.context = Av.allocated(avcodec_alloc_context3(decoder));
        this.packet = Av.allocated(av_packet_alloc());
        this.decoded = Av.allocated(av_frame_alloc());
        this.best = Av.allocated(av_frame_alloc());
        boolean opened = false;
        try {
            // More threads would each hold a picture back, and a few pictures are decoded sooner than threads start.
            context.thread_count(1);
            // Flawed pictures behind a recovery point are shown too: a Picture says that it is damaged.
            context.flags(context.flags() | AV_CODEC_FLAG_OUTPUT_CORRUPT);
            Av.check(avcodec_open2(context, decoder, (AVDictionary) null), "opening the decoder of " + codec);
            opened = true;
        } finally {
            if (!opened) {
                close();
            }
        }
    }

    Codec codec() {
        return codec;
    }

    /** Begins a run, which is to give its last picture that is not later than {@code time}. */
    void begin(long time) {
        avcodec_flush_buffers(context);
        av_frame_unref(best);
        hasBest = false;
        target = time;
    }

    /**
     * Takes the next access unit. The decoder leaves out undecodable units; a run without a picture
     * shows that.
     */
    void add(AccessUnit unit) {
        int size = unit.size();
        Av.check(av_new_packet(packet, size), "reserving memory for a packet");
        ByteBuffer bytes =
                packet.data().capacity(size + AV_INPUT_BUFFER_PADDING_SIZE).asByteBuffer();
        unit.copyTo(bytes);
        packet.pts(unit.mstimestamp());
        packet.dts(unit.mstimestamp());
        avcodec_send_packet(context, packet);
        av_packet_unref(packet);
        receive();
    }

    /**
     * Ends the run.
     *
     * @return its picture, empty when there is none that could be decoded
     */
    Optional<Decoded> finish() {
        avcodec_send_packet(context, null);
        receive();
        if (!hasBest) {
            return Optional.empty();
        }
        boolean damaged = best.decode_error_flags() != 0 || (best.flags() & AVFrame.AV_FRAME_FLAG_CORRUPT) != 0;
        Decoded result = new Decoded(best.pts(), images.of(best), damaged);
        av_frame_unref(best);
        hasBest = false;
        return Optional.of(result);
    }

    private void receive() {
        while (avcodec_receive_frame(context, decoded) >= 0) {
            boolean later = decoded.pts() > target;
            if (later || (hasBest && decoded.pts() < best.pts())) {
                av_frame_unref(decoded);
            } else {
                av_frame_unref(best);
                av_frame_move_ref(best, decoded);
                hasBest = true;
            }
        }
    }

    /** Frees the native memory. May be called twice. */
    @Override
    public void close() {
        images.close();
        // Each makes its pointer null, and does nothing where it is.
        av_packet_free(packet);
        av_frame_free(decoded);
        av_frame_free(best);
        avcodec_free_context(context);
    }
}
