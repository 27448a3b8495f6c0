package valkka.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A recorder for {@link RecordBench}, alone in a process with the options that {@code ./valkka
 * record} has. It says when all cameras deliver, begins to count at the first byte of its standard
 * input, and at its end prints pictures, losses, drops and reconnects.
 */
final class RecorderProcess {
    private RecorderProcess() {}

    /** Records into a directory, from an address, as many cameras as the third argument says. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws IOException {
        try (RingRecorder recorder = RingRecorder.start(Path.of(args[0]), args[1], Integer.parseInt(args[2]))) {
            System.out.println("recording");
            if (System.in.read() >= 0) {
                recorder.reset();
            }
            while (System.in.read() >= 0) {
                // until the bench ends, or is killed
            }
            long reconnects = recorder.reconnects();
            recorder.stop();
            System.out.println(
                    recorder.pictures() + " " + recorder.lost() + " " + recorder.dropped() + " " + reconnects);
        }
    }
}
