package valkka.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import org.bytedeco.javacpp.BytePointer;
import valkka.ffmpeg.Av;
import valkka.ffmpeg.AvNatives;
import valkka.frame.Codec;

/** The description of one of a file's streams, which stands before the first packet. */
sealed interface Track permits PictureTrack, SoundTrack {
    /** Returns the encoding of the recording's frames. */
    Codec codec();

    /** Returns what a decoder must know first; may be empty. */
    byte[] extradata();

    /** Returns a copy of {@code bytes} that FFmpeg frees. */
    static BytePointer nativeCopy(byte[] bytes) {
        AvNatives.load();
        BytePointer copy = new BytePointer(Av.allocated(av_mallocz(bytes.length + AV_INPUT_BUFFER_PADDING_SIZE)));
        return copy.put(bytes);
    }
}
