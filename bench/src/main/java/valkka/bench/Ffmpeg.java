package valkka.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** FFmpeg's command, where it is installed. */
final class Ffmpeg {
    private Ffmpeg() {}

    static boolean isThere() throws InterruptedException {
        try {
            run("-version");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Runs the command to its end.
     *
     * @throws IOException when the command is not installed, or ends with an error
     */
    static void run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ffmpeg"));
        command.addAll(List.of(arguments));
        int exit = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("ffmpeg ended with " + exit);
        }
    }
}
