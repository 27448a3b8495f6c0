package valkka.fs;

import org.bytedeco.ffmpeg.global.avutil;

/** Breaks the rules of {@code valkka.bench.ArchitectureTest} on purpose, to show that they can fail. */
public final class NativeAndBackwards {
    private NativeAndBackwards() {}

    static native void call();

    static int callOther() {
        return avutil.AV_ERROR_MAX_STRING_SIZE + avutil.avutil_version();
    }

    static void load() {
        System.loadLibrary("none");
    }

    static Class<?> upwards() {
        return valkka.camera.VirtualCamera.class;
    }
}
