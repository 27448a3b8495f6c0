package valkka.fs;

import java.io.IOException;
import java.nio.file.Path;
import valkka.frame.ValkkaException;
import valkka.testkit.TestFrames;

/** Run as a second process: writes a recording, and keeps its writer until its standard input ends. */
final class HoldingProgram {
    private HoldingProgram() {}

    /** @param arguments the directory */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException {
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(Path.of(arguments[0]));
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.setSlotId(1, TestFrames.ID);
            writer.start();
            writer.getBlockingFrameFilter().run(TestFrames.frame(1, 0, 100));
            writer.flush();
            System.out.println("holding");
            while (System.in.read() >= 0) {
                // nothing is said on it
            }
        } catch (ValkkaException e) {
            System.out.println(e.kind() + " " + e.getMessage());
        }
    }
}
