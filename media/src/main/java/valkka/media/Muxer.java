package valkka.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_close_dyn_buf;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open2;
import static org.bytedeco.ffmpeg.global.avformat.avio_open_dyn_buf;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_ENOSPC;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_free;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;
import valkka.ffmpeg.Av;
import valkka.ffmpeg.AvNatives;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * FFmpeg's muxer: puts packets of a few tracks into a file, or into memory. One thread at a time
 * may use a muxer. {@link #close()} frees all native memory, even after an error. A file without
 * {@link #finish()} lacks its index.
 */
final class Muxer implements AutoCloseable {
    private static final int MS_PER_SECOND = 1000;
    private static final int FIRST_PACKET_BYTES = 1 << 16;
    private static final Charset FILE_NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private final String where;
    private final boolean inMemory;
    private final List<Output> outputs = new ArrayList<>();
    private final AVFormatContext context;
    private final AVPacket packet;
    private BytePointer dataPointer = new BytePointer(FIRST_PACKET_BYTES + AV_INPUT_BUFFER_PADDING_SIZE);
    private ByteBuffer data = dataPointer.asByteBuffer();

    /** A track of the file: FFmpeg's stream, and the unit of the times that it is given. */
    private record Output(AVStream stream, AVRational unit) {}

    /**
     * Opens it and writes what stands in front of the packets.
     *
     * @param file which must not be there, or is emptied; {@code null} for memory
     * @param start when the first packet was recorded
     * @throws ValkkaException {@code FULL} or {@code IO} when that fails
     */
    Muxer(Container container, @Nullable Path file, List<Track> tracks, Instant start) {
        AvNatives.load();
        this.where = file == null ? container + " in memory" : file.toString();
        this.inMemory = file == null;
        this.context = new AVFormatContext(null);
        this.packet = Av.allocated(av_packet_alloc());
        boolean opened = false;
        try {
            check(avformat_alloc_output_context2(context, null, container.ffmpegName(), (String) null), "preparing");
            tracks.forEach(this::add);
            context.metadata(metadata(start));
            open(file);
            AVDictionary options = dictionary(container.options());
            int result = avformat_write_header(context, options);
            av_dict_free(options);
            check(result, "beginning");
            opened = true;
        } finally {
            if (!opened) {
                close();
            }
        }
    }

    private void add(Track track) {
        AVStream stream = Av.allocated(avformat_new_stream(context, null));
        AVCodecParameters parameters = stream.codecpar();
        parameters.codec_type(track.isVideo() ? AVMEDIA_TYPE_VIDEO : AVMEDIA_TYPE_AUDIO);
        parameters.codec_id(track.codec().id());
        if (track.extradata().length > 0) {
            parameters.extradata(Track.nativeCopy(track.extradata()));
            parameters.extradata_size(track.extradata().length);
        }
        if (track.isVideo()) {
            parameters.width(track.width());
            parameters.height(track.height());
            parameters.video_delay(track.delay());
        } else {
            parameters.sample_rate(track.sampleRate());
            av_channel_layout_default(parameters.ch_layout(), track.channels());
            if (track.codec().equals(Codec.AAC)) {
                parameters.frame_size(AdtsFrame.SAMPLES);
            }
        }
        AVRational unit = new AVRational().num(1).den(track.isVideo() ? MS_PER_SECOND : track.sampleRate());
        stream.time_base(unit);
        outputs.add(new Output(stream, unit));
    }

    /** The time of day: players show the first of them, and mp4 has only whole seconds there. */
    private static AVDictionary metadata(Instant start) {
        String time = start.truncatedTo(ChronoUnit.MILLIS).toString();
        return dictionary(Map.of("creation_time", time, "date", time));
    }

    private static AVDictionary dictionary(Map<String, String> entries) {
        AVDictionary dictionary = new AVDictionary(null);
        entries.forEach((key, value) -> Av.check(av_dict_set(dictionary, key, value, 0), "setting FFmpeg's " + key));
        return dictionary;
    }

    private void open(@Nullable Path file) {
        AVIOContext io = new AVIOContext(null);
        if (file == null) {
            check(avio_open_dyn_buf(io), "opening");
        } else {
            TargetFile.makeEmpty(file);
            // The protocol's name keeps a colon in the path from being taken for one. It is empty.
            // Were it emptied again, ext4 would write it to the disk while it is closed.
            AVDictionary options = dictionary(Map.of("truncate", "0"));
            try (BytePointer name = new BytePointer("file:" + file.toAbsolutePath(), FILE_NAMES)) {
                check(avio_open2(io, name, AVIO_FLAG_WRITE, (AVIOInterruptCB) null, options), "opening");
            } finally {
                av_dict_free(options);
            }
        }
        context.pb(io);
    }

    /**
     * Room for the bytes of the next packet, from position 0 on: put them, and {@link #write} it.
     */
    ByteBuffer packet(int size) {
        if (data.capacity() < size + AV_INPUT_BUFFER_PADDING_SIZE) {
            // This may throw, and the memory before stays in use then.
            BytePointer larger = new BytePointer(2L * size + AV_INPUT_BUFFER_PADDING_SIZE);
            dataPointer.close();
            dataPointer = larger;
            data = dataPointer.asByteBuffer();
        }
        return data.clear();
    }

    /**
     * Writes the packet whose bytes were put. Times are in units of the track: milliseconds of
     * pictures, samples of sound, counted from the file's beginning.
     */
    void write(int track, long pts, long dts, long duration, boolean key) {
        int size = data.position();
        Output output = outputs.get(track);
        packet.data(dataPointer);
        packet.size(size);
        packet.stream_index(track);
        packet.pts(pts);
        packet.dts(dts);
        packet.duration(duration);
        packet.flags(key ? AV_PKT_FLAG_KEY : 0);
        av_packet_rescale_ts(packet, output.unit, output.stream.time_base());
        int result = av_write_frame(context, packet);
        check(result, "writing");
        check(context.pb().error(), "writing");
    }

    /** Writes what stands behind the packets. */
    void finish() {
        check(av_write_trailer(context), "finishing");
        if (!inMemory) {
            AVIOContext io = context.pb();
            int result = avio_closep(io);
            context.pb(null);
            check(result, "finishing");
        }
    }

    /** Returns the bytes in memory; a second call finds no bytes. */
    byte[] takeBytes() {
        BytePointer start = new BytePointer((BytePointer) null);
        int length = avio_close_dyn_buf(context.pb(), start);
        context.pb(null);
        try {
            byte[] bytes = new byte[length];
            start.get(bytes);
            return bytes;
        } finally {
            av_free(start);
        }
    }

    private void check(int code, String doing) {
        if (code >= 0) {
            return;
        }
        if (code == AVERROR_ENOSPC()) {
            throw new ValkkaException(
                    Kind.FULL, doing + " " + where + " failed, the disk is full: make room, or write it elsewhere");
        }
        Av.check(code, doing + " " + where);
    }

    @Override
    public void close() {
        av_packet_free(packet); // its bytes are not its own
        dataPointer.close();
        if (!context.isNull()) {
            if (context.pb() != null && !context.pb().isNull()) {
                if (inMemory) {
                    takeBytes();
                } else {
                    avio_closep(context.pb());
                    context.pb(null);
                }
            }
            avformat_free_context(context);
            context.setNull();
        }
    }
}
