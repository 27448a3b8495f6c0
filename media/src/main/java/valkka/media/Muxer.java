package valkka.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_ADPCM_G726;
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
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
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
    /** {@code hvc1}, as mp4 writes it. */
    private static final int HVC1 = 'h' | 'v' << 8 | 'c' << 16 | '1' << 24;

    private static final Charset FILE_NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private final MediaFile.Target target;
    private final Mp4Index index;
    private final List<Output> outputs = new ArrayList<>();
    private final AVFormatContext context;
    private final AVPacket packet;
    private BytePointer dataPointer = new BytePointer(FIRST_PACKET_BYTES + AV_INPUT_BUFFER_PADDING_SIZE);
    private ByteBuffer data = dataPointer.asByteBuffer();

    /** A track of the file: FFmpeg's stream, and the unit of the times that it is given. */
    private record Output(AVStream stream, AVRational unit, boolean isPicture) {}

    /**
     * Opens it and writes what stands in front of the packets.
     *
     * @param target a file that must not be there, or is emptied; or memory
     * @param start when the first packet was recorded
     * @throws ValkkaException {@code FULL} or {@code IO} when that fails
     */
    Muxer(MediaFile.Target target, List<Track> tracks, Instant start) {
        AvNatives.load();
        this.target = target;
        this.index = new Mp4Index(tracks);
        this.context = new AVFormatContext(null);
        this.packet = Av.allocated(av_packet_alloc());
        boolean opened = false;
        try {
            allocate();
            tracks.forEach(this::add);
            context.metadata(metadata(start));
            open(target.file());
            Map<String, String> settings = new HashMap<>(target.container().options());
            if (target.hasIndexInFront()) {
                settings.put("moov_size", "" + target.room());
            }
            AVDictionary options = dictionary(settings);
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

    private void allocate() {
        String format = target.container().ffmpegName();
        try (BytePointer name = target.file() == null ? null : nameOf(target.file());
                BytePointer formatName = new BytePointer(format)) {
            check(avformat_alloc_output_context2(context, null, formatName, name), "preparing");
        }
    }

    private void add(Track track) {
        AVStream stream = Av.allocated(avformat_new_stream(context, null));
        AVCodecParameters parameters = stream.codecpar();
        parameters.codec_id(track.codec().id());
        if (track.extradata().length > 0) {
            parameters.extradata(Track.nativeCopy(track.extradata()));
            parameters.extradata_size(track.extradata().length);
        }
        AVRational unit = new AVRational();
        if (track instanceof PictureTrack picture) {
            describe(picture, stream);
            unit.num(1).den(MS_PER_SECOND);
        } else if (track instanceof SoundTrack sound) {
            describe(sound, parameters);
            unit.num(1).den(sound.sampleRate());
        }
        stream.time_base(unit);
        outputs.add(new Output(stream, unit, track instanceof PictureTrack));
    }

    private void describe(PictureTrack picture, AVStream stream) {
        AVCodecParameters parameters = stream.codecpar();
        parameters.codec_type(AVMEDIA_TYPE_VIDEO);
        parameters.width(picture.width());
        parameters.height(picture.height());
        parameters.video_delay(picture.delay());
        if (picture.pixelWidth() > 0 && picture.pixelHeight() > 0) {
            parameters.sample_aspect_ratio().num(picture.pixelWidth()).den(picture.pixelHeight());
            stream.sample_aspect_ratio().num(picture.pixelWidth()).den(picture.pixelHeight());
        }
        if (target.container().wantsSetsInFront(picture.codec())) {
            parameters.codec_tag(HVC1);
        }
    }

    private static void describe(SoundTrack sound, AVCodecParameters parameters) {
        parameters.codec_type(AVMEDIA_TYPE_AUDIO);
        parameters.sample_rate(sound.sampleRate());
        av_channel_layout_default(parameters.ch_layout(), sound.channels());
        parameters.bits_per_coded_sample(sound.bitsPerSample());
        parameters.bit_rate((long) sound.bitsPerSample() * sound.sampleRate() * sound.channels());
        if (sound.codec().equals(Codec.AAC)) {
            parameters.frame_size(AdtsFrame.SAMPLES);
        } else if (sound.codec().equals(Codec.G726)) {
            parameters.codec_id(AV_CODEC_ID_ADPCM_G726); // see G726Packing
        }
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
            // It is empty. Were it emptied again, ext4 would write it to the disk while it is closed.
            AVDictionary options = dictionary(Map.of("truncate", "0"));
            try (BytePointer name = nameOf(file)) {
                check(avio_open2(io, name, AVIO_FLAG_WRITE, (AVIOInterruptCB) null, options), "opening");
            } finally {
                av_dict_free(options);
            }
        }
        context.pb(io);
    }

    /** The protocol's name keeps a colon in the path from being taken for one. */
    private static BytePointer nameOf(Path file) {
        return new BytePointer("file:" + file.toAbsolutePath(), FILE_NAMES);
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
        index.add(output.isPicture);
        int result = av_write_frame(context, packet);
        check(result, "writing");
        check(context.pb().error(), "writing");
    }

    /** Writes what stands behind the packets, or in front of them. */
    void finish() {
        boolean moves = target.hasIndexInFront() && index.mostBytes() > target.room();
        if (moves) {
            // There is too little room in front. FFmpeg looks at these two at the end, and moves all
            // packets then.
            check(av_opt_set(context.priv_data(), "moov_size", "0", 0), "moving the index of");
            check(av_opt_set(context.priv_data(), "movflags", "+faststart", 0), "moving the index of");
        }
        check(av_write_trailer(context), "finishing");
        if (target.file() != null) {
            AVIOContext io = context.pb();
            int result = avio_closep(io);
            context.pb(null);
            check(result, "finishing");
            if (moves) {
                Mp4Index.markRoom(target.file(), target.room());
            }
        }
    }

    /**
     * Returns the bytes in memory; a second call finds no bytes.
     *
     * @throws ValkkaException {@code IO} when there was no memory for them
     */
    byte[] takeBytes() {
        BytePointer start = new BytePointer((BytePointer) null);
        int length = avio_close_dyn_buf(context.pb(), start);
        context.pb(null);
        try {
            check(length, "finishing");
            byte[] bytes = new byte[length];
            if (length > 0) {
                start.get(bytes);
            }
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
                    Kind.FULL, doing + " " + target + " failed, the disk is full: make room, or write it elsewhere");
        }
        Av.check(code, doing + " " + target);
    }

    @Override
    public void close() {
        av_packet_free(packet); // its bytes are not its own
        dataPointer.close();
        if (!context.isNull()) {
            if (context.pb() != null && !context.pb().isNull()) {
                closeOutput();
            }
            avformat_free_context(context);
            context.setNull();
        }
    }

    /** Copies nothing: where memory is short, that would hide why the file is given up. */
    private void closeOutput() {
        if (target.file() == null) {
            BytePointer start = new BytePointer((BytePointer) null);
            avio_close_dyn_buf(context.pb(), start);
            av_free(start);
        } else {
            avio_closep(context.pb());
        }
        context.pb(null);
    }
}
