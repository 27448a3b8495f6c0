package valkka.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import valkka.fs.Durability;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSWriterThread;

/** Helpers for tests with directories of recordings. */
public final class Recordings {
    private Recordings() {}

    /**
     * Returns each file's time and the checksum of its content. Two results are equal when nothing
     * was written between them.
     */
    public static Map<String, String> fingerprint(Path directory) {
        Map<String, String> fingerprint = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                fingerprint.put(
                        file.getFileName().toString(),
                        Files.getLastModifiedTime(file) + " " + checksum(Files.readAllBytes(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return fingerprint;
    }

    private static String checksum(byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return Long.toHexString(checksum.getValue());
    }

    /** Writes the numbered frames from {@code from} to before {@code to} in one run of a writer. */
    public static void write(ValkkaFS fs, long from, long to, int size) {
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE)) {
            writer.setSlotId(1, TestFrames.ID);
            writer.start();
            for (long number = from; number < to; number++) {
                writer.getBlockingFrameFilter().run(TestFrames.frame(1, number, size));
            }
        }
    }
}
