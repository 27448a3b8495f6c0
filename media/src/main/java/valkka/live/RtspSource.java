package valkka.live;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_NOFILLIN;
import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_NOPARSE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_NONE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_PRFT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_network_init;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_iterate;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_max_alloc;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.StringJoiner;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.jspecify.annotations.Nullable;
import valkka.ffmpeg.Av;
import valkka.ffmpeg.AvNatives;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * One RTSP session by FFmpeg, and the native memory that goes with it. Packets come as the network
 * brings them, unparsed: NAL units or fragments of these, each with the pts of its picture. Used by
 * one {@link ConnectionThread}, which sets the time that each call may take.
 */
final class RtspSource implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("valkka.live");

    /** For one piece of native memory: several times an uncompressed picture of an 8K camera. */
    private static final long MAX_NATIVE_BYTES = 256L << 20;

    private final AVFormatContext context;
    private final AVPacket packet;
    private final SizeTPointer sideDataSize = new SizeTPointer(1);
    private @Nullable LiveTrack video; // null where there is none
    private @Nullable LiveTrack audio; // null where there is none

    /**
     * Loads FFmpeg, which takes a second or so the first time.
     *
     * @throws ValkkaException {@code IO} when FFmpeg has no libraries for this platform
     */
    static void load() {
        AvNatives.load();
        avformat_network_init();
        // A server may announce a description of 2 GB. The limit is FFmpeg's own and counts for the
        // whole process.
        av_max_alloc(MAX_NATIVE_BYTES);
    }

    RtspSource() {
        context = avformat_alloc_context();
        packet = av_packet_alloc();
        if (context == null || packet == null) {
            close();
            throw new ValkkaException(
                    Kind.IO, "no native memory is left for an RTSP connection: close some, or free some");
        }
        context.interrupt_callback().callback(AvInterrupt.INSTANCE);
        context.flags(context.flags() | AVFMT_FLAG_NOPARSE | AVFMT_FLAG_NOFILLIN);
    }

    /**
     * Connects and asks the camera to play.
     *
     * @param secretAddress with the password; of an SDP stream the file
     * @return 0, or FFmpeg's error code; after an error there is only {@link #close()}
     */
    int open(String secretAddress, LiveConnectionContext stream, Duration patience) {
        AVDictionary options = new AVDictionary(null);
        try {
            boolean sdp = stream.type() == LiveConnectionType.SDP;
            if (!sdp) {
                set(options, "rtsp_transport", transport(stream));
                // Silence is noticed by the thread's own deadlines, which are set call by call:
                // this one must not come before them.
                Duration longest = patience.compareTo(stream.reconnect()) > 0 ? patience : stream.reconnect();
                set(options, "timeout", longest.toNanos() / 1000);
            }
            set(options, "allowed_media_types", stream.audio() ? "video+audio" : "video");
            set(options, "protocol_whitelist", sdp ? "file,rtp,udp" : "rtsp,rtp,udp,tcp");
            if (stream.recvBufferSize() > 0) {
                set(options, "buffer_size", stream.recvBufferSize());
            }
            if (stream.reorderingTime() != null) {
                set(options, "max_delay", stream.reorderingTime().toNanos() / 1000);
            }
            int code = avformat_open_input(context, secretAddress, av_find_input_format(sdp ? "sdp" : "rtsp"), options);
            if (code < 0) {
                return code;
            }
            reportUnknown(options, stream);
            return 0;
        } finally {
            av_dict_free(options);
        }
    }

    private static String transport(LiveConnectionContext stream) {
        if (stream.requestMulticast()) {
            return "udp_multicast";
        }
        return stream.requestTcp() ? "tcp" : "udp";
    }

    private static void set(AVDictionary options, String key, Object value) {
        Av.check(av_dict_set(options, key, value.toString(), 0), "setting FFmpeg's option " + key);
    }

    private static void reportUnknown(AVDictionary options, LiveConnectionContext stream) {
        AVDictionaryEntry entry = av_dict_iterate(options, null);
        while (entry != null) {
            String key = entry.key().getString();
            LOG.log(
                    Level.WARNING,
                    () -> stream + ": this FFmpeg does not know the option '" + key + "' and left it out");
            entry = av_dict_iterate(options, entry);
        }
    }

    /**
     * Chooses the first video track and the first audio track that can be recorded. Returns false
     * when the camera offers neither.
     */
    boolean selectTracks() {
        for (int i = 0; i < context.nb_streams(); i++) {
            AVCodecParameters parameters = context.streams(i).codecpar();
            int codec = parameters.codec_id();
            if (video == null && (codec == AV_CODEC_ID_H264 || codec == AV_CODEC_ID_HEVC)) {
                video = LiveTrack.video(context.streams(i), i);
            } else if (audio == null && parameters.codec_type() == AVMEDIA_TYPE_AUDIO && codec != AV_CODEC_ID_NONE) {
                audio = LiveTrack.audio(context.streams(i), i);
            }
        }
        return video != null || audio != null;
    }

    /** Returns the camera's picture, or {@code null}. */
    @Nullable
    LiveTrack video() {
        return video;
    }

    /** Returns the camera's sound, or {@code null}. */
    @Nullable
    LiveTrack audio() {
        return audio;
    }

    /** Returns the names of the codecs that the camera offers. */
    String offered() {
        StringJoiner names = new StringJoiner(", ").setEmptyValue("nothing");
        for (int i = 0; i < context.nb_streams(); i++) {
            names.add(avcodec_get_name(context.streams(i).codecpar().codec_id()).getString());
        }
        return names.toString();
    }

    /**
     * Waits for the next packet, which is there until the next call. Returns 0, or FFmpeg's error
     * code.
     */
    int read() {
        av_packet_unref(packet);
        return Math.min(0, av_read_frame(context, packet));
    }

    /** Returns the track that the packet is of, or {@code null} for one that was not chosen. */
    @Nullable
    LiveTrack track() {
        int index = packet.stream_index();
        if (video != null && index == video.index()) {
            return video;
        }
        return audio != null && index == audio.index() ? audio : null;
    }

    /**
     * Returns whether the packet says when its picture is shown; where it does not, it belongs to
     * the picture before.
     */
    boolean hasPts() {
        return packet.pts() != AV_NOPTS_VALUE;
    }

    /** When its picture is shown, in the track's time; 0 for a packet of a track that was not chosen. */
    long ptsMicros() {
        LiveTrack track = track();
        return track == null ? 0 : track.micros(packet.pts());
    }

    /**
     * When the packet was sampled by the camera's own clock, in Unix microseconds;
     * {@link Long#MIN_VALUE} while the camera has not said how its clock goes, which it does in its
     * first RTCP sender report.
     */
    long senderMicros() {
        BytePointer reference = av_packet_get_side_data(packet, AV_PKT_DATA_PRFT, sideDataSize);
        if (reference == null || reference.isNull() || sideDataSize.get() < Long.BYTES) {
            return Long.MIN_VALUE;
        }
        return reference.getLong(); // AVProducerReferenceTime begins with the wall clock
    }

    int size() {
        return packet.size();
    }

    /** Copies the packet's bytes into {@code target}, from {@code offset} on. */
    void copyTo(byte[] target, int offset) {
        packet.data().get(target, offset, packet.size());
    }

    /** Appends the packet's bytes. False when the picture becomes too large. */
    boolean appendTo(PictureBuffer picture) {
        int size = packet.size();
        int at = picture.extend(size);
        if (at >= 0 && size > 0) {
            packet.data().get(picture.data(), at, size);
        }
        return at >= 0;
    }

    /** Says goodbye to the camera and frees everything. */
    @Override
    public void close() {
        sideDataSize.close();
        if (packet != null) {
            av_packet_free(packet);
        }
        // A failed open has freed the context and left a null pointer behind.
        if (context != null && !context.isNull()) {
            avformat_close_input(context);
        }
    }
}
