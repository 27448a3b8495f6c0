package valkka.media;

import java.nio.file.Path;
import valkka.camera.VirtualCamera;
import valkka.frame.ValkkaException;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaSingleFS;

/** Does all that needs FFmpeg, in a process in which FFmpeg does not load; prints a line of each. */
final class WithoutFfmpegProgram {
    private static final long ID = 1001;

    private interface Attempt {
        Object make() throws Exception;
    }

    private WithoutFfmpegProgram() {}

    /** @param arguments the directory of a recording, a clip, and the file that an export makes */
    public static void main(String[] arguments) {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(arguments[0])) {
            TimeRange range = fs.getTimeRange();
            Path clip = Path.of(arguments[1]);
            Path file = Path.of(arguments[2]);
            attempt(() -> Export.matroska(fs, ID, range, file));
            attempt(() -> Export.mp4Bytes(fs, ID, range));
            attempt(() -> ClipVerification.of(clip));
            attempt(() -> Pictures.at(fs, ID, range.middle()));
            attempt(() -> Pictures.keyFrames(fs, ID, range, 2));
            attempt(VirtualCamera::start);
        }
    }

    private static void attempt(Attempt attempt) {
        try {
            System.out.println("made " + attempt.make());
        } catch (ValkkaException e) {
            System.out.println(e.getMessage());
        } catch (Exception | Error e) {
            System.out.println(e);
        }
    }
}
