package valkka.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import valkka.frame.ValkkaException;

/**
 * Makes the files of a recording as a power cut leaves them, at any moment of a {@link DiskLog}.
 * What was forced to the disk is there. Of what was written since, each sector of 512 bytes is
 * there or not, at random.
 *
 * <pre>{@code
 * DiskLog disk = new DiskLog();
 * ...                                                   // record on that disk
 * PowerCut.make(before, disk.operations(), 17, 1, after);  // before its 17th change was done
 * }</pre>
 */
public final class PowerCut {
    private static final int SECTOR = 512;

    private PowerCut() {}

    /**
     * Makes the files.
     *
     * @param before the directory as it was before the first change; it stays as it is
     * @param log the changes
     * @param done how many of them had begun when the power went
     * @param seed another seed is another disk: other sectors survive
     * @param after a new directory for the result
     * @throws ValkkaException {@code BAD_ARGUMENT} when the log has no such moment
     * @throws IOException when the files cannot be written
     */
    public static void make(Path before, List<DiskLog.Operation> log, int done, long seed, Path after)
            throws IOException {
        if (done < 0 || done > log.size()) {
            throw ValkkaException.badArgument(
                    "the log has " + log.size() + " changes: give 0 to that many, and not " + done);
        }
        copy(before, after);
        Map<String, Integer> forced = new HashMap<>();
        for (int i = 0; i < done - 1; i++) { // the last one had begun, and perhaps was not done
            if (log.get(i) instanceof DiskLog.Force force) {
                forced.put(force.file(), i);
            }
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < done; i++) {
            if (log.get(i) instanceof DiskLog.Write write) {
                boolean whole = i < forced.getOrDefault(write.file(), -1);
                write(after.resolve(write.file()), write, whole, random);
            } else if (log.get(i) instanceof DiskLog.Replace replace && (i < done - 1 || random.nextBoolean())) {
                Files.write(after.resolve(replace.file()), replace.content()); // it forces itself
            }
        }
    }

    private static void copy(Path before, Path after) throws IOException {
        Files.createDirectories(after);
        try (Stream<Path> files = Files.list(before)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, after.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void write(Path file, DiskLog.Write write, boolean whole, SplittableRandom random)
            throws IOException {
        byte[] bytes = write.bytes();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(SECTOR - (int) ((write.position() + at) % SECTOR), bytes.length - at);
                if (whole || random.nextBoolean()) {
                    ByteBuffer sector = ByteBuffer.wrap(bytes, at, length);
                    while (sector.hasRemaining()) {
                        channel.write(sector, write.position() + sector.position());
                    }
                }
                at += length;
            }
        }
    }

    /**
     * Returns what the disk was about to do when the power went, in one line, and what it might
     * have lost: {@code writing 8192 bytes of dumpfile; not forced: dumpfile 24.0 KiB}.
     */
    public static String explain(List<DiskLog.Operation> log, int done) {
        if (done <= 0 || done > log.size()) {
            return "nothing was changed yet";
        }
        Map<String, Long> open = new HashMap<>();
        for (int i = 0; i < done; i++) {
            if (log.get(i) instanceof DiskLog.Write write) {
                open.merge(write.file(), (long) write.bytes().length, Long::sum);
            } else if (log.get(i) instanceof DiskLog.Force force && i < done - 1) {
                open.remove(force.file());
            }
        }
        StringBuilder text = new StringBuilder(describe(log.get(done - 1)));
        text.append("; not forced: ").append(open.isEmpty() ? "nothing" : "");
        open.forEach((file, bytes) -> text.append(file).append(String.format(Locale.ROOT, " %d bytes ", bytes)));
        return text.toString().stripTrailing();
    }

    private static String describe(DiskLog.Operation operation) {
        if (operation instanceof DiskLog.Write write) {
            return "writing " + write.bytes().length + " bytes of " + write.file() + " at byte " + write.position();
        }
        return (operation instanceof DiskLog.Force ? "forcing " : "replacing ") + operation.file();
    }
}
