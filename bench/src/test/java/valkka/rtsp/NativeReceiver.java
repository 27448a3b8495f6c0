package valkka.rtsp;

import org.bytedeco.ffmpeg.global.avformat;
import valkka.ffmpeg.Av;

/** Breaks a rule of {@code valkka.bench.ArchitectureTest} on purpose, to show that it can fail. */
public final class NativeReceiver {
    private NativeReceiver() {}

    static int receive() {
        return avformat.avformat_version();
    }

    static Class<?> helper() {
        return Av.class;
    }
}
