package valkka.camera;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import valkka.ffmpeg.Av;
import valkka.ffmpeg.AvNatives;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.nal.NalUnits;
import valkka.rtsp.RtpAccessUnit;

/**
 * Encodes pictures with libopenh264, which FFmpeg's LGPL build has, without delay: one picture in,
 * one access unit out. Used by one thread at a time. Its native memory is freed by
 * {@link #close()}.
 */
final class H264Encoder implements AutoCloseable {
    private static final int MS_PER_SECOND = 1000;
    /** The QP is bounded by the quality that a quiet scene gets with about this rate. */
    private static final double MODEL_BITS_PER_PIXEL = 0.104;

    private static final double MODEL_QP = 23;
    private static final double QP_PER_HALF_RATE = 4;
    private static final int LOWEST_QP = 18;
    private static final int HIGHEST_QP = 51;

    private final TestPicture picture;
    private final int gop;
    private final List<byte[]> parameterSets;
    private final AVCodecContext context;
    private final AVFrame frame;
    private final AVPacket packet;
    private boolean started;
    private long firstMs;
    private int sinceKey;

    /**
     * Opens an encoder of that picture's size.
     *
     * @param gop pictures from one key frame to the next
     * @param bitRate bits a second
     * @throws ValkkaException {@code IO} when the encoder is missing or refuses
     */
    H264Encoder(TestPicture picture, int fps, int gop, int bitRate) {
        this(picture, fps, gop, bitRate, false);
    }

    /**
     * @param variable whether the bit rate is the highest rate: a scene that needs less gets less,
     *     as the quality is bounded
     */
    H264Encoder(TestPicture picture, int fps, int gop, int bitRate, boolean variable) {
        AvNatives.load();
        this.picture = picture;
        this.gop = gop;
        AVCodec codec = avcodec_find_encoder_by_name("libopenh264");
        if (codec == null) {
            throw new ValkkaException(
                    Kind.IO,
                    "FFmpeg's libraries lack the encoder libopenh264: use bytedeco's LGPL natives, which have it");
        }
        this.context = Av.allocated(avcodec_alloc_context3(codec));
        this.frame = Av.allocated(av_frame_alloc());
        this.packet = Av.allocated(av_packet_alloc());
        boolean opened = false;
        try {
            if (variable) {
                context.qmin(lowestQp(bitRate / ((double) picture.width() * picture.height() * fps)));
                context.qmax(HIGHEST_QP);
            }
            open(codec, fps, bitRate);
            parameterSets = List.copyOf(NalUnits.split(extradata()));
            opened = true;
        } finally {
            if (!opened) {
                close();
            }
        }
    }

    private static int lowestQp(double bitsPerPixel) {
        double halves = Math.log(bitsPerPixel / MODEL_BITS_PER_PIXEL) / Math.log(2);
        long qp = Math.round(MODEL_QP - QP_PER_HALF_RATE * halves);
        return (int) Math.max(LOWEST_QP, Math.min(HIGHEST_QP, qp));
    }

    private void open(AVCodec codec, int fps, int bitRate) {
        context.width(picture.width());
        context.height(picture.height());
        context.pix_fmt(AV_PIX_FMT_YUV420P);
        context.time_base().num(1).den(MS_PER_SECOND);
        context.framerate().num(fps).den(1);
        context.bit_rate(bitRate);
        context.gop_size(gop);
        context.thread_count(1);
        // SPS and PPS come by themselves, once: they are needed before the first picture.
        context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        // A rate is aimed at in any case; in this mode more closely.
        AVDictionary options = new AVDictionary(null);
        Av.check(av_dict_set(options, "rc_mode", "bitrate", 0), "setting the encoder's rate control");
        String what = "opening libopenh264 for " + picture + " at " + fps + " frames and " + bitRate + " bits a second";
        int opened = avcodec_open2(context, codec, options);
        av_dict_free(options);
        Av.check(opened, what);
        frame.format(AV_PIX_FMT_YUV420P);
        frame.width(picture.width());
        frame.height(picture.height());
        Av.check(av_frame_get_buffer(frame, 0), "reserving a picture's memory");
    }

    private byte[] extradata() {
        byte[] bytes = new byte[context.extradata_size()];
        if (bytes.length > 0) {
            context.extradata().get(bytes);
        }
        return bytes;
    }

    /** SPS and PPS, without start codes. */
    List<byte[]> parameterSets() {
        return parameterSets;
    }

    /**
     * Encodes the picture as it is now; SPS and PPS stand in front of each key frame.
     *
     * @param mstimestamp when it was taken; later than the picture before
     * @param key whether it must be a key frame
     * @return empty when the encoder left it out
     * @throws ValkkaException {@code IO} when the encoder fails
     */
    Optional<RtpAccessUnit> encode(long mstimestamp, boolean key) {
        if (!started) {
            firstMs = mstimestamp;
            started = true;
        }
        boolean intra = key || sinceKey == 0 || sinceKey >= gop;
        Av.check(av_frame_make_writable(frame), "preparing a picture");
        copy(0, picture.luma(), picture.width(), picture.height());
        copy(1, picture.blue(), picture.width() / 2, picture.height() / 2);
        copy(2, picture.red(), picture.width() / 2, picture.height() / 2);
        frame.pts(mstimestamp - firstMs);
        frame.pict_type(intra ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
        Av.check(avcodec_send_frame(context, frame), "encoding a picture");
        int result = avcodec_receive_packet(context, packet);
        if (result == AVERROR_EAGAIN()) {
            sinceKey = intra ? 0 : sinceKey + 1;
            return Optional.empty();
        }
        Av.check(result, "encoding a picture");
        byte[] bytes = new byte[packet.size()];
        packet.data().get(bytes);
        av_packet_unref(packet);
        RtpAccessUnit unit = RtpAccessUnit.ofAnnexB(bytes, mstimestamp);
        sinceKey = unit.key() ? 1 : sinceKey + 1;
        return Optional.of(unit.key() ? withParameterSets(unit) : unit);
    }

    private RtpAccessUnit withParameterSets(RtpAccessUnit unit) {
        List<byte[]> nalUnits = new ArrayList<>(parameterSets);
        nalUnits.addAll(unit.nalUnits());
        return new RtpAccessUnit(nalUnits, unit.mstimestamp(), true);
    }

    /** Row by row: FFmpeg's rows may be longer than the picture is wide. */
    private void copy(int plane, byte[] from, int width, int height) {
        BytePointer to = frame.data(plane);
        int stride = frame.linesize(plane);
        if (stride == width) {
            to.put(from, 0, width * height);
            return;
        }
        for (int row = 0; row < height; row++) {
            to.position((long) row * stride).put(from, row * width, width);
        }
    }

    boolean isClosed() {
        return context.isNull();
    }

    /** Frees the native memory. May be called twice. */
    @Override
    public void close() {
        // Each makes its pointer null, and does nothing where it is.
        av_packet_free(packet);
        av_frame_free(frame);
        avcodec_free_context(context);
    }
}
