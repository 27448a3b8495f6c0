package valkka.kernel;

import java.util.Base64;
import valkka.fs.Bytes;

/** Bytes that are an mp4 file, as {@code Export.mp4Bytes} gives them: a video that plays. */
final class ClipOutput {
    private static final int LARGEST = 7_000_000; // a third more in base 64, and a notebook's output stays below 10 MB

    private ClipOutput() {}

    static Output of(byte[] bytes) {
        String size = Bytes.text(bytes.length);
        if (!isMp4(bytes)) {
            return Output.html("byte[" + bytes.length + "]", Html.quiet("byte[" + bytes.length + "], " + size));
        }
        String text = "mp4, " + size;
        if (bytes.length > LARGEST) {
            return Output.html(text, Html.quiet(text + ": too large to be played here, write it to a file"));
        }
        return Output.html(
                text,
                "<video controls muted loop style=\"max-width:100%;width:640px\" src=\"data:video/mp4;base64,"
                        + Base64.getEncoder().encodeToString(bytes) + "\"></video>");
    }

    /** ISO/IEC 14496-12: the first box is {@code ftyp}. */
    private static boolean isMp4(byte[] bytes) {
        return bytes.length > 8 && bytes[4] == 'f' && bytes[5] == 't' && bytes[6] == 'y' && bytes[7] == 'p';
    }
}
