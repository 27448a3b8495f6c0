package valkka.fs;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import valkka.frame.ValkkaException;
import valkka.testkit.TestFrames;

/**
 * Records into a first ring, opens all files that the process may open, and makes more rings while one
 * file more is free each time. Prints a line for each try, and the frames of the first ring.
 */
final class FileHungryProgram {
    private static final int TRIES = 16;

    private FileHungryProgram() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        ring(directory.resolve("warm")).close();
        try (ValkkaSingleFS first = ring(directory.resolve("first"));
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", first)) {
            writer.setSlotId(1, TestFrames.ID);
            writer.start();
            writer.getBlockingFrameFilter().run(TestFrames.frame(1, 0, 900));
            first.updateTable(true);
            tryAgain(directory).forEach(System.out::println);
            writer.getBlockingFrameFilter().run(TestFrames.frame(1, 1, 900));
            writer.stop();
            System.out.println("frames " + first.readBlock(0).size());
        }
    }

    private static List<String> tryAgain(Path directory) throws IOException {
        List<String> said = new ArrayList<>();
        Deque<InputStream> held = new ArrayDeque<>();
        try {
            while (true) {
                held.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException full) {
            for (int i = 0; i < TRIES; i++) {
                said.add(made(directory.resolve("ring" + i)));
                held.pop().close();
            }
            return said;
        } finally {
            for (InputStream file : held) {
                file.close();
            }
        }
    }

    private static String made(Path directory) {
        try (ValkkaSingleFS fs = ring(directory);
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            return writer.isRunning() ? "running" : "made";
        } catch (ValkkaException e) {
            return e.kind() + " " + e.getMessage();
        } catch (RuntimeException | Error e) {
            return e.toString();
        }
    }

    private static ValkkaSingleFS ring(Path directory) {
        return ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(16 * 1024)
                .blocks(4)
                .create();
    }
}
