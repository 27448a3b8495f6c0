package valkka.media;

import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;

import java.nio.ByteBuffer;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import valkka.ffmpeg.Av;
import valkka.ffmpeg.PictureParser;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.nal.AccessUnit;
import valkka.nal.AvcDecoderConfiguration;
import valkka.nal.HevcDecoderConfiguration;

/**
 * The pictures of a file.
 *
 * @param extradata an AVCDecoderConfigurationRecord or HEVCDecoderConfigurationRecord, or parameter sets in Annex B form
 * @param width pixels
 * @param height pixels
 * @param pixelWidth a pixel's width and height are as {@code pixelWidth} and {@code pixelHeight}; 0
 *     where the stream does not say so, and players show square ones
 * @param pixelHeight see {@code pixelWidth}
 * @param delay how many pictures may come before one that is shown before them; 0 where they come
 *     as they are shown
 */
record PictureTrack(Codec codec, byte[] extradata, int width, int height, int pixelWidth, int pixelHeight, int delay)
        implements Track {
    /** The header of a slice is far shorter. */
    private static final int BEGINNING_OF_SLICE = 256;

    /** What a decoder finds out. */
    private record Decoded(int pixelWidth, int pixelHeight, int delay) {
        static final Decoded NOTHING = new Decoded(0, 0, 0);
    }

    /**
     * Returns the track of a stream that begins with a key picture.
     *
     * @throws valkka.frame.ValkkaException {@code IO} when FFmpeg fails
     */
    static PictureTrack of(AccessUnit key, Container container) {
        byte[] extradata = AvcDecoderConfiguration.of(key)
                .or(() -> HevcDecoderConfiguration.of(key, container.wantsSetsInFront(key.codec())))
                .orElseGet(() -> annexB(key.parameterSets(), Integer.MAX_VALUE));
        try (PictureParser parser = new PictureParser(key.codec())) {
            parser.parse(key.nalUnits());
            Decoded decoded = decode(key);
            // A size that cannot be read is no reason to lose the recording: players read it from
            // the stream themselves.
            return new PictureTrack(
                    key.codec(),
                    extradata,
                    Math.max(2, parser.width()),
                    Math.max(2, parser.height()),
                    decoded.pixelWidth,
                    decoded.pixelHeight,
                    decoded.delay);
        }
    }

    /**
     * Returns whether NAL units are to stand behind their lengths, and not behind start codes: so
     * the muxer need not look for these.
     */
    boolean hasLengths() {
        return extradata.length > 0 && extradata[0] == 1; // the version of a record, or of a start code 0
    }

    PictureTrack withDelay(int newDelay) {
        return new PictureTrack(codec, extradata, width, height, pixelWidth, pixelHeight, newDelay);
    }

    /** @param most bytes of a unit to take */
    private static byte[] annexB(List<BasicFrame> units, int most) {
        ByteBuffer bytes = ByteBuffer.allocate(
                units.stream().mapToInt(unit -> Math.min(most, unit.size())).sum());
        units.forEach(unit -> unit.copyTo(bytes, 0, Math.min(most, unit.size())));
        return bytes.array();
    }

    /**
     * A decoder applies the parameter sets at the first slice. It gets the beginning of the slice
     * alone, which costs less than a picture.
     */
    private static Decoded decode(AccessUnit key) {
        AVCodec decoder = avcodec_find_decoder(key.codec().id());
        AVCodecContext context = decoder == null ? null : avcodec_alloc_context3(decoder);
        if (context == null) {
            return Decoded.NOTHING;
        }
        try {
            byte[] sets = annexB(key.parameterSets(), Integer.MAX_VALUE);
            context.thread_count(1);
            context.extradata(Track.nativeCopy(sets));
            context.extradata_size(sets.length);
            if (avcodec_open2(context, decoder, (AVDictionary) null) < 0) {
                return Decoded.NOTHING;
            }
            int delay = context.has_b_frames(); // as the parameter sets say, without a guess
            sendBeginning(key, context);
            return new Decoded(
                    context.sample_aspect_ratio().num(),
                    context.sample_aspect_ratio().den(),
                    delay);
        } finally {
            avcodec_free_context(context);
        }
    }

    private static void sendBeginning(AccessUnit key, AVCodecContext context) {
        byte[] slice = annexB(List.of(key.firstSlice()), BEGINNING_OF_SLICE);
        AVPacket packet = Av.allocated(av_packet_alloc());
        try {
            Av.check(av_new_packet(packet, slice.length), "reserving memory for a packet");
            packet.data().put(slice);
            avcodec_send_packet(context, packet);
        } finally {
            av_packet_free(packet);
        }
    }
}
