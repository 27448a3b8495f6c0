package valkka.live;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;
import valkka.frame.Codec;
import valkka.frame.MediaType;
import valkka.rtsp.Subsession;

/**
 * One of the streams that a camera offers, as FFmpeg describes it.
 *
 * @param index FFmpeg's number of the track, which the track's packets bear
 * @param subsession 0 for the picture, 1 for the sound
 * @param mediaType video or audio
 * @param codec how it is encoded
 * @param extradata the SDP's data for the decoder: parameter sets in Annex B form, an
 *     AudioSpecificConfig; may be empty
 * @param timeBaseNum its pts count in units of {@code timeBaseNum / timeBaseDen} seconds
 * @param sampleRate of audio, in Hz; 0 for video
 * @param channels of audio; 0 for video
 */
record LiveTrack(
        int index,
        int subsession,
        MediaType mediaType,
        Codec codec,
        byte[] extradata,
        long timeBaseNum,
        long timeBaseDen,
        int sampleRate,
        int channels) {

    static LiveTrack video(AVStream stream, int index) {
        return of(stream, index, Subsession.VIDEO, MediaType.VIDEO);
    }

    static LiveTrack audio(AVStream stream, int index) {
        return of(stream, index, Subsession.AUDIO, MediaType.AUDIO);
    }

    private static LiveTrack of(AVStream stream, int index, int subsession, MediaType mediaType) {
        AVCodecParameters parameters = stream.codecpar();
        byte[] extradata = new byte[Math.max(0, parameters.extradata_size())];
        if (extradata.length > 0) {
            parameters.extradata().get(extradata);
        }
        return new LiveTrack(
                index,
                subsession,
                mediaType,
                Codec.of(parameters.codec_id()),
                extradata,
                stream.time_base().num(),
                stream.time_base().den(),
                parameters.sample_rate(),
                parameters.ch_layout().nb_channels());
    }

    /** Returns a pts of this stream in microseconds. */
    long micros(long pts) {
        long ticks = pts * timeBaseNum;
        return ticks / timeBaseDen * 1_000_000 + ticks % timeBaseDen * 1_000_000 / timeBaseDen;
    }
}
