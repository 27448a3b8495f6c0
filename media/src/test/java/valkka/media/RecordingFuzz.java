package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import valkka.disk.Disk;
import valkka.disk.DiskFile;
import valkka.frame.ValkkaException;
import valkka.fs.Block;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaFSTool;
import valkka.fs.ValkkaSingleFS;

/**
 * Any bytes as a recording on a disk in memory: its json, its block table and its dumpfile. The first four bytes are the
 * lengths of json and table, two bytes each; the dumpfile is what is left.
 */
public final class RecordingFuzz {
    private static final int LENGTHS = 4;

    /** Has files of the right names, which are empty: their contents are those of the disk in memory. */
    private static final Path DIRECTORY = directory();

    private RecordingFuzz() {}

    private static Path directory() {
        try {
            Path made = Files.createTempDirectory("fuzz");
            made.toFile().deleteOnExit();
            for (String name : List.of("valkkafs.json", "blockfile", "dumpfile")) {
                Files.createFile(made.resolve(name)).toFile().deleteOnExit();
            }
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void take(byte[] bytes) {
        if (bytes.length < LENGTHS) {
            return;
        }
        int json = Math.min(bytes.length, LENGTHS + length(bytes, 0));
        int table = Math.min(bytes.length, json + length(bytes, 2));
        MemoryDisk disk = new MemoryDisk(Map.of(
                "valkkafs.json", Arrays.copyOfRange(bytes, LENGTHS, json),
                "blockfile", Arrays.copyOfRange(bytes, json, table),
                "dumpfile", Arrays.copyOfRange(bytes, table, bytes.length)));
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(disk, DIRECTORY)) {
            read(fs, bytes.length);
        } catch (ValkkaException e) {
            assertThat(e.getMessage()).hasLineCount(1).hasSizeLessThan(2000);
        }
    }

    private static int length(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    private static void read(ValkkaSingleFS fs, int length) {
        assertThat(fs + " " + fs.getBlockTable()).isNotEmpty();
        for (Block block : fs.blocks()) {
            try {
                long payloads = fs.readBlock(block.number()).stream()
                        .mapToLong(frame -> frame.frame().payload().remaining())
                        .sum();
                assertThat(payloads).as("bytes of payloads").isLessThanOrEqualTo(length);
            } catch (ValkkaException e) {
                assertThat(e.getMessage()).hasLineCount(1);
            }
        }
        try (Stream<RecordedFrame> frames = fs.frames(fs.getTimeRange())) {
            assertThat(frames.count()).isLessThanOrEqualTo(length);
        }
        assertThat(new ValkkaFSTool(fs).check().toString()).isNotEmpty();
    }

    /** Files of one directory, which cannot be written. */
    private record MemoryDisk(Map<String, byte[]> files) implements Disk {
        private byte[] content(Path file) throws IOException {
            byte[] content = files.get(file.getFileName().toString());
            if (content == null) {
                throw new NoSuchFileException(file.toString());
            }
            return content;
        }

        @Override
        public DiskFile openForReading(Path file) throws IOException {
            return new MemoryFile(content(file));
        }

        @Override
        public DiskFile openForWriting(Path file) {
            throw new AssertionError("a read recording is written: " + file);
        }

        @Override
        public void create(Path file, long size) {
            throw new AssertionError("a read recording is written: " + file);
        }

        @Override
        public void replace(Path file, byte[] replacement) {
            throw new AssertionError("a read recording is written: " + file);
        }

        @Override
        public void rename(Path file, Path newName) {
            throw new AssertionError("a read recording is written: " + file);
        }

        @Override
        public byte[] readAll(Path file, int limit) throws IOException {
            if (content(file).length > limit) {
                throw new IOException("larger than " + limit + " bytes");
            }
            return content(file).clone();
        }

        @Override
        public long modifiedNanos(Path file) {
            return 1;
        }

        @Override
        public String listBlockDevices() throws IOException {
            throw new IOException("there is no such program");
        }
    }

    private record MemoryFile(byte[] content) implements DiskFile {
        @Override
        public int read(ByteBuffer target, long position) {
            if (position >= content.length) {
                return -1;
            }
            int count = (int) Math.min(target.remaining(), content.length - position);
            target.put(content, (int) position, count);
            return count;
        }

        @Override
        public void write(ByteBuffer source, long position) {
            throw new AssertionError("a read recording is written");
        }

        @Override
        public void force() {
            throw new AssertionError("a read recording is written");
        }

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
