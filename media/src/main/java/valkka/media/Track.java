package valkka.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import valkka.ffmpeg.Av;
import valkka.ffmpeg.AvNatives;
import valkka.ffmpeg.PictureParser;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.nal.AccessUnit;
import valkka.nal.AvcDecoderConfiguration;

/**
 * The description of one of a file's streams, which stands before the first packet.
 *
 * @param extradata an AVCDecoderConfigurationRecord, parameter sets in Annex B form, an
 *     AudioSpecificConfig; may be empty
 * @param width pixels; 0 of sound
 * @param height pixels; 0 of sound
 * @param delay how many pictures may come before one that is shown before them; 0 where they come
 *     as they are shown
 * @param sampleRate Hz; 0 of pictures
 * @param channels of sound; 0 of pictures
 */
record Track(Codec codec, byte[] extradata, int width, int height, int delay, int sampleRate, int channels) {
    private static final int TELEPHONE_RATE = 8000;
    private static final int OPUS_RATE = 48_000;

    boolean isVideo() {
        return width > 0;
    }

    /**
     * Returns whether NAL units are to stand behind their lengths, and not behind start codes: so
     * the muxer need not look for these.
     */
    boolean hasLengths() {
        return codec.equals(Codec.H264) && extradata.length > 0 && extradata[0] == 1;
    }

    /**
     * Returns the track of a stream that begins with a key picture.
     *
     * @throws valkka.frame.ValkkaException {@code IO} when FFmpeg fails
     */
    static Track video(AccessUnit key) {
        byte[] extradata = AvcDecoderConfiguration.of(key).orElseGet(() -> annexB(key.parameterSets()));
        try (PictureParser parser = new PictureParser(key.codec())) {
            parser.parse(key.nalUnits());
            // A size that cannot be read is no reason to lose the recording: players read it from
            // the stream themselves.
            return new Track(
                    key.codec(),
                    extradata,
                    Math.max(2, parser.width()),
                    Math.max(2, parser.height()),
                    delay(key.codec(), extradata),
                    0,
                    0);
        }
    }

    private static byte[] annexB(List<BasicFrame> units) {
        ByteBuffer bytes =
                ByteBuffer.allocate(units.stream().mapToInt(BasicFrame::size).sum());
        units.forEach(unit -> unit.copyTo(bytes, 0, unit.size()));
        return bytes.array();
    }

    /** As a decoder reads it from the parameter sets. */
    private static int delay(Codec codec, byte[] extradata) {
        AVCodec decoder = avcodec_find_decoder(codec.id());
        AVCodecContext context = decoder == null ? null : avcodec_alloc_context3(decoder);
        if (context == null) {
            return 0;
        }
        try {
            context.thread_count(1);
            context.extradata(nativeCopy(extradata));
            context.extradata_size(extradata.length);
            return avcodec_open2(context, decoder, (AVDictionary) null) < 0 ? 0 : context.has_b_frames();
        } finally {
            avcodec_free_context(context);
        }
    }

    /** Returns a copy of {@code bytes} that FFmpeg frees. */
    static BytePointer nativeCopy(byte[] bytes) {
        AvNatives.load();
        BytePointer copy = new BytePointer(Av.allocated(av_mallocz(bytes.length + AV_INPUT_BUFFER_PADDING_SIZE)));
        return copy.put(bytes);
    }

    Track withDelay(int newDelay) {
        return new Track(codec, extradata, width, height, newDelay, sampleRate, channels);
    }

    /**
     * Returns the track of a stream that begins with this packet of sound; empty when a recording
     * does not tell enough.
     */
    static Optional<Track> sound(BasicFrame packet) {
        Codec codec = packet.codec();
        if (codec.equals(Codec.AAC)) {
            return AdtsFrame.of(packet)
                    .map(adts -> new Track(codec, adts.config(), 0, 0, 0, adts.sampleRate(), adts.channels()));
        }
        if (codec.equals(Codec.PCMA) || codec.equals(Codec.PCMU)) {
            // RTP's static types 8 and 0 (RFC 3551), which cameras send: a recording does not keep
            // anything else.
            return Optional.of(new Track(codec, new byte[0], 0, 0, 0, TELEPHONE_RATE, 1));
        }
        if (codec.equals(Codec.OPUS) && packet.size() > 0) {
            boolean stereo = (packet.payload().get(0) & 4) != 0; // RFC 6716, 3.1
            return Optional.of(opus(stereo ? 2 : 1));
        }
        return Optional.empty();
    }

    /** With an identification header (RFC 7845, 5.1) that says nothing but the channels. */
    private static Track opus(int channels) {
        byte[] head = {
            'O', 'p', 'u', 's', 'H', 'e', 'a', 'd', 1, (byte) channels, 0, 0, (byte) 0x80, (byte) 0xbb, 0, 0, 0, 0, 0
        };
        return new Track(Codec.OPUS, head, 0, 0, 0, OPUS_RATE, channels);
    }

    @Override
    public String toString() {
        return isVideo() ? codec + " " + width + "x" + height : codec + " " + sampleRate + " Hz, " + channels + " ch";
    }
}
