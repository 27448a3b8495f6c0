package valkka.media;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import valkka.ffmpeg.Av;
import valkka.ffmpeg.AvNatives;

/** FFmpeg's demuxer: gives the packets of a file in their order, and decodes nothing. */
final class PacketReader implements AutoCloseable {
    private final AVRational milliseconds;
    private final AVFormatContext context;
    private final AVPacket packet;

    /**
     * A packet of a file.
     *
     * @param codec as FFmpeg numbers them
     * @param pts when it is shown, in ms from the beginning of the file
     * @param position the byte of the file where the demuxer found it; -1 when it does not say so
     */
    record Packet(boolean isVideo, int codec, long pts, long position, byte[] bytes) {}

    PacketReader(Path file) {
        AvNatives.load();
        milliseconds = new AVRational().num(1).den(1000);
        context = new AVFormatContext(null);
        packet = Av.allocated(av_packet_alloc());
        boolean opened = false;
        try {
            Av.checkRead(avformat_open_input(context, file.toString(), null, (AVDictionary) null), "opening " + file);
            opened = true;
        } finally {
            if (!opened) {
                av_packet_free(packet);
            }
        }
    }

    /**
     * The description of the pictures that stands in front of the packets.
     *
     * @param codec as FFmpeg numbers them
     * @param bytes a decoder configuration record, for H.264 and H.265
     */
    record Header(int codec, byte[] bytes) {}

    /** Returns the description of the pictures; empty in a file of sound alone. */
    Optional<Header> header() {
        for (int i = 0; i < context.nb_streams(); i++) {
            AVCodecParameters parameters = context.streams(i).codecpar();
            if (parameters.codec_type() == AVMEDIA_TYPE_VIDEO) {
                byte[] bytes = new byte[parameters.extradata_size()];
                if (bytes.length > 0) {
                    parameters.extradata().get(bytes);
                }
                return Optional.of(new Header(parameters.codec_id(), bytes));
            }
        }
        return Optional.empty();
    }

    /** Returns the next packet; empty at the end of the file. */
    Optional<Packet> next() {
        int code = av_read_frame(context, packet);
        if (code == AVERROR_EOF()) {
            return Optional.empty();
        }
        Av.checkRead(code, "reading a packet of the clip");
        try {
            AVStream stream = context.streams(packet.stream_index());
            byte[] bytes = new byte[packet.size()];
            packet.data().get(bytes);
            return Optional.of(new Packet(
                    stream.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO,
                    stream.codecpar().codec_id(),
                    av_rescale_q(packet.pts(), stream.time_base(), milliseconds),
                    packet.pos(),
                    bytes));
        } finally {
            av_packet_unref(packet);
        }
    }

    @Override
    public void close() {
        av_packet_free(packet);
        avformat_close_input(context);
    }
}
