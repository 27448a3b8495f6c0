package valkka.live;

import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;

/**
 * FFmpeg's question whether to go on with a call that blocks. There is one instance for all
 * connections: JavaCPP makes about ten callbacks of a class, and the next one would never be
 * called. FFmpeg asks in the thread that called it, so the thread tells which connection it is.
 */
final class AvInterrupt extends AVIOInterruptCB.Callback_Pointer {
    static final AvInterrupt INSTANCE = new AvInterrupt();

    private AvInterrupt() {}

    @Override
    public int call(Pointer opaque) {
        return Thread.currentThread() instanceof ConnectionThread thread && thread.mustGiveUp() ? 1 : 0;
    }
}
