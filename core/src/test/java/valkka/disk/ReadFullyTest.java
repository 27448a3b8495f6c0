package valkka.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.testkit.DelegatingFile;

/** A system may give fewer bytes than were asked for: reading goes on until the buffer is full or the file ends. */
class ReadFullyTest {
    private static final byte[] CONTENT = {10, 11, 12, 13, 14, 15, 16, 17, 18, 19};

    @TempDir
    private Path temp;

    @Test
    void fillsTheBufferByManySmallReads() throws IOException {
        try (DiskFile file = threeBytesAtATime()) {
            ByteBuffer target = ByteBuffer.allocate(8);
            assertThat(file.readFully(target, 1)).isTrue();
            assertThat(target.array()).containsExactly(11, 12, 13, 14, 15, 16, 17, 18);
        }
    }

    @Test
    void readsBehindWhatTheBufferHoldsAlready() throws IOException {
        try (DiskFile file = threeBytesAtATime()) {
            ByteBuffer target = ByteBuffer.allocate(6).put((byte) 1).put((byte) 2);
            assertThat(file.readFully(target, 4)).isTrue();
            assertThat(target.array()).containsExactly(1, 2, 14, 15, 16, 17);
        }
    }

    @Test
    void saysThatTheFileEndedBeforeTheBufferWasFull() throws IOException {
        try (DiskFile file = threeBytesAtATime()) {
            ByteBuffer target = ByteBuffer.allocate(8);
            assertThat(file.readFully(target, 5)).isFalse();
            assertThat(target.position()).isEqualTo(5);
            assertThat(file.readFully(target.clear(), 10)).isFalse();
            assertThat(target.position()).isZero();
        }
    }

    private DiskFile threeBytesAtATime() throws IOException {
        Path path = Files.write(temp.resolve("file"), CONTENT);
        return new DelegatingFile(Disk.SYSTEM.openForReading(path)) {
            @Override
            public int read(ByteBuffer target, long position) throws IOException {
                ByteBuffer few = target.duplicate().limit(Math.min(target.limit(), target.position() + 3));
                int read = super.read(few, position);
                target.position(few.position());
                return read;
            }
        };
    }
}
