package valkka.fs;

import java.io.IOException;
import java.nio.file.Path;
import valkka.disk.Disk;
import valkka.testkit.SequencedFrames;

/**
 * A process to be killed: goes on with the recording in a directory, flushes after every frame without a pause, and prints
 * the number of each frame when its flush has returned. Arguments: the directory, the first number, and
 * {@code commitWordFirst} for a disk on which no recording is safe. It ends with its standard input, too.
 */
public final class WriteUntilKilled {
    private WriteUntilKilled() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws IOException {
        EndOfInput.then(() -> Runtime.getRuntime().halt(1)); // with a killed test
        SequencedFrames frames = SequencedFrames.ofSize(9000, 10);
        Disk disk = args.length > 2 ? new CommitWordFirstDisk() : Disk.SYSTEM;
        try (ValkkaSingleFS fs = new ValkkaSingleFS(disk, Path.of(args[0]));
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE)) {
            writer.setSlotId(1, SequencedFrames.ID);
            writer.start();
            for (int number = Integer.parseInt(args[1]); ; number++) {
                writer.getBlockingFrameFilter().run(frames.frame(number));
                writer.flush();
                System.out.println(number);
                System.out.flush();
            }
        }
    }
}
