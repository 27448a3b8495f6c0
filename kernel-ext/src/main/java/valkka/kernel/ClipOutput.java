package valkka.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import valkka.fs.Bytes;
import valkka.media.Export;
import valkka.player.Clip;

/** Shows exports: an mp4 plays as a video, as bytes in memory or as a file. */
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
        return Output.html(text, player(bytes));
    }

    static Output of(Clip clip) {
        return Output.html(
                clip.toString(), Html.quiet(clip.toString()) + of(clip.mp4()).content());
    }

    /** Shows the result of an export; a small mp4 file plays below. */
    static Output of(Export.Result result) {
        Output facts = RecordOutput.of(result);
        return Output.html(result.toString(), facts.content() + video(result.file()));
    }

    private static String video(@Nullable Path file) {
        if (file == null) {
            return "";
        }
        try {
            long size = Files.size(file);
            if (size > LARGEST) {
                return Html.quiet(Bytes.text(size) + ": too large to be played here");
            }
            byte[] bytes = Files.readAllBytes(file);
            return isMp4(bytes) ? player(bytes) : "";
        } catch (IOException e) {
            return Html.quiet("the file cannot be played: " + e);
        }
    }

    private static String player(byte[] mp4) {
        return "<video controls muted loop style=\"max-width:100%;width:640px\" src=\"data:video/mp4;base64,"
                + Base64.getEncoder().encodeToString(mp4) + "\"></video>";
    }

    /** ISO/IEC 14496-12: the first box is {@code ftyp}. */
    private static boolean isMp4(byte[] bytes) {
        return bytes.length > 8 && bytes[4] == 'f' && bytes[5] == 't' && bytes[6] == 'y' && bytes[7] == 'p';
    }
}
