package valkka.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small file is replaced in one step: every reader has the old one or the new one. */
class SystemDiskTest {
    private static final byte[] OLD = "the old content, which is longer".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEW = "the new content".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path temp;

    @Test
    void whoHasTheOldFileOpenReadsAllOfIt() throws IOException {
        Path file = Files.write(temp.resolve("file"), OLD);
        try (FileChannel reader = FileChannel.open(file)) {
            ByteBuffer read = ByteBuffer.allocate(OLD.length);
            reader.read(read.limit(5), 0);
            Disk.SYSTEM.replace(file, NEW);
            reader.read(read.limit(OLD.length), 5);
            assertThat(read.array()).isEqualTo(OLD);
        }
        assertThat(file).hasBinaryContent(NEW);
    }

    @Test
    void aReplacementThatFailsLeavesNothingBehind() throws IOException {
        Path full = Files.createDirectories(temp.resolve("directory/with")).getParent();
        assertThatThrownBy(() -> Disk.SYSTEM.replace(full, NEW)).isInstanceOf(IOException.class);
        try (Stream<Path> files = Files.list(temp)) {
            assertThat(files).containsExactly(full);
        }
    }

    @Test
    void whatAKilledReplacementLeftIsNoObstacle() throws IOException {
        Path file = Files.write(temp.resolve("file"), OLD);
        Files.write(temp.resolve("file.tmp"), OLD);
        Disk.SYSTEM.replace(file, NEW);
        assertThat(file).hasBinaryContent(NEW);
        assertThat(temp.resolve("file.tmp")).doesNotExist();
    }

    @Test
    void aFileOverTheLimitIsRefused() throws IOException {
        Path file = Files.write(temp.resolve("file"), OLD);
        assertThat(Disk.SYSTEM.readAll(file, OLD.length)).isEqualTo(OLD);
        assertThatThrownBy(() -> Disk.SYSTEM.readAll(file, OLD.length - 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("larger than");
    }
}
