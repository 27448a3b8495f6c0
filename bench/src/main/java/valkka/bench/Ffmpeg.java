package valkka.bench;

import java.io.IOException;
import java.nio.file.Path;
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

    /** Starts to record a camera over TCP into files of a minute in {@code directory}. */
    static Process record(String address, Path directory) throws IOException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-loglevel", "quiet"));
        command.addAll(List.of("-rtsp_transport", "tcp", "-i", address, "-c", "copy"));
        command.addAll(List.of("-f", "segment", "-segment_time", "60"));
        command.add(directory.resolve("%d.mkv").toString());
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
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
