package valkka.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_ENOMEM;
import static org.bytedeco.ffmpeg.global.avutil.AV_ERROR_MAX_STRING_SIZE;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** Turns FFmpeg's error codes into words, and into exceptions. */
public final class Av {
    /**
     * ENOENT, EIO, ENOMEM, EACCES, ENFILE, EMFILE, as Linux, macOS and Windows number them. FFmpeg says
     * EINVAL of a file's bytes, too: it is not among these.
     */
    private static final Set<Integer> ERRORS_OF_THE_SYSTEM = Set.of(-2, -5, -12, -13, -23, -24);

    private Av() {}

    /** FFmpeg's own words for an error code, as in "Connection refused". */
    public static String errorText(int code) {
        byte[] text = new byte[AV_ERROR_MAX_STRING_SIZE];
        av_strerror(code, text, text.length);
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    /**
     * Passes a result on when it is no error.
     *
     * @param what the action that failed, as in "opening the encoder"
     * @throws ValkkaException {@code IO} with FFmpeg's words when {@code code} is negative
     */
    public static int check(int code, String what) {
        if (code < 0) {
            throw failed(Kind.IO, code, what);
        }
        return code;
    }

    /**
     * Does the same with the result of reading a file.
     *
     * @throws ValkkaException {@code IO} when the system fails, as a disk does or a process with too
     *     many open files; {@code CORRUPT} when FFmpeg does not understand the file's bytes
     */
    public static int checkRead(int code, String what) {
        if (code < 0) {
            throw failed(ERRORS_OF_THE_SYSTEM.contains(code) ? Kind.IO : Kind.CORRUPT, code, what);
        }
        return code;
    }

    private static ValkkaException failed(Kind kind, int code, String what) {
        return new ValkkaException(kind, what + " failed: FFmpeg says " + errorText(code) + " (" + code + ")");
    }

    /**
     * Passes what FFmpeg has allocated on.
     *
     * @throws ValkkaException {@code IO} when it is {@code null}: there is no memory
     */
    public static <T> T allocated(@Nullable T pointer) {
        if (pointer == null) {
            throw failed(Kind.IO, AVERROR_ENOMEM(), "reserving memory for FFmpeg");
        }
        return pointer;
    }
}
